//! Dict operations that PyO3 does not offer.
#![expect(
    unsafe_code,
    reason = "one lookup in place of two: `contains`, then `set_item`"
)]

use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};

/// `dict.setdefault(key, value)`, without its result.
pub(crate) fn set_default(
    dict: &Bound<'_, PyDict>,
    key: &Bound<'_, PyString>,
    value: &Bound<'_, PyAny>,
) -> PyResult<()> {
    // SAFETY: three live objects, the first one a dict; the result is a borrowed reference.
    let found = unsafe { ffi::PyDict_SetDefault(dict.as_ptr(), key.as_ptr(), value.as_ptr()) };
    if found.is_null() {
        Err(PyErr::fetch(dict.py()))
    } else {
        Ok(())
    }
}

/// `dict[key]`, without the detour over the mapping protocol.
///
/// # Errors
/// `KeyError` when there is no such key.
pub(crate) fn entry<'py>(
    dict: &Bound<'py, PyDict>,
    key: &Bound<'py, PyString>,
) -> PyResult<Bound<'py, PyAny>> {
    match dict.get_item(key)? {
        Some(value) => Ok(value),
        None => Err(pyo3::exceptions::PyKeyError::new_err(key.clone().unbind())),
    }
}
