//! Whether a plan is still what its declaration says.
//!
//! Dependants, their fields and the parameters in them tell when somebody changes them, all into
//! one counter. A plan remembers the count at which it was last compared with its declaration, so
//! while nobody changes anything a request pays one comparison of two numbers.

use std::sync::atomic::{AtomicU64, Ordering};

use pyo3::prelude::*;

static VERSION: AtomicU64 = AtomicU64::new(1);

/// Tells every plan that some declaration has changed.
#[pyfunction]
pub(crate) fn declaration_changed() {
    VERSION.fetch_add(1, Ordering::Relaxed);
}

/// The count at which a plan was last compared; zero where it never was.
#[derive(Default)]
pub(crate) struct Seen(AtomicU64);

impl Seen {
    /// Nothing has changed since.
    #[inline]
    pub(crate) fn is_current(&self) -> bool {
        self.0.load(Ordering::Relaxed) == VERSION.load(Ordering::Relaxed)
    }

    pub(crate) fn set(&self, version: u64) {
        self.0.store(version, Ordering::Relaxed);
    }
}

/// Counts the changes.
pub(crate) fn declarations_version() -> u64 {
    VERSION.load(Ordering::Relaxed)
}
