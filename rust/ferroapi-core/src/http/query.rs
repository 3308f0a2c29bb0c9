//! Query strings: `a=1&b=two`.
//!
//! RFC 3986 §3.4 gives a query its characters; names and values inside are the
//! WHATWG URL standard's `application/x-www-form-urlencoded`, read as
//! `urllib.parse.parse_qsl(query.decode("latin-1"), keep_blank_values=True)`
//! reads them, for every sequence of bytes: only `&` separates, empty pieces
//! are skipped, the first `=` cuts, a missing one means an empty value.

use std::borrow::Cow;
use std::cell::{Cell, OnceCell};

use smallvec::SmallVec;

use super::percent;
use crate::memory::OutOfMemory;
use crate::swar;

/// Names and values in the order of the query, decoded as they are asked for.
///
/// ```
/// use ferroapi_core::http::query;
///
/// let pairs: Result<Vec<_>, _> = query::parse(b"q=a+b&q=%C3%A9&empty").collect();
/// let expected = [("q", "a b"), ("q", "é"), ("empty", "")];
/// assert_eq!(pairs, Ok(expected.map(|(name, value)| (name.into(), value.into())).to_vec()));
/// ```
#[must_use]
#[inline]
pub fn parse(query: &[u8]) -> Pairs<'_> {
    Pairs(RawPairs { rest: query })
}

/// Lookups from here on are worth an order.
const MANY_LOOKUPS: u32 = 3;

/// So many pairs are, too.
const MANY_PAIRS: usize = 32;

/// A name, and the place of its pair.
type Named<'q> = (Cow<'q, str>, usize);

/// A query string cut once, for many lookups. Decodes only what is found, and all names where both
/// pairs and lookups are many: P lookups among N pairs do not take P × N steps.
///
/// ```
/// use ferroapi_core::http::query::Index;
///
/// let index = Index::of(b"q=a+b&q=c&page=2")?;
/// assert_eq!(index.find_last("q")?.as_deref(), Some("c"));
/// assert_eq!(index.find_all("q").count(), 2);
/// # Ok::<(), ferroapi_core::memory::OutOfMemory>(())
/// ```
#[derive(Clone, Debug)]
pub struct Index<'q> {
    pairs: SmallVec<[RawPair<'q>; 6]>,
    /// By name and place. None where there is no memory for it.
    order: OnceCell<Option<Vec<Named<'q>>>>,
    lookups: Cell<u32>,
}

impl<'q> Index<'q> {
    /// Cuts `query` into its pairs.
    ///
    /// # Errors
    /// [`OutOfMemory`] where there is none for so many.
    #[inline]
    pub fn of(query: &'q [u8]) -> Result<Self, OutOfMemory> {
        let mut pairs = SmallVec::new();
        for pair in (RawPairs { rest: query }) {
            if pairs.len() == pairs.capacity() {
                pairs.try_reserve(1).map_err(|_| OutOfMemory)?;
            }
            pairs.push(pair);
        }
        Ok(Self {
            pairs,
            order: OnceCell::new(),
            lookups: Cell::new(0),
        })
    }

    /// The value of the last pair named `key`, which is the one FastAPI gives a
    /// scalar parameter. Decodes nothing else.
    ///
    /// # Errors
    /// [`OutOfMemory`] where there is none for the value.
    #[inline]
    pub fn find_last(&self, key: &str) -> Result<Option<Cow<'q, str>>, OutOfMemory> {
        let found = self.last(key);
        found.map(|pair| percent::decode(pair.value)).transpose()
    }

    /// The same, shown to `read` instead: nothing is allocated for a short value. `None` also
    /// without memory for a long one.
    #[inline]
    pub fn read_last<R>(&self, key: &str, read: impl FnOnce(&str) -> R) -> Option<R> {
        let found = self.last(key);
        found.and_then(|pair| percent::with_decoded(pair.value, read))
    }

    /// The values of all pairs named `key`, in the order of the query.
    pub fn find_all<'k>(
        &self,
        key: &'k str,
    ) -> impl Iterator<Item = Result<Cow<'q, str>, OutOfMemory>> + use<'_, 'q, 'k> {
        self.named(key).map(|pair| percent::decode(pair.value))
    }

    #[inline]
    fn last(&self, key: &str) -> Option<&RawPair<'q>> {
        if self.pairs.len() < MANY_PAIRS {
            return self.pairs.iter().rev().find(|pair| pair.is_named(key));
        }
        self.named(key).next_back()
    }

    /// The pairs named `key`, in the order of the query.
    #[inline]
    fn named<'k>(
        &self,
        key: &'k str,
    ) -> impl DoubleEndedIterator<Item = &RawPair<'q>> + use<'_, 'q, 'k> {
        let ordered = if self.pairs.len() < MANY_PAIRS {
            None
        } else {
            self.ordered(key)
        };
        let scanned = if ordered.is_some() { &[] } else { &*self.pairs };
        let ordered = ordered.unwrap_or_default().iter();
        (ordered.filter_map(|(_, place)| self.pairs.get(*place)))
            .chain(scanned.iter().filter(move |pair| pair.is_named(key)))
    }

    /// The names equal to `key` in the order, once that pays.
    #[cold]
    fn ordered(&self, key: &str) -> Option<&[Named<'q>]> {
        self.lookups.set(self.lookups.get().saturating_add(1));
        if self.lookups.get() < MANY_LOOKUPS {
            return None;
        }
        let order = self.order.get_or_init(|| self.sorted().ok()).as_ref()?;
        let start = order.partition_point(|(name, _)| **name < *key);
        let rest = &order[start..];
        Some(&rest[..rest.partition_point(|(name, _)| **name == *key)])
    }

    fn sorted(&self) -> Result<Vec<Named<'q>>, OutOfMemory> {
        let mut order = Vec::new();
        order.try_reserve_exact(self.pairs.len())?;
        for (place, pair) in self.pairs.iter().enumerate() {
            order.push((percent::decode(pair.name)?, place));
        }
        order.sort_unstable();
        Ok(order)
    }
}

