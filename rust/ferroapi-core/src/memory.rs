//! Memory whose size somebody else decides: a client, or a program's answer.
//!
//! The usual containers end the process when there is none left. What grows here says so instead.

use std::fmt;

/// There is no memory for a text of this size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutOfMemory;

impl fmt::Display for OutOfMemory {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("out of memory")
    }
}

impl std::error::Error for OutOfMemory {}

impl From<std::collections::TryReserveError> for OutOfMemory {
    fn from(_: std::collections::TryReserveError) -> Self {
        Self
    }
}

/// What is asked for at least where there is no memory for twice what there was: a text that grows by
/// a byte at a time would ask millions of times.
const STEP: usize = 1 << 16;

/// Makes room for `more` items: twice what there was, or a little where that is too much.
///
/// # Errors
/// [`OutOfMemory`]; nothing has changed then.
pub fn reserve<T>(items: &mut Vec<T>, more: usize) -> Result<(), OutOfMemory> {
    if items.try_reserve(more).is_err() {
        items.try_reserve_exact(more.max(STEP / size_of::<T>().max(1)))?;
    }
    Ok(())
}

/// Whether there is memory for this many bytes. Touches none; costs about a microsecond.
#[must_use]
pub fn is_there(bytes: usize) -> bool {
    let mut room = Vec::<u8>::new();
    let found = room.try_reserve_exact(bytes);
    // Unused memory need not be asked for, the compiler thinks.
    std::hint::black_box(&room);
    found.is_ok()
}
