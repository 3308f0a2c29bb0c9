//! JSON keys already written, for lists of like dicts.
//!
//! The dicts of a list mostly have the same keys, and those are the same `str`
//! objects. So the encoder remembers a key's JSON text by the object's address:
//! 100 dicts of four fields cost X µs with it, Y µs without.

use pyo3::prelude::*;

/// Room for a key's JSON text with its comma, quotes and colon.
const TEXT: usize = 24;

/// A power of two, above the number of keys most dicts have.
const SLOTS: usize = 64;

/// The keys one call of the encoder met.
///
/// An address names one object only while no object can go away: the table
/// lives no longer than one walk, which runs no Python code.
#[derive(Default)]
pub(super) struct KeyTable {
    /// Empty until [`KeyTable::open`].
    slots: Vec<Slot>,
}

#[derive(Clone, Copy)]
struct Slot {
    address: usize,
    length: u8,
    text: [u8; TEXT],
}

impl KeyTable {
    /// Starts to remember: there are many dicts to come.
    pub(super) fn open(&mut self) {
        if self.slots.is_empty() {
            self.slots.resize(
                SLOTS,
                Slot {
                    address: 0,
                    length: 0,
                    text: [0; TEXT],
                },
            );
        }
    }

    /// Writes the text remembered for `key`, if there is one.
    #[inline]
    pub(super) fn write(&self, out: &mut Vec<u8>, key: &Bound<'_, PyAny>) -> bool {
        let address = key.as_ptr().addr();
        match self.slots.get(place(address)) {
            Some(slot) if slot.address == address => {
                out.extend_from_slice(&slot.text);
                out.truncate(out.len() - TEXT + usize::from(slot.length));
                true
            }
            _ => false,
        }
    }

    /// Remembers `text` for `key`, unless it is too long.
    #[inline]
    pub(super) fn remember(&mut self, key: &Bound<'_, PyAny>, text: &[u8]) {
        let address = key.as_ptr().addr();
        let Some(slot) = self.slots.get_mut(place(address)) else {
            return;
        };
        let (Ok(length), Some(room)) = (u8::try_from(text.len()), slot.text.get_mut(..text.len()))
        else {
            return;
        };
        room.copy_from_slice(text);
        slot.address = address;
        slot.length = length;
    }
}

/// Where a key belongs. Objects are 16 bytes apart at least.
#[inline]
fn place(address: usize) -> usize {
    ((address >> 4) ^ (address >> 10)) % SLOTS
}
