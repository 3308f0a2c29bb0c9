//! Dict operations that PyO3 does not offer.
#![expect(
    unsafe_code,
    reason = "one lookup in place of two: `contains`, then `set_item`"
)]

use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};

/// `dict.setdefault(key, value)`
pub(crate) fn set_default<'py>(
    dict: &Bound<'py, PyDict>,
    key: &Bound<'py, PyString>,
    value: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyAny>> {
    // SAFETY: three live objects, the first one a dict; the result is a borrowed reference, and
    // counted before anything else runs.
    unsafe {
        let found = ffi::PyDict_SetDefault(dict.as_ptr(), key.as_ptr(), value.as_ptr());
        Bound::from_borrowed_ptr_or_err(dict.py(), found)
    }
}

/// `dict.get(key)` for a scope: its keys are texts, so that looking one up cannot fail (an error of
/// somebody's odd key counts as absent). An option travels in a register, PyO3's result does not.
#[inline]
pub(crate) fn lookup<'py>(
    dict: &Bound<'py, PyDict>,
    key: &Bound<'py, PyString>,
) -> Option<Bound<'py, PyAny>> {
    // SAFETY: two live objects, the first one a dict; the result is borrowed from it, and counted
    // before anything else runs.
    unsafe {
        let found = ffi::PyDict_GetItemWithError(dict.as_ptr(), key.as_ptr());
        if found.is_null() && !ffi::PyErr_Occurred().is_null() {
            ffi::PyErr_Clear();
        }
        Bound::from_borrowed_ptr_or_opt(dict.py(), found)
    }
}

/// `scope[key]`
///
/// # Errors
/// `KeyError` when there is no such key.
#[inline]
pub(crate) fn entry<'py>(
    dict: &Bound<'py, PyDict>,
    key: &Bound<'py, PyString>,
) -> PyResult<Bound<'py, PyAny>> {
    match lookup(dict, key) {
        Some(value) => Ok(value),
        None => Err(absent(key)),
    }
}

#[cold]
fn absent(key: &Bound<'_, PyString>) -> PyErr {
    pyo3::exceptions::PyKeyError::new_err(key.clone().unbind())
}
