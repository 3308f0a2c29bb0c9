//! Numbers of JSON.
//!
//! RFC 8259 §6, written as `repr()` writes them in Python: floats by the
//! shortest digits that read back the same, positional from 1e-4 up to 1e16,
//! otherwise with an exponent of at least two digits. Digits come from `zmij`,
//! whose ties agree with CPython's `dtoa` where `std`'s do not.

use super::append::{SHORT, append, compose, copy};
use super::buffer::Buffer;

/// Writes an integer.
#[inline]
pub fn write_i64(out: &mut Buffer, value: i64) {
    append(out, itoa::Buffer::new().format(value).as_bytes());
}

/// Writes a float as `repr()` does. JSON has no infinities and no NaN: the
/// caller keeps them out (what is written for them is unspecified).
#[inline]
pub fn write_f64(out: &mut Buffer, value: f64) {
    match in_cents(value) {
        Some(cents) => write_cents(out, value.is_sign_negative(), cents),
        None => write_shortest(out, value),
    }
}

/// Writes a finite float as `serde_json` does, and so pydantic-core: as `repr()` does
/// but for exponents of one digit and `0.00001` in full.
#[inline]
pub fn write_f64_serde(out: &mut Buffer, value: f64) {
    match in_cents(value) {
        Some(cents) => write_cents(out, value.is_sign_negative(), cents),
        None => append(out, zmij::Buffer::new().format_finite(value).as_bytes()),
    }
}

/// Below this many cents a value in cents has at most 15 digits.
const MAX_CENTS: i64 = 1_000_000_000_000_000;

/// The magnitude in hundredths, if that is what `repr()` would show.
///
/// Two decimals of at most 15 digits are never the same float, so one that reads
/// back as the value is its shortest. Prices and whole numbers are the floats
/// an API sends most: 11 ns against 21 ns by way of `zmij`.
#[inline]
fn in_cents(value: f64) -> Option<i64> {
    let magnitude = value.abs();
    let cents = (magnitude * 100.0 + 0.5) as i64;
    let exact = cents as f64 / 100.0 == magnitude;
    (exact && 0 < cents && cents < MAX_CENTS).then_some(cents)
}

fn write_cents(out: &mut Buffer, negative: bool, cents: i64) {
    let mut buffer = itoa::Buffer::new();
    let whole = buffer.format(cents / 100).as_bytes();
    let [tens, ones] = [cents / 10 % 10, cents % 10].map(|digit| b'0' + digit as u8);
    compose::<SHORT>(out, |room| {
        room[0] = b'-';
        let start = usize::from(negative);
        let point = start + copy(&mut room[start..], whole);
        room[point..point + 3].copy_from_slice(&[b'.', tens, ones]);
        point + if ones == b'0' { 2 } else { 3 }
    });
}

fn write_shortest(out: &mut Buffer, value: f64) {
    let mut buffer = zmij::Buffer::new();
    let text = buffer.format_finite(value);
    let magnitude = value.abs();
    // zmij and Python lay out alike but for the small: zmij stays positional
    // down to 1e-5 and writes exponents of one digit.
    if magnitude >= 1e-4 || magnitude == 0.0 {
        append(out, text.as_bytes());
    } else {
        write_small(out, text);
    }
}

/// Lays out the digits of a value nearer to zero than 1e-4.
#[cold]
fn write_small(out: &mut Buffer, text: &str) {
    let (sign, text) = text
        .strip_prefix('-')
        .map_or(("", text), |rest| ("-", rest));
    out.extend_from_slice(sign.as_bytes());
    let (digits, exponent) = match text.split_once("e-") {
        Some((digits, exponent)) => (digits, exponent),
        None => return write_fifth_place(out, text),
    };
    out.extend_from_slice(digits.as_bytes());
    out.extend_from_slice(if exponent.len() < 2 { b"e-0" } else { b"e-" });
    out.extend_from_slice(exponent.as_bytes());
}

