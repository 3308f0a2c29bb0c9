//! A path cut at its slashes, each segment hashed: one pass, on the stack.

use rustc_hash::FxHasher;
use std::hash::Hasher;

use crate::swar;

/// Segments beyond this many are not hashed: what they hold only shows when a
/// candidate is verified.
pub(super) const HASHED: usize = 12;

/// The hashes of a path's segments.
pub(super) struct Segments {
    hashes: [u64; HASHED],
    count: usize,
}

impl Segments {
    /// Cuts `path`; `None` if it contains a newline, where `.` and `$` of
    /// Python's `re` have meanings of their own.
    #[inline]
    pub(super) fn of(path: &str) -> Option<Self> {
        let bytes = path.as_bytes();
        let mut segments = Self {
            hashes: [0; HASHED],
            count: 0,
        };
        let mut cutter = Cutter {
            bytes,
            start: 1,
            segments: &mut segments,
        };
        let mut newline = 0;
        let (words, tail) = bytes.as_chunks::<{ swar::WIDTH }>();
        for (index, chunk) in words.iter().enumerate() {
            let word = swar::load(chunk);
            newline |= swar::equal(word, b'\n');
            cutter.cut_at(swar::equal(word, b'/'), index * swar::WIDTH);
        }
        let offset = bytes.len() - tail.len();
        for (index, byte) in tail.iter().enumerate() {
            match byte {
                b'\n' => newline = 1,
                b'/' => cutter.cut_before(offset + index),
                _ => {}
            }
        }
        cutter.cut(bytes.len());
        (newline == 0).then_some(segments)
    }

    /// How many segments the path has: one more than its inner slashes. Zero
    /// for a path that does not start with a slash.
    #[inline]
    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// The hash of segment `index`, zero beyond the path's end.
    #[inline]
    pub(super) fn hash(&self, index: usize) -> u64 {
        self.hashes[index]
    }
}

/// Where the current segment starts, while the slashes go by.
struct Cutter<'a> {
    bytes: &'a [u8],
    start: usize,
    segments: &'a mut Segments,
}

impl Cutter<'_> {
    #[inline(always)]
    fn cut_at(&mut self, mut slashes: u64, offset: usize) {
        while slashes != 0 {
            self.cut_before(offset + swar::first(slashes));
            slashes &= slashes - 1;
        }
    }

    /// Ends a segment before the slash at `place`; none ends before the first.
    #[inline(always)]
    fn cut_before(&mut self, place: usize) {
        if place > 0 {
            self.cut(place);
        }
    }

    #[inline(always)]
    fn cut(&mut self, end: usize) {
        if let (Some(segment), Some(b'/')) = (self.bytes.get(self.start..end), self.bytes.first()) {
            if let Some(slot) = self.segments.hashes.get_mut(self.segments.count) {
                *slot = hash(segment);
            }
            self.segments.count += 1;
            self.start = end + 1;
        }
    }
}

/// Hashes one segment. Not keyed: the tables hold what the developer declared,
/// so a hostile path can collide with a route but never lengthen a chain.
#[inline]
pub(super) fn hash(segment: &[u8]) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(segment);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::{HASHED, Segments, hash};

    #[test]
    fn cuts_where_split_cuts() {
        let deep = "/s".repeat(40);
        for path in [
            "/",
            "//",
            "/a",
            "/a/",
            "/abcdefg/hijklmno/p",
            "/aaaaaaaaaaaaaaaa",
            "/é/ü",
            &deep,
        ] {
            let expected: Vec<_> = path[1..].split('/').collect();
            let found = Segments::of(path).expect("no newline");
            assert_eq!(found.count(), expected.len(), "{path}");
            for (index, segment) in expected.iter().enumerate().take(HASHED) {
                assert_eq!(
                    found.hash(index),
                    hash(segment.as_bytes()),
                    "{path} {segment}"
                );
            }
        }
    }

    #[test]
    fn newlines_are_found_anywhere() {
        for path in ["/a\n", "\n", "/aaaaaaa\n/b", "/aaaaaaaaaaaa\nb"] {
            assert!(Segments::of(path).is_none(), "{path:?}");
        }
    }

    #[test]
    fn a_path_without_leading_slash_has_no_segments() {
        for path in ["", "*", "a/b", "aaaaaaaaa/b"] {
            assert_eq!(
                Segments::of(path).map(|found| found.count()),
                Some(0),
                "{path:?}"
            );
        }
    }

    #[test]
    fn texts_are_told_apart_by_their_hashes() {
        let hashes = ["", "a", "b", "ab", "ba", "items", "users"].map(|text| hash(text.as_bytes()));
        for (index, one) in hashes.iter().enumerate() {
            assert!(!hashes[..index].contains(one), "{index}");
        }
    }
}
