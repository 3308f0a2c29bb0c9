//! Numbers of JSON.
//!
//! RFC 8259 §6, written as `repr()` writes them in Python: floats by the
//! shortest digits that read back the same, positional from 1e-4 up to 1e16,
//! otherwise with an exponent of at least two digits. Digits come from `zmij`,
//! whose ties agree with CPython's `dtoa` where `std`'s do not.

use super::append::append;

/// Writes an integer.
#[inline]
pub fn write_i64(out: &mut Vec<u8>, value: i64) {
    append(out, itoa::Buffer::new().format(value).as_bytes());
}

/// Writes a float as `repr()` does. JSON has no infinities and no NaN: the
/// caller keeps them out (what is written for them is unspecified).
#[inline]
pub fn write_f64(out: &mut Vec<u8>, value: f64) {
    let mut buffer = zmij::Buffer::new();
    let text = buffer.format(value);
    let magnitude = value.abs();
    // zmij and Python lay out alike but for the small: zmij stays positional
    // down to 1e-5 and writes exponents of one digit.
    if magnitude >= 1e-4 || magnitude == 0.0 || !value.is_finite() {
        append(out, text.as_bytes());
    } else {
        write_small(out, text);
    }
}

/// Lays out the digits of a value nearer to zero than 1e-4.
#[cold]
fn write_small(out: &mut Vec<u8>, text: &str) {
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
fn write_fifth_place(out: &mut Vec<u8>, text: &str) {
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
    use super::{write_f64, write_i64};

    fn repr(value: f64) -> String {
        let mut out = Vec::new();
        write_f64(&mut out, value);
        String::from_utf8(out).expect("ascii")
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
    fn integers() {
        for value in [0, 7, -1, i64::MAX, i64::MIN] {
            let mut out = Vec::new();
            write_i64(&mut out, value);
            assert_eq!(out, value.to_string().as_bytes());
        }
    }
}
