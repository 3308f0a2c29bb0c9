//! Entries that every request looks up, found without hashing.
#![expect(
    unsafe_code,
    reason = "a lookup by hash is 120 instructions, one by place 50: 3 % of a small request"
)]

use std::sync::atomic::{AtomicIsize, Ordering};

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};

use super::dict::pair_at;
use super::scope_dict;

/// Where an entry stood in the last dict that was asked for it. A server builds every scope alike,
/// so the next one has it there too: one comparison of pointers tells.
pub(crate) struct Place(AtomicIsize);

impl Place {
    pub(crate) const fn new() -> Self {
        Self(AtomicIsize::new(0))
    }

    /// `dict.get(key)`, as [`scope_dict::lookup`].
    #[inline]
    pub(crate) fn lookup<'py>(
        &self,
        dict: &Bound<'py, PyDict>,
        key: &Bound<'py, PyString>,
    ) -> Option<Bound<'py, PyAny>> {
        let mut position = self.0.load(Ordering::Relaxed);
        // SAFETY: nothing runs between the look at the pair and the count of its value.
        match unsafe { pair_at(dict, &mut position) } {
            Some((found, value)) if found.is(key) => Some(value.to_owned()),
            _ => self.search(dict, key),
        }
    }

    /// `dict[key]`
    ///
    /// # Errors
    /// `KeyError` when there is no such key.
    #[inline]
    pub(crate) fn entry<'py>(
        &self,
        dict: &Bound<'py, PyDict>,
        key: &Bound<'py, PyString>,
    ) -> PyResult<Bound<'py, PyAny>> {
        self.lookup(dict, key).ok_or_else(|| absent(key))
    }

    /// Looks everywhere, and remembers where it was.
    #[cold]
    fn search<'py>(
        &self,
        dict: &Bound<'py, PyDict>,
        key: &Bound<'py, PyString>,
    ) -> Option<Bound<'py, PyAny>> {
        let value = scope_dict::lookup(dict, key)?;
        let mut position = 0;
        let mut place = position;
        // SAFETY: only pointers are compared between two pairs.
        while let Some((other, _)) = unsafe { pair_at(dict, &mut position) } {
            if other.is(key) {
                self.0.store(place, Ordering::Relaxed);
                break;
            }
            place = position;
        }
        Some(value)
    }
}

#[cold]
fn absent(key: &Bound<'_, PyString>) -> PyErr {
    pyo3::exceptions::PyKeyError::new_err(key.clone().unbind())
}

/// `dict[key]`, or a `KeyError`, by the place that this line of code remembers.
macro_rules! entry {
    ($dict:expr, $key:literal) => {{
        static PLACE: $crate::ffi::place::Place = $crate::ffi::place::Place::new();
        PLACE.entry($dict, pyo3::intern!($dict.py(), $key))
    }};
}

/// `dict.get(key)`, likewise.
macro_rules! lookup {
    ($dict:expr, $key:literal) => {{
        static PLACE: $crate::ffi::place::Place = $crate::ffi::place::Place::new();
        PLACE.lookup($dict, pyo3::intern!($dict.py(), $key))
    }};
}

pub(crate) use {entry, lookup};
