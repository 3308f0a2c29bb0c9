//! The plainest texts, judged without pydantic-core: only what everybody reads alike.

use pyo3::prelude::*;
use pyo3::types::{PyBool, PyFloat, PyInt, PyString};

use crate::ffi::make::string;
use crate::ffi::text::utf8;
use crate::plan::Check;

/// The value of an object that passes a check; `None`: pydantic-core decides.
pub(crate) fn object(value: &Bound<'_, PyAny>, check: Check) -> Option<Py<PyAny>> {
    let string = value.cast_exact::<PyString>().ok()?;
    let text = utf8(string)?;
    match check {
        Check::Text { least, most } => {
            let valid = (least..=most).contains(&characters(text)?);
            valid.then(|| value.clone().unbind())
        }
        _ => self::text(value.py(), text, check),
    }
}

/// The same for a text that is no Python object yet.
#[inline]
pub(super) fn text(py: Python<'_>, text: &str, check: Check) -> Option<Py<PyAny>> {
    match check {
        Check::Int { least, most } => {
            let number = digits(text.as_bytes())?;
            let valid = (least..=most).contains(&number);
            valid.then(|| PyInt::new(py, number).into_any().unbind())
        }
        Check::Text { least, most } => {
            let valid = (least..=most).contains(&characters(text)?);
            valid.then_some(())?;
            // Without memory for it the long way is taken, and finds none either.
            Some(string(py, text).ok()?.into_any().unbind())
        }
        Check::Float { least, most } => {
            let number = decimal(text)?;
            let valid = (least..=most).contains(&number);
            valid.then(|| PyFloat::new(py, number).into_any().unbind())
        }
        Check::Bool => {
            let truth = match text {
                "true" | "True" | "1" => true,
                "false" | "False" | "0" => false,
                _ => return None,
            };
            Some(PyBool::new(py, truth).to_owned().into_any().unbind())
        }
    }
}

/// How many characters a text has, as Python counts them.
#[inline]
fn characters(text: &str) -> Option<i64> {
    let count = if text.is_ascii() {
        text.len()
    } else {
        text.chars().count()
    };
    i64::try_from(count).ok()
}

/// At most 18 digits and no leading zero.
#[inline]
fn digits(digits: &[u8]) -> Option<i64> {
    const MOST: usize = 18;
    if digits.is_empty() || digits.len() > MOST || (digits[0] == b'0' && digits.len() > 1) {
        return None;
    }
    digits.iter().try_fold(0, |number: i64, digit| {
        digit
            .is_ascii_digit()
            .then(|| number * 10 + i64::from(digit - b'0'))
    })
}

/// Digits, a point, digits: correctly rounded by every reader.
fn decimal(text: &str) -> Option<f64> {
    const MOST: usize = 24;
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let plain = |digits: &str| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    let usual = text.len() <= MOST && plain(whole) && plain(fraction);
    usual.then(|| text.parse().ok()).flatten()
}
