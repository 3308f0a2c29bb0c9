//! Percent-decoding of form data: `+` and `%XX`, then UTF-8.
//!
//! RFC 3986 §2.1 with the `application/x-www-form-urlencoded` parser of the
//! WHATWG URL standard (§5.1), in the details as Python's `urllib.parse.unquote`
//! after `.replace("+", " ")`: a `%` that two hexadecimal digits do not follow
//! stays; malformed UTF-8 becomes U+FFFD. A byte above 0x7f in the raw input
//! stands for the Latin-1 character Starlette made of it and is never joined
//! with escaped bytes beside it.

use std::borrow::Cow;

use crate::memory::{OutOfMemory, reserve};
use crate::swar;

/// How many bytes a text may have to be decoded without memory of its own.
const SHORT: usize = 64;

/// Decodes one name or value; borrowed if there was nothing to decode.
///
/// # Errors
/// [`OutOfMemory`] where there is none for the text.
#[inline]
pub(super) fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, OutOfMemory> {
    if is_plain(bytes) {
        // Plain means ASCII, so this cannot fail; if it did, the slow way is right too.
        if let Ok(text) = std::str::from_utf8(bytes) {
            return Ok(Cow::Borrowed(text));
        }
    }
    let mut text = String::new();
    for run in bytes.chunk_by(|a, b| a.is_ascii() == b.is_ascii()) {
        if run[0].is_ascii() {
            append_ascii(&mut text, run)?;
        } else {
            append_latin1(&mut text, run)?;
        }
    }
    Ok(Cow::Owned(text))
}

/// Whether a name or value decodes to `text`. Takes no more memory than that needs, however long the
/// client's is: a byte of the text stands for three at most.
#[inline]
pub(super) fn is(bytes: &[u8], text: &str) -> bool {
    if is_plain(bytes) {
        return bytes == text.as_bytes();
    }
    bytes.len() / 3 <= text.len() && decode(bytes).is_ok_and(|decoded| decoded == text)
}

/// Hands the decoded text to `read`; a short one is decoded on the stack. `None` without memory.
#[inline]
pub(super) fn with_decoded<R>(bytes: &[u8], read: impl FnOnce(&str) -> R) -> Option<R> {
    if is_plain(bytes)
        && let Ok(text) = std::str::from_utf8(bytes)
    {
        return Some(read(text));
    }
    let mut short = [0; SHORT];
    if let Some(room) = short.get_mut(..bytes.len())
        && bytes.is_ascii()
        && let Ok(text) = std::str::from_utf8(unescape(bytes, room))
    {
        return Some(read(text));
    }
    Some(read(&decode(bytes).ok()?))
}

/// Decodes ASCII: the escapes, then the UTF-8 they spell.
fn append_ascii(text: &mut String, run: &[u8]) -> Result<(), OutOfMemory> {
    let mut decoded = Vec::new();
    reserve(&mut decoded, run.len())?;
    decoded.resize(run.len(), 0);
    let decoded = unescape(run, &mut decoded);
    for chunk in decoded.utf8_chunks() {
        append(text, chunk.valid())?;
        if !chunk.invalid().is_empty() {
            append(text, "\u{fffd}")?;
        }
    }
    Ok(())
}

/// Decodes bytes above 0x7f: two of UTF-8 each.
#[cold]
fn append_latin1(text: &mut String, run: &[u8]) -> Result<(), OutOfMemory> {
    text.try_reserve(run.len().saturating_mul(2))?;
    text.extend(run.iter().copied().map(char::from));
    Ok(())
}

fn append(text: &mut String, more: &str) -> Result<(), OutOfMemory> {
    text.try_reserve(more.len())?;
    text.push_str(more);
    Ok(())
}

/// Does the text stand for itself: ASCII without `%` and `+`?
#[inline]
pub(super) fn is_plain(bytes: &[u8]) -> bool {
    !swar::any(bytes, |word| {
        swar::equal(word, b'%') | swar::equal(word, b'+') | swar::not_ascii(word)
    })
}

/// Writes what the escapes stand for to the start of `room`, which is as long as the run.
#[inline]
fn unescape<'r>(mut run: &[u8], room: &'r mut [u8]) -> &'r [u8] {
    let mut length = 0;
    while let ([first, rest @ ..], Some(place)) = (run, room.get_mut(length)) {
        run = rest;
        *place = match (*first, rest) {
            (b'%', [high, low, after @ ..]) => match (hex(*high), hex(*low)) {
                (Some(high), Some(low)) => {
                    run = after;
                    high << 4 | low
                }
                _ => b'%',
            },
            (b'+', _) => b' ',
            (other, _) => other,
        };
        length += 1;
    }
    &room[..length]
}

fn hex(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{SHORT, is, with_decoded};
    use std::borrow::Cow;

    fn decode(bytes: &[u8]) -> Cow<'_, str> {
        let text = super::decode(bytes).expect("memory");
        assert!(is(bytes, &text));
        assert!(!is(bytes, &format!("{text}x")));
        text
    }

    #[test]
    fn a_short_text_on_the_stack_is_the_same() {
        let long = "%C3%A9+".repeat(SHORT);
        let texts = [
            "",
            "a",
            "a+b",
            "%C3%A9",
            "%ff",
            "a%",
            "%4",
            "\u{e9}+%41",
            &long,
        ];
        let lengths = (SHORT - 2..SHORT + 2).map(|length| "+".repeat(length));
        for text in texts.map(str::to_owned).into_iter().chain(lengths) {
            let expected = decode(text.as_bytes());
            with_decoded(text.as_bytes(), |found| {
                assert_eq!(found, expected, "{text}")
            });
        }
    }

    #[test]
    fn plain_text_is_borrowed() {
        assert!(matches!(decode(b"a-b_c.~!*'()"), Cow::Borrowed(_)));
        assert!(matches!(decode(b""), Cow::Borrowed("")));
    }

    #[test]
    fn escapes_and_plus() {
        assert_eq!(decode(b"a+b%20c%2Bd"), "a b c+d");
        assert_eq!(decode(b"%C3%a9%E2%82%ac"), "é€");
    }

    #[test]
    fn broken_escapes_stay() {
        assert_eq!(decode(b"100%"), "100%");
        assert_eq!(decode(b"%4%zz%%41"), "%4%zz%A");
    }

    #[test]
    fn broken_utf8_is_replaced() {
        assert_eq!(decode(b"%ff%e2%82x"), "\u{fffd}\u{fffd}x");
    }

    #[test]
    fn raw_bytes_are_latin1_and_break_sequences() {
        assert_eq!(decode(b"\xc3\xa9"), "Ã©");
        assert_eq!(decode(b"%c3\xa9"), "\u{fffd}©");
    }
}
