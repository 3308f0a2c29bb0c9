//! Query strings: `a=1&b=two`.
//!
//! RFC 3986 §3.4 gives a query its characters; names and values inside are the
//! WHATWG URL standard's `application/x-www-form-urlencoded`, read as
//! `urllib.parse.parse_qsl(query.decode("latin-1"), keep_blank_values=True)`
//! reads them, for every sequence of bytes: only `&` separates, empty pieces
//! are skipped, the first `=` cuts, a missing one means an empty value.

use std::borrow::Cow;

use smallvec::SmallVec;

use super::percent;
use crate::swar;

/// Names and values in the order of the query, decoded as they are asked for.
///
/// ```
/// use ferroapi_core::http::query;
///
/// let pairs: Vec<_> = query::parse(b"q=a+b&q=%C3%A9&empty").collect();
/// assert_eq!(pairs, [("q".into(), "a b".into()), ("q".into(), "é".into()), ("empty".into(), "".into())]);
/// ```
#[must_use]
#[inline]
pub fn parse(query: &[u8]) -> Pairs<'_> {
    Pairs(RawPairs { rest: query })
}

/// The value of the last pair named `key`, which is the one FastAPI gives a
/// scalar parameter. Decodes nothing else.
#[must_use]
#[inline]
pub fn find_last<'q>(query: &'q [u8], key: &str) -> Option<Cow<'q, str>> {
    let raw = RawPairs { rest: query };
    raw.filter(|pair| pair.is_named(key))
        .last()
        .map(|pair| percent::decode(pair.value))
}

/// The values of all pairs named `key`, in the order of the query.
#[inline]
pub fn find_all<'q, 'k>(query: &'q [u8], key: &'k str) -> FindAll<'q, 'k> {
    FindAll {
        raw: RawPairs { rest: query },
        key,
    }
}

/// A query string cut once, for many lookups. Decodes only what is found.
///
/// ```
/// use ferroapi_core::http::query::Index;
///
/// let index = Index::of(b"q=a+b&q=c&page=2");
/// assert_eq!(index.find_last("q").as_deref(), Some("c"));
/// assert_eq!(index.find_all("q").count(), 2);
/// ```
#[derive(Clone, Debug)]
pub struct Index<'q> {
    pairs: SmallVec<[RawPair<'q>; 6]>,
}

impl<'q> Index<'q> {
    /// Cuts `query` into its pairs.
    #[must_use]
    #[inline]
    pub fn of(query: &'q [u8]) -> Self {
        let mut pairs = SmallVec::new();
        for pair in (RawPairs { rest: query }) {
            pairs.push(pair);
        }
        Self { pairs }
    }

    /// The value of the last pair named `key`; see [`find_last`].
    #[must_use]
    #[inline]
    pub fn find_last(&self, key: &str) -> Option<Cow<'q, str>> {
        let found = self.pairs.iter().rev().find(|pair| pair.is_named(key));
        found.map(|pair| percent::decode(pair.value))
    }

    /// The same, shown to `read` instead: nothing is allocated for a short value.
    #[inline]
    pub fn read_last<R>(&self, key: &str, read: impl FnOnce(&str) -> R) -> Option<R> {
        let found = self.pairs.iter().rev().find(|pair| pair.is_named(key));
        found.map(|pair| percent::with_decoded(pair.value, read))
    }

    /// The values of all pairs named `key`; see [`find_all`].
    pub fn find_all<'k>(
        &self,
        key: &'k str,
    ) -> impl Iterator<Item = Cow<'q, str>> + use<'_, 'q, 'k> {
        self.pairs
            .iter()
            .filter(move |pair| pair.is_named(key))
            .map(|pair| percent::decode(pair.value))
    }
}

/// Iterator over decoded pairs; see [`parse`].
#[derive(Clone, Debug)]
pub struct Pairs<'q>(RawPairs<'q>);

impl<'q> Iterator for Pairs<'q> {
    type Item = (Cow<'q, str>, Cow<'q, str>);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let pair = self.0.next()?;
        Some((percent::decode(pair.name), percent::decode(pair.value)))
    }
}