/// Iterator over decoded pairs; see [`parse`].
#[derive(Clone, Debug)]
pub struct Pairs<'q>(RawPairs<'q>);

impl<'q> Iterator for Pairs<'q> {
    type Item = Result<(Cow<'q, str>, Cow<'q, str>), OutOfMemory>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let pair = self.0.next()?;
        Some(percent::decode(pair.name).and_then(|name| Ok((name, percent::decode(pair.value)?))))
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
        percent::is(self.name, key)
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
    use super::{Index, MANY_PAIRS, parse};
    use std::borrow::Cow;

    fn find_last<'q>(query: &'q [u8], key: &str) -> Option<Cow<'q, str>> {
        let index = Index::of(query).expect("memory");
        let found = index.find_last(key).expect("memory");
        assert_eq!(
            index.read_last(key, str::to_owned).as_deref(),
            found.as_deref()
        );
        found
    }

    fn find_all(query: &[u8], key: &str) -> Vec<String> {
        let index = Index::of(query).expect("memory");
        let all = index.find_all(key);
        all.map(|value| value.expect("memory").into()).collect()
    }

    fn pairs(query: &[u8]) -> Vec<(String, String)> {
        parse(query)
            .map(|pair| pair.expect("memory"))
            .map(|(name, value)| (name.into(), value.into()))
            .collect()
    }

    #[test]
    fn an_index_finds_what_a_scan_finds() {
        let long = b"a=1&b=&&c&a=%31+2&d=4&e=5&f=6&g=7&a=last&%61=really".as_slice();
        for query in [b"".as_slice(), b"&&", b"a", b"a=1&a=2", long] {
            for key in ["a", "b", "c", "g", "", "none"] {
                let named = |(name, value): (String, String)| (name == key).then_some(value);
                let expected: Vec<_> = pairs(query).into_iter().filter_map(named).collect();
                assert_eq!(find_all(query, key), expected);
                let last = find_last(query, key).map(Cow::into_owned);
                assert_eq!(last.as_ref(), expected.last());
            }
        }
    }

    #[test]
    fn many_pairs_are_found_as_few_are() {
        let query: String = (0..3 * MANY_PAIRS)
            .map(|number| format!("&n%3{}{}={number}", number % 10, number % 7))
            .collect();
        let query = format!("{query}&caf%C3%A9=1&=none&n00=last");
        let index = Index::of(query.as_bytes()).expect("memory");
        for key in (0..100).map(|number| format!("n{number:02}")) {
            for key in [&*key, "caf\u{e9}", "", "zz"] {
                let first = Index::of(query.as_bytes()).expect("memory");
                let all: Result<Vec<_>, _> = index.find_all(key).collect();
                assert_eq!(all, first.find_all(key).collect(), "{key}");
                assert_eq!(index.find_last(key), first.find_last(key), "{key}");
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
        assert_eq!(find_all(query, "item"), ["x", "y"]);
        assert_eq!(find_all(b"a%20b=1&a+b=2&caf\xe9=3", "caf\u{e9}"), ["3"]);
    }

    #[test]
    fn plain_values_are_borrowed() {
        assert!(matches!(
            find_last(b"q=abc", "q"),
            Some(Cow::Borrowed("abc"))
        ));
    }
}
