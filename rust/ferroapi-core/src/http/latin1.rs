//! Header values as text: ISO-8859-1, one character a byte.
//!
//! RFC 9110 §5.5 leaves the bytes above 0x7f of a field value opaque
//! (`obs-text`); Starlette, like WSGI before it, reads them as Latin-1.

use std::borrow::Cow;

/// A declared name as a header has it; `None` if no header can.
#[must_use]
#[inline]
pub fn encode(name: &str) -> Option<Cow<'_, [u8]>> {
    if name.is_ascii() {
        return Some(Cow::Borrowed(name.as_bytes()));
    }
    let bytes: Option<Vec<u8>> = name.chars().map(|one| u8::try_from(one).ok()).collect();
    bytes.map(Cow::Owned)
}

/// Is this character one that `str.strip()` takes away?
#[must_use]
#[inline]
pub fn is_whitespace(byte: u8) -> bool {
    matches!(byte, b'\t'..=b'\r' | 0x1c..=b' ' | 0x85 | 0xa0)
}

/// Python's `str.strip()` on a Latin-1 text.
#[must_use]
#[inline]
pub fn strip(mut bytes: &[u8]) -> &[u8] {
    while let [first, rest @ ..] = bytes
        && is_whitespace(*first)
    {
        bytes = rest;
    }
    while let [rest @ .., last] = bytes
        && is_whitespace(*last)
    {
        bytes = rest;
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::{encode, strip};

    #[test]
    fn names_are_encoded_where_a_header_can_have_them() {
        assert_eq!(encode("plain").as_deref(), Some(b"plain".as_slice()));
        assert_eq!(encode("café").as_deref(), Some(b"caf\xe9".as_slice()));
        assert_eq!(encode("\u{100}"), None);
    }

    #[test]
    fn strips_what_python_strips() {
        assert_eq!(strip(b"\t\x1f\xa0 a b\x85\x0b\x1c "), b"a b");
        assert_eq!(strip(b"\x1b\x00"), b"\x1b\x00");
        assert_eq!(strip(b" \t "), b"");
    }
}
