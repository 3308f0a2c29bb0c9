//! The texts a template captured from a path, without touching the heap.

use std::fmt;
use std::ops::Deref;

use super::Convertor;

/// One captured parameter: how to convert it, and its text in the path.
pub type Capture<'p> = (Convertor, &'p str);

/// Templates with more parameters than this are rare enough to pay for a `Vec`.
///
/// Small, because a candidate is moved several times on its way: at 8 the moves showed.
const INLINE: usize = 4;

/// The captured parameters of a template, in its order. Reads as a slice.
#[derive(Clone)]
pub struct Captures<'p> {
    inline: [Capture<'p>; INLINE],
    len: usize,
    /// All of them, as soon as there are more than [`INLINE`].
    spilled: Vec<Capture<'p>>,
}

impl<'p> Captures<'p> {
    /// No captures yet.
    #[inline]
    #[must_use]
    pub const fn new() -> Self {
        Self {
            inline: [(Convertor::Str, ""); INLINE],
            len: 0,
            spilled: Vec::new(),
        }
    }

    #[inline]
    pub(super) fn push(&mut self, capture: Capture<'p>) {
        if let Some(slot) = self.inline.get_mut(self.len) {
            *slot = capture;
            self.len += 1;
        } else {
            self.spill(capture);
        }
    }

    #[cold]
    fn spill(&mut self, capture: Capture<'p>) {
        if self.spilled.is_empty() {
            self.spilled.extend_from_slice(&self.inline);
        }
        self.spilled.push(capture);
    }
}

impl Default for Captures<'_> {
    fn default() -> Self {
        Self::new()
    }
}

impl<'p> Deref for Captures<'p> {
    type Target = [Capture<'p>];

    #[inline]
    fn deref(&self) -> &Self::Target {
        if self.spilled.is_empty() {
            &self.inline[..self.len]
        } else {
            &self.spilled
        }
    }
}

impl fmt::Debug for Captures<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_list().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::{Captures, Convertor};

    #[test]
    fn reads_back_what_was_pushed_inline_and_spilled() {
        let texts = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"];
        let mut captures = Captures::new();
        for (count, text) in texts.into_iter().enumerate() {
            assert_eq!(captures.len(), count);
            captures.push((Convertor::Str, text));
        }
        let read: Vec<_> = captures.iter().map(|(_, text)| *text).collect();
        assert_eq!(read, texts);
        assert_eq!(format!("{:?}", &captures[..1]), r#"[(Str, "a")]"#);
    }
}
