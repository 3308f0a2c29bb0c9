//! What the writers of JSON share: brackets, and room for what is still to come.

use ferroapi_core::json::Buffer;

/// More memory than this is not reserved on a guess.
const MAX_EXPECTED: usize = 1 << 16;

/// `None`: not a value that is written natively.
pub(super) type Written = Option<()>;

/// Gets ready for `more` items of an array like the first, which took `length` bytes.
#[inline]
pub(super) fn expect(out: &mut Buffer, more: usize, length: usize) {
    out.expect(more.saturating_mul(length).min(MAX_EXPECTED));
}

/// Puts the brackets around what was written since `start`, each element
/// with a comma before it. The walk ends where there was no memory for all of it.
#[inline(always)]
pub(super) fn close(out: &mut Buffer, start: usize, [open, close]: [u8; 2]) -> Written {
    match out.get_mut(start) {
        Some(first_comma) => *first_comma = open,
        None => out.push(open),
    }
    out.push(close);
    (!out.is_full()).then_some(())
}
