//! Where JSON is written to: it grows as a `Vec` does, until there is no memory.

use std::ops::{Deref, DerefMut};

use crate::memory::{OutOfMemory, reserve};

/// A growing text. What finds no memory is left out, which [`Buffer::finish`] tells: so a writer
/// need not ask after each piece.
#[derive(Debug, Default)]
pub struct Buffer {
    bytes: Vec<u8>,
    is_full: bool,
}

impl Buffer {
    /// An empty one, without memory of its own.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            bytes: Vec::new(),
            is_full: false,
        }
    }

    /// The whole text.
    ///
    /// # Errors
    /// [`OutOfMemory`] where a piece of it was left out.
    pub fn finish(&self) -> Result<&[u8], OutOfMemory> {
        if self.is_full {
            Err(OutOfMemory)
        } else {
            Ok(&self.bytes)
        }
    }

    /// Whether a piece was left out.
    #[must_use]
    #[inline]
    pub fn is_full(&self) -> bool {
        self.is_full
    }

    /// Forgets the text and keeps the memory.
    pub fn clear(&mut self) {
        self.bytes.clear();
        self.is_full = false;
    }

    /// How long the text may become without more memory.
    #[must_use]
    pub fn capacity(&self) -> usize {
        self.bytes.capacity()
    }

    /// Gets ready for `more` bytes, if there is memory for them.
    #[inline]
    pub fn expect(&mut self, more: usize) {
        if self.bytes.capacity() - self.bytes.len() < more {
            let _ = reserve(&mut self.bytes, more);
        }
    }

    /// Appends one byte.
    #[inline(always)]
    pub fn push(&mut self, byte: u8) {
        if self.has_room(1) {
            self.bytes.push(byte);
        }
    }

    /// Appends `bytes`.
    #[inline(always)]
    pub fn extend_from_slice(&mut self, bytes: &[u8]) {
        if self.has_room(bytes.len()) {
            self.bytes.extend_from_slice(bytes);
        }
    }

    /// Cuts the text to `length`, if it is longer.
    #[inline(always)]
    pub fn truncate(&mut self, length: usize) {
        self.bytes.truncate(length);
    }

    #[inline(always)]
    fn has_room(&mut self, more: usize) -> bool {
        self.bytes.capacity() - self.bytes.len() >= more || self.grow(more)
    }

    #[cold]
    #[inline(never)]
    fn grow(&mut self, more: usize) -> bool {
        // Asked once: asking again for each of millions of pieces takes minutes.
        self.is_full = self.is_full || reserve(&mut self.bytes, more).is_err();
        !self.is_full
    }
}

impl Deref for Buffer {
    type Target = [u8];

    #[inline(always)]
    fn deref(&self) -> &[u8] {
        &self.bytes
    }
}

impl DerefMut for Buffer {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut [u8] {
        &mut self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::Buffer;
    use crate::memory::OutOfMemory;

    #[test]
    fn what_finds_no_memory_is_left_out_and_told() {
        let mut out = Buffer::new();
        out.extend_from_slice(b"before");
        assert!(!out.grow(usize::MAX / 2));
        out.expect(usize::MAX / 2);
        assert_eq!(out.finish(), Err(OutOfMemory));
        out.clear();
        out.push(b'x');
        assert_eq!(out.finish(), Ok(b"x".as_slice()));
    }
}