/// Iterator over the values of one name; see [`find_all`].
#[derive(Clone, Debug)]
pub struct FindAll<'q, 'k> {
    raw: RawPairs<'q>,
    key: &'k str,
}

impl<'q> Iterator for FindAll<'q, '_> {
    type Item = Cow<'q, str>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let pair = self.raw.find(|pair| pair.is_named(self.key))?;
        Some(percent::decode(pair.value))
    }
}

#[derive(Clone, Debug)]
struct RawPairs<'q> {
    rest: &'q [u8],
}

#[derive(Clone, Copy, Debug)]
struct RawPair<'q> {
    name: &'q [u8],
    value: &'q [u8],
}

impl RawPair<'_> {
    #[inline]
    fn is_named(&self, key: &str) -> bool {
        if percent::is_plain(self.name) {
            return self.name == key.as_bytes();
        }
        percent::decode(self.name) == key
    }
}

impl<'q> Iterator for RawPairs<'q> {
    type Item = RawPair<'q>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        while !self.rest.is_empty() {
            let (piece, rest) = cut(self.rest, b'&');
            self.rest = rest;
            if !piece.is_empty() {
                let (name, value) = cut(piece, b'=');
                return Some(RawPair { name, value });
            }
        }
        None
    }
}

/// What stands before and after the first `separator`; after is empty without
/// one.
#[inline]
fn cut(bytes: &[u8], separator: u8) -> (&[u8], &[u8]) {
    match swar::find(bytes, separator) {
        Some(place) => (&bytes[..place], &bytes[place + 1..]),
        None => (bytes, &[]),
    }
}

#[cfg(test)]
mod tests {
    use super::{find_all, find_last, parse};
    use std::borrow::Cow;

    fn pairs(query: &[u8]) -> Vec<(String, String)> {
        parse(query)
            .map(|(name, value)| (name.into(), value.into()))
            .collect()
    }

    #[test]
    fn an_index_finds_what_a_scan_finds() {
        let long = b"a=1&b=&&c&a=%31+2&d=4&e=5&f=6&g=7&a=last&%61=really".as_slice();
        for query in [b"".as_slice(), b"&&", b"a", b"a=1&a=2", long] {
            let index = super::Index::of(query);
            for key in ["a", "b", "c", "g", "", "none"] {
                assert_eq!(index.find_last(key), find_last(query, key));
                assert_eq!(
                    index.read_last(key, str::to_owned).as_deref(),
                    find_last(query, key).as_deref()
                );
                assert!(index.find_all(key).eq(find_all(query, key)));
            }
        }
    }

    #[test]
    fn order_blanks_and_repetitions_are_kept() {
        let expected = [("a", "1"), ("b", ""), ("", "x"), ("a", "2=3"), ("c", "")];
        assert_eq!(
            pairs(b"&a=1&&b=&=x&a=2=3&c&"),
            expected.map(|(name, value)| (name.to_owned(), value.to_owned()))
        );
        assert!(pairs(b"").is_empty());
        assert!(pairs(b"&&").is_empty());
    }

    #[test]
    fn semicolons_do_not_separate() {
        assert_eq!(pairs(b"a=1;b=2"), [("a".to_owned(), "1;b=2".to_owned())]);
    }

    #[test]
    fn the_last_one_wins_and_all_are_found() {
        let query = b"q=1&item=x&%71=2&item=y";
        assert_eq!(find_last(query, "q").as_deref(), Some("2"));
        assert_eq!(find_last(query, "missing"), None);
        assert_eq!(find_last(query, "ite"), None);
        assert_eq!(find_all(query, "item").collect::<Vec<_>>(), ["x", "y"]);
        assert_eq!(
            find_all(b"a%20b=1&a+b=2&caf\xe9=3", "caf\u{e9}").collect::<Vec<_>>(),
            ["3"]
        );
    }

    #[test]
    fn plain_values_are_borrowed() {
        assert!(matches!(
            find_last(b"q=abc", "q"),
            Some(Cow::Borrowed("abc"))
        ));
    }
}