/// Rewrites `0.0000ddd` as `d.dde-05`.
fn write_fifth_place(out: &mut Buffer, text: &str) {
    let digits = text.trim_start_matches(['0', '.']);
    let (first, rest) = digits.split_at(digits.len().min(1));
    out.extend_from_slice(first.as_bytes());
    if !rest.is_empty() {
        out.push(b'.');
        out.extend_from_slice(rest.as_bytes());
    }
    out.extend_from_slice(b"e-05");
}

#[cfg(test)]
mod tests {
    use super::{Buffer, in_cents, write_f64, write_f64_serde, write_i64};

    fn repr(value: f64) -> String {
        let mut out = Buffer::new();
        write_f64(&mut out, value);
        String::from_utf8(out.to_vec()).expect("ascii")
    }

    #[test]
    fn layout_is_pythons() {
        for (value, expected) in [
            (0.0, "0.0"),
            (-0.0, "-0.0"),
            (1.0, "1.0"),
            (0.1, "0.1"),
            (1e-4, "0.0001"),
            (0.00012345, "0.00012345"),
            (9.999e-5, "9.999e-05"),
            (1e-5, "1e-05"),
            (-1.5e-5, "-1.5e-05"),
            (1e-6, "1e-06"),
            (1.25e-9, "1.25e-09"),
            (-1e-10, "-1e-10"),
            (5e-324, "5e-324"),
            (1e15, "1000000000000000.0"),
            (9007199254740992.0, "9007199254740992.0"),
            (1e16, "1e+16"),
            (1.5e16, "1.5e+16"),
            (1.2345678901234568e17, "1.2345678901234568e+17"),
            (1e22, "1e+22"),
            (f64::MAX, "1.7976931348623157e+308"),
            // A tie: std rounds it up.
            (1059438285926254.0 + 0.25, "1059438285926254.2"),
        ] {
            assert_eq!(repr(value), expected);
        }
    }

    #[test]
    fn hundredths_are_their_own_shortest_text() {
        for cents in (1_i64..50_000).chain((1..5_000).map(|step| step * 199_999_999_999)) {
            let value = cents as f64 / 100.0;
            assert_eq!(repr(value), format!("{value:?}"), "{cents}");
            assert_eq!(repr(-value), format!("-{value:?}"));
            let (next, before) = (value.next_up(), value.next_down());
            assert_eq!(repr(next).parse(), Ok(next));
            assert_eq!(repr(before).parse(), Ok(before));
        }
    }

    #[test]
    fn prices_and_whole_numbers_are_cents() {
        for (value, cents) in [
            (0.01, Some(1)),
            (-1.25, Some(125)),
            (7.0, Some(700)),
            (19.99, Some(1999)),
            (9_999_999_999_999.99, Some(999_999_999_999_999)),
            (0.0, None),
            (-0.0, None),
            (0.004, None),
            (1.255, None),
            (1e13, None),
            (f64::NAN, None),
            (f64::INFINITY, None),
        ] {
            assert_eq!(in_cents(value), cents, "{value}");
        }
    }

    #[test]
    fn layout_is_serdes() {
        for (value, expected) in [
            (-0.0, "-0.0"),
            (7.5, "7.5"),
            (1e-4, "0.0001"),
            (1.5e-5, "0.000015"),
            (1e-6, "1e-6"),
            (-1.25e-9, "-1.25e-9"),
            (5e-324, "5e-324"),
            (9007199254740992.0, "9007199254740992.0"),
        ] {
            let mut out = Buffer::new();
            write_f64_serde(&mut out, value);
            assert_eq!(String::from_utf8(out.to_vec()).expect("ascii"), expected);
        }
    }

    #[test]
    fn integers() {
        for value in [0, 7, -1, i64::MAX, i64::MIN] {
            let mut out = Buffer::new();
            write_i64(&mut out, value);
            assert_eq!(&*out, value.to_string().as_bytes());
        }
    }
}
