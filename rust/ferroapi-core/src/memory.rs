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

/// Makes room for `more` items: twice what there was, or just enough where that is too much.
///
/// # Errors
/// [`OutOfMemory`]; nothing has changed then.
pub fn reserve<T>(items: &mut Vec<T>, more: usize) -> Result<(), OutOfMemory> {
    if items.try_reserve(more).is_err() {
        items.try_reserve_exact(more)?;
    }
    Ok(())
}
