//! The `Cookie` header: `a=1; b=2`.
//!
//! RFC 6265 §4.2 says what a client should send; what clients do send is read
//! as Starlette's `cookie_parser` reads it: cut at `;`, name and value at the
//! first `=`, both stripped of white space, a piece without `=` is a value
//! without a name, a piece with neither is no cookie. The header is Latin-1.

use std::borrow::Cow;

use super::latin1;
use crate::swar;

/// One cookie as the header gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cookie<'h> {
    /// The name; empty if the piece had no `=`.
    pub name: Cow<'h, str>,
    /// The value. Surrounding double quotes are gone already, unless `quoted`.
    pub value: Cow<'h, str>,
    /// The value stands in double quotes and has backslash escapes: pass it,
    /// quotes included, through `http.cookies._unquote`.
    pub quoted: bool,
}

/// The cookies of one header, in its order; of two with one name the later
/// counts.
#[must_use]
#[inline]
pub fn parse(header: &[u8]) -> Cookies<'_> {
    Cookies { rest: Some(header) }
}

/// The last cookie named `name`.
#[must_use]
#[inline]
pub fn find_last<'h>(header: &'h [u8], name: &str) -> Option<Cookie<'h>> {
    let mut found = None;
    let mut cookies = parse(header);
    while let Some((key, value)) = cookies.next_raw() {
        if latin1::decode(key) == name {
            found = Some((key, value));
        }
    }
    found.map(|(key, value)| Cookie::new(key, value))
}

/// Iterator over cookies; see [`parse`].
#[derive(Clone, Debug)]
pub struct Cookies<'h> {
    /// `None` behind the last piece.
    rest: Option<&'h [u8]>,
}

impl<'h> Cookies<'h> {
    #[inline]
    fn next_raw(&mut self) -> Option<(&'h [u8], &'h [u8])> {
        while let Some(rest) = self.rest {
            let piece = match swar::find(rest, b';') {
                Some(end) => {
                    self.rest = Some(&rest[end + 1..]);
                    &rest[..end]
                }
                None => {
                    self.rest = None;
                    rest
                }
            };
            let (name, value) = split(piece);
            if !(name.is_empty() && value.is_empty()) {
                return Some((name, value));
            }
        }
        None
    }
}

impl<'h> Iterator for Cookies<'h> {
    type Item = Cookie<'h>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        self.next_raw()
            .map(|(name, value)| Cookie::new(name, value))
    }
}

impl<'h> Cookie<'h> {
    fn new(name: &'h [u8], value: &'h [u8]) -> Self {
        let (value, quoted) = match value {
            [b'"', inner @ .., b'"'] if swar::find(inner, b'\\').is_none() => (inner, false),
            [b'"', .., b'"'] => (value, true),
            _ => (value, false),
        };
        Self {
            name: latin1::decode(name),
            value: latin1::decode(value),
            quoted,
        }
    }
}

/// Name and value of one piece, stripped.
#[inline]
fn split(piece: &[u8]) -> (&[u8], &[u8]) {
    match swar::find(piece, b'=') {
        Some(cut) => (
            latin1::strip(&piece[..cut]),
            latin1::strip(&piece[cut + 1..]),
        ),
        None => (&[], latin1::strip(piece)),
    }
}

#[cfg(test)]
mod tests {
    use super::{find_last, parse};

    fn cookies(header: &[u8]) -> Vec<(String, String, bool)> {
        parse(header)
            .map(|one| (one.name.into(), one.value.into(), one.quoted))
            .collect()
    }

    fn plain(name: &str, value: &str) -> (String, String, bool) {
        (name.into(), value.into(), false)
    }

    #[test]
    fn pieces_are_cut_and_stripped() {
        assert_eq!(
            cookies(b"a=1;b = two ; c=x=y;;  ;=;d="),
            [
                plain("a", "1"),
                plain("b", "two"),
                plain("c", "x=y"),
                plain("d", "")
            ]
        );
        assert!(cookies(b"").is_empty());
    }

    #[test]
    fn a_piece_without_equals_sign_has_no_name() {
        assert_eq!(cookies(b"abc; =def"), [plain("", "abc"), plain("", "def")]);
    }

    #[test]
    fn quotes_go_and_escapes_are_left_to_python() {
        assert_eq!(
            cookies(br#"a="x y"; b="\"q\054"; c="; d=""; e="half"#),
            [
                plain("a", "x y"),
                ("b".into(), r#""\"q\054""#.into(), true),
                plain("c", "\""),
                plain("d", ""),
                plain("e", "\"half"),
            ]
        );
    }

    #[test]
    fn the_last_one_wins() {
        assert_eq!(
            find_last(b"a=1; b=2; a=3", "a").map(|one| one.value.into_owned()),
            Some("3".into())
        );
        assert_eq!(
            find_last(b"caf\xe9=1", "caf\u{e9}").map(|one| one.value.into_owned()),
            Some("1".into())
        );
        assert_eq!(find_last(b"a=1", "b"), None);
    }
}
