//! The `Cookie` header: `a=1; b=2`.
//!
//! RFC 6265 §4.2 says what a client should send; what clients do send is read
//! as Starlette's `cookie_parser` reads it: cut at `;`, name and value at the
//! first `=`, both stripped of white space, a piece without `=` is a value
//! without a name, a piece with neither is no cookie. The header is Latin-1.

use smallvec::SmallVec;

use super::latin1;
use crate::memory::OutOfMemory;
use crate::swar;

/// One cookie as the header gives it, in Latin-1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cookie<'h> {
    /// The name; empty if the piece had no `=`.
    pub name: &'h [u8],
    /// The value. Surrounding double quotes are gone already, unless `quoted`.
    pub value: &'h [u8],
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

/// Lookups from here on are worth an order.
const MANY_LOOKUPS: u32 = 3;

/// So many cookies are, too.
const MANY_COOKIES: usize = 32;

/// The cookies of a request, cut once for many lookups.
///
/// ```
/// use ferroapi_core::http::cookie::Jar;
///
/// let mut jar = Jar::default();
/// jar.add(b"a=1; b=2; a=3")?;
/// assert_eq!(jar.find_last("a").map(|one| one.value), Some(b"3".as_slice()));
/// # Ok::<(), ferroapi_core::memory::OutOfMemory>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Jar<'h> {
    /// In order of arrival, which each knows; by name and arrival once that pays.
    cookies: SmallVec<[(usize, Cookie<'h>); 6]>,
    lookups: u32,
}

impl<'h> Jar<'h> {
    /// Adds the cookies of one header.
    ///
    /// # Errors
    /// [`OutOfMemory`] where there is none for so many.
    pub fn add(&mut self, header: &'h [u8]) -> Result<(), OutOfMemory> {
        for cookie in parse(header) {
            if self.cookies.len() == self.cookies.capacity() {
                self.cookies.try_reserve(1).map_err(|_| OutOfMemory)?;
            }
            self.cookies.push((self.cookies.len(), cookie));
        }
        Ok(())
    }

    /// The last cookie named `name`.
    pub fn find_last(&mut self, name: &str) -> Option<Cookie<'h>> {
        let name = latin1::encode(name)?;
        self.lookups = self.lookups.saturating_add(1);
        if self.lookups < MANY_LOOKUPS || self.cookies.len() < MANY_COOKIES {
            let mut named = self.cookies.iter().filter(|(_, one)| *one.name == *name);
            return named.next_back().map(|(_, one)| *one);
        }
        if self.lookups == MANY_LOOKUPS {
            self.cookies
                .sort_unstable_by(|(at, a), (of, b)| (a.name, at).cmp(&(b.name, of)));
        }
        let end = self.cookies.partition_point(|(_, one)| *one.name <= *name);
        let (_, last) = self.cookies.get(end.checked_sub(1)?)?;
        (*last.name == *name).then_some(*last)
    }
}

/// Iterator over cookies; see [`parse`].
#[derive(Clone, Debug)]
pub struct Cookies<'h> {
    /// `None` behind the last piece.
    rest: Option<&'h [u8]>,
}

impl<'h> Iterator for Cookies<'h> {
    type Item = Cookie<'h>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
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
                return Some(Cookie::new(name, value));
            }
        }
        None
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
            name,
            value,
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
    use super::{Jar, MANY_COOKIES, parse};

    fn cookies(header: &[u8]) -> Vec<(String, String, bool)> {
        parse(header)
            .map(|one| (text(one.name), text(one.value), one.quoted))
            .collect()
    }

    fn text(latin1: &[u8]) -> String {
        latin1.iter().copied().map(char::from).collect()
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

    fn find_last(header: &[u8], name: &str) -> Option<String> {
        let mut jar = Jar::default();
        jar.add(header).expect("memory");
        jar.find_last(name).map(|one| text(one.value))
    }

    #[test]
    fn the_last_one_wins() {
        assert_eq!(find_last(b"a=1; b=2; a=3", "a"), Some("3".into()));
        assert_eq!(find_last(b"caf\xe9=1", "caf\u{e9}"), Some("1".into()));
        assert_eq!(find_last(b"a=1", "b"), None);
        assert_eq!(find_last(b"a=1", "\u{100}"), None);
    }

    #[test]
    fn many_cookies_are_found_as_few_are() {
        let header: String = (0..3 * MANY_COOKIES)
            .map(|number| format!("n{}={number};", number % (2 * MANY_COOKIES)))
            .collect();
        let mut jar = Jar::default();
        jar.add(header.as_bytes()).expect("memory");
        jar.add(b"n1=last").expect("memory");
        for number in 0..3 * MANY_COOKIES {
            let name = format!("n{number}");
            let mut first = Jar::default();
            first.add(header.as_bytes()).expect("memory");
            first.add(b"n1=last").expect("memory");
            assert_eq!(jar.find_last(&name), first.find_last(&name), "{name}");
        }
    }
}
