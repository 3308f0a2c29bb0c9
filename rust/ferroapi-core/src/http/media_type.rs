//! The `Content-Type` of a body: is it JSON?
//!
//! RFC 9110 §8.3.1 (`type "/" subtype parameters`) and RFC 6839 §3.1 (`+json`),
//! as FastAPI asks `email.message.Message`: what stands before the first `;`,
//! stripped and in lower case, with exactly one slash.

use super::latin1;
use crate::swar;

/// The value nearly every client sends.
const USUAL: &[u8] = b"application/json";

/// Is this header value a JSON media type? `None` for what only Python's
/// `email` package may judge: bytes outside printable ASCII.
///
/// ```
/// use ferroapi_core::http::media_type::is_json;
///
/// assert_eq!(is_json(b"application/json; charset=utf-8"), Some(true));
/// assert_eq!(is_json(b"application/problem+json"), Some(true));
/// assert_eq!(is_json(b"text/plain"), Some(false));
/// assert_eq!(is_json(b"application/json\xa0"), None);
/// ```
#[must_use]
#[inline]
pub fn is_json(value: &[u8]) -> Option<bool> {
    if value == USUAL {
        return Some(true);
    }
    value
        .iter()
        .all(|byte| matches!(byte, b'\t' | b' '..=b'~'))
        .then(|| has_json_subtype(value))
}

fn has_json_subtype(value: &[u8]) -> bool {
    let end = swar::find(value, b';').unwrap_or(value.len());
    let essence = latin1::strip(&value[..end]);
    let Some(slash) = swar::find(essence, b'/') else {
        return false;
    };
    let (kind, subtype) = (&essence[..slash], &essence[slash + 1..]);
    kind.eq_ignore_ascii_case(b"application")
        && !subtype.contains(&b'/')
        && (subtype.eq_ignore_ascii_case(b"json") || ends_with_json_suffix(subtype))
}

fn ends_with_json_suffix(subtype: &[u8]) -> bool {
    subtype
        .last_chunk::<5>()
        .is_some_and(|end| end.eq_ignore_ascii_case(b"+json"))
}

#[cfg(test)]
mod tests {
    use super::is_json;

    #[test]
    fn judges_as_emails_message_does() {
        for yes in [
            "application/json",
            "Application/JSON ; charset=utf-8",
            " application/json",
            "application/geo+json;a=b/c",
            "application/+json",
        ] {
            assert_eq!(is_json(yes.as_bytes()), Some(true), "{yes}");
        }
        for no in [
            "",
            "json",
            "text/json",
            "application/json/x",
            "application/jsonl",
            "application/ json",
            "application/xjson",
            "application /json",
            ";application/json",
        ] {
            assert_eq!(is_json(no.as_bytes()), Some(false), "{no}");
        }
        assert_eq!(is_json(b"application/json\n"), None);
    }
}
