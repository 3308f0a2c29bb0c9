//! Reading and writing a scope: dict operations that PyO3 does not offer, and the methods of a scope
//! that is a dict of another class, which may keep its items elsewhere.
#![expect(
    unsafe_code,
    reason = "one lookup in place of two: `contains`, then `set_item`"
)]

use pyo3::ffi;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};

/// Whether a dict is one and nothing more: one comparison of pointers.
#[inline]
fn is_plain(dict: &Bound<'_, PyDict>) -> bool {
    dict.is_exact_instance_of::<PyDict>()
}

/// `dict.setdefault(key, value)`
pub(crate) fn set_default<'py>(
    dict: &Bound<'py, PyDict>,
    key: &Bound<'py, PyString>,
    value: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyAny>> {
    if !is_plain(dict) {
        return dict.call_method1(intern!(dict.py(), "setdefault"), (key, value));
    }
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
    if !is_plain(dict) {
        return get(dict, key);
    }
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

/// `dict.get(key)`; an absent key and None are one to those who ask.
#[cold]
fn get<'py>(dict: &Bound<'py, PyDict>, key: &Bound<'py, PyString>) -> Option<Bound<'py, PyAny>> {
    let found = dict.call_method1(intern!(dict.py(), "get"), (key,));
    found.ok().filter(|found| !found.is_none())
}

/// `scope[key] = value`
#[inline]
pub(crate) fn put<'py>(
    scope: &Bound<'py, PyDict>,
    key: &Bound<'py, PyString>,
    value: impl IntoPyObject<'py>,
) -> PyResult<()> {
    if is_plain(scope) {
        scope.set_item(key, value)
    } else {
        scope.as_any().set_item(key, value)
    }
}

/// `scope.update(more)`
pub(crate) fn update(scope: &Bound<'_, PyDict>, more: &Bound<'_, PyDict>) -> PyResult<()> {
    if is_plain(scope) && is_plain(more) {
        return scope.update(more.as_mapping());
    }
    let update = intern!(scope.py(), "update");
    scope.call_method1(update, (more,)).map(|_| ())
}

/// `dict(scope)`
pub(crate) fn copy<'py>(scope: &Bound<'py, PyDict>) -> PyResult<Bound<'py, PyDict>> {
    dict_of(scope.as_any())
}

/// `dict(mapping)`
pub(crate) fn dict_of<'py>(mapping: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyDict>> {
    if let Ok(dict) = mapping.cast_exact::<PyDict>() {
        return dict.copy();
    }
    let made = mapping.py().get_type::<PyDict>().call1((mapping,))?;
    Ok(made.cast_into()?)
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
    if !is_plain(dict) {
        return dict.as_any().get_item(key);
    }
    match lookup(dict, key) {
        Some(value) => Ok(value),
        None => Err(absent(key)),
    }
}

#[cold]
fn absent(key: &Bound<'_, PyString>) -> PyErr {
    pyo3::exceptions::PyKeyError::new_err(key.clone().unbind())
}
