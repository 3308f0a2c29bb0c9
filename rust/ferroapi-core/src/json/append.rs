//! Appending short texts to a buffer without calling `memcpy`.
//!
//! JSON is many short texts, and each step of a `Vec` loads, checks and stores
//! its length. So a text is composed in a room of fixed size at the buffer's
//! end, which is cut to what was used: one check, and copies the compiler
//! inlines.

use super::buffer::Buffer;

/// The longest text [`copy`] takes.
pub(super) const SHORT: usize = 32;

/// Lets `fill` compose up to `ROOM` bytes at the end of `out` and say how many
/// it used. Less than `ROOM` are zero beforehand.
#[inline(always)]
pub(super) fn compose<const ROOM: usize>(
    out: &mut Buffer,
    fill: impl FnOnce(&mut [u8; ROOM]) -> usize,
) {
    let start = out.len();
    out.extend_from_slice(&[0; ROOM]);
    if let Some(room) = out.last_chunk_mut() {
        let used = fill(room);
        out.truncate(start + used);
    }
}

/// Appends at most [`SHORT`] bytes.
#[inline(always)]
pub(super) fn append(out: &mut Buffer, bytes: &[u8]) {
    compose::<SHORT>(out, |room| copy(room, bytes));
}

/// Copies at most [`SHORT`] bytes to the start of `room` and returns their
/// number: two pieces of fixed size that overlap where they must.
#[inline(always)]
pub(super) fn copy(room: &mut [u8], bytes: &[u8]) -> usize {
    let copied = both_ends::<16>(room, bytes)
        || both_ends::<8>(room, bytes)
        || both_ends::<4>(room, bytes)
        || both_ends::<2>(room, bytes);
    if let ([only], false) = (bytes, copied) {
        room[0] = *only;
    }
    bytes.len()
}

/// Copies `bytes` as their first and last `N`, if they have so many.
#[inline(always)]
fn both_ends<const N: usize>(room: &mut [u8], bytes: &[u8]) -> bool {
    let (Some(head), Some(tail)) = (bytes.first_chunk::<N>(), bytes.last_chunk::<N>()) else {
        return false;
    };
    room[..N].copy_from_slice(head);
    room[bytes.len() - N..bytes.len()].copy_from_slice(tail);
    true
}

#[cfg(test)]
mod tests {
    use super::{Buffer, SHORT, append};

    #[test]
    fn every_short_length() {
        let text: Vec<u8> = (1..=SHORT as u8).collect();
        for length in 0..=SHORT {
            let mut out = Buffer::new();
            out.extend_from_slice(b"before");
            append(&mut out, &text[..length]);
            assert_eq!(&*out, [b"before", &text[..length]].concat());
        }
    }
}
