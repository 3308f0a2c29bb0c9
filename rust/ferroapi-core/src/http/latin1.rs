//! Header values as text: ISO-8859-1, one character a byte.
//!
//! RFC 9110 §5.5 leaves the bytes above 0x7f of a field value opaque
//! (`obs-text`); Starlette, like WSGI before it, reads them as Latin-1.

use std::borrow::Cow;

/// Decodes a header value; borrowed if it is ASCII.
#[must_use]
#[inline]
pub fn decode(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) if text.is_ascii() => Cow::Borrowed(text),
        _ => Cow::Owned(bytes.iter().copied().map(char::from).collect()),
    }
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
    use super::{decode, strip};
    use std::borrow::Cow;

    #[test]
    fn ascii_is_borrowed_the_rest_is_translated() {
        assert!(matches!(decode(b"plain"), Cow::Borrowed("plain")));
        assert_eq!(decode(b"caf\xe9"), "café");
        assert_eq!(decode("é".as_bytes()), "Ã©");
    }

    #[test]
    fn strips_what_python_strips() {
        assert_eq!(strip(b"\t\x1f\xa0 a b\x85\x0b\x1c "), b"a b");
        assert_eq!(strip(b"\x1b\x00"), b"\x1b\x00");
        assert_eq!(strip(b" \t "), b"");
    }
}
