//! Dates, times and UUIDs as pydantic-core writes them: RFC 3339, `Z` for UTC.
//!
//! Only naive times and those in `datetime.timezone.utc` itself: another time
//! zone has to be asked for its offset, and may be written in Python.

use ferroapi_core::json::Buffer;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{
    PyDate, PyDateAccess, PyDateTime, PyTime, PyTimeAccess, PyTzInfo, PyTzInfoAccess,
};

use super::container::Written;
use crate::python::kit;

pub(super) fn write_datetime(out: &mut Buffer, value: &Bound<'_, PyAny>) -> Written {
    let moment = value.cast_exact::<PyDateTime>().ok()?;
    let zone = zone(moment)?;
    out.push(b'"');
    push_date(out, moment);
    out.push(b'T');
    push_time(out, moment);
    out.extend_from_slice(zone);
    out.push(b'"');
    Some(())
}

pub(super) fn write_date(out: &mut Buffer, value: &Bound<'_, PyAny>) -> Written {
    let date = value.cast_exact::<PyDate>().ok()?;
    out.push(b'"');
    push_date(out, date);
    out.push(b'"');
    Some(())
}

pub(super) fn write_time(out: &mut Buffer, value: &Bound<'_, PyAny>) -> Written {
    let time = value.cast_exact::<PyTime>().ok()?;
    if time.get_tzinfo().is_some() {
        return None;
    }
    out.push(b'"');
    push_time(out, time);
    out.push(b'"');
    Some(())
}

/// What stands behind the time; `None` for a zone this module does not know.
fn zone<'py>(moment: &impl PyTzInfoAccess<'py>) -> Option<&'static [u8]> {
    match moment.get_tzinfo() {
        None => Some(b""),
        Some(zone) => zone
            .is(PyTzInfo::utc(zone.py()).ok()?)
            .then_some(b"Z".as_slice()),
    }
}

fn push_date(out: &mut Buffer, date: &impl PyDateAccess) {
    let [century, year] = pair_of_pairs(date.get_year().unsigned_abs());
    let [[c0, c1], [y0, y1]] = [century, year].map(digits);
    let [m0, m1] = digits(date.get_month());
    let [d0, d1] = digits(date.get_day());
    out.extend_from_slice(&[c0, c1, y0, y1, b'-', m0, m1, b'-', d0, d1]);
}

fn push_time(out: &mut Buffer, time: &impl PyTimeAccess) {
    let [h0, h1] = digits(time.get_hour());
    let [m0, m1] = digits(time.get_minute());
    let [s0, s1] = digits(time.get_second());
    out.extend_from_slice(&[h0, h1, b':', m0, m1, b':', s0, s1]);
    let micros = time.get_microsecond();
    if micros != 0 {
        let [a0, a1] = digits((micros / 10_000) as u8);
        let [[b0, b1], [c0, c1]] = pair_of_pairs(micros % 10_000).map(digits);
        out.extend_from_slice(&[b'.', a0, a1, b0, b1, c0, c1]);
    }
}

/// A number below 10,000 as two below 100.
fn pair_of_pairs(number: u32) -> [u8; 2] {
    [(number / 100) as u8, (number % 100) as u8]
}

/// Two decimal digits.
fn digits(number: u8) -> [u8; 2] {
    [b'0' + number / 10, b'0' + number % 10]
}

pub(super) fn is_uuid(value: &Bound<'_, PyAny>) -> bool {
    kit(value.py()).is_ok_and(|kit| value.get_type().is(&kit.uuid))
}

pub(super) fn write_uuid(out: &mut Buffer, value: &Bound<'_, PyAny>) -> Written {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    if !is_uuid(value) {
        return None;
    }
    let number: u128 = value
        .getattr(intern!(value.py(), "int"))
        .and_then(|int| int.extract())
        .ok()?;
    out.push(b'"');
    for (index, byte) in number.to_be_bytes().into_iter().enumerate() {
        if matches!(index, 4 | 6 | 8 | 10) {
            out.push(b'-');
        }
        let [high, low] = [byte >> 4, byte & 0xf].map(|half| HEX[usize::from(half)]);
        out.extend_from_slice(&[high, low]);
    }
    out.push(b'"');
    Some(())
}
