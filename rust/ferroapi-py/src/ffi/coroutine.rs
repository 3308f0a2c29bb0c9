//! Stepping foreign awaitables without an exception object per `return`.
#![expect(
    unsafe_code,
    reason = "PyIter_Send hands a coroutine's result over without a StopIteration object (80 to 100 ns)"
)]

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::{ffi, intern};

/// What one step of an awaitable's iterator gave.
pub(crate) enum Sent<'py> {
    /// It waits for something: hand this to whoever drives us.
    Yielded(Bound<'py, PyAny>),
    /// It is finished.
    Returned(Bound<'py, PyAny>),
}

/// Resumes `iterator` with `value`.
pub(crate) fn send<'py>(
    iterator: &Bound<'py, PyAny>,
    value: &Bound<'py, PyAny>,
) -> PyResult<Sent<'py>> {
    let py = iterator.py();
    let mut result = std::ptr::null_mut();
    // SAFETY: both pointers are live objects; `result` is written as an owned reference
    // unless the call reports an error.
    unsafe {
        match ffi::PyIter_Send(iterator.as_ptr(), value.as_ptr(), &raw mut result) {
            ffi::PySendResult::PYGEN_RETURN => {
                Ok(Sent::Returned(Bound::from_owned_ptr_or_err(py, result)?))
            }
            ffi::PySendResult::PYGEN_NEXT => {
                Ok(Sent::Yielded(Bound::from_owned_ptr_or_err(py, result)?))
            }
            ffi::PySendResult::PYGEN_ERROR => Err(PyErr::fetch(py)),
        }
    }
}

/// The iterator that `await object` would drive.
///
/// # Errors
/// `TypeError` when the object cannot be awaited, worded as the interpreter does.
pub(crate) fn iterator_of(awaitable: Bound<'_, PyAny>) -> PyResult<Bound<'_, PyAny>> {
    // SAFETY: only the type of a live object is read.
    if unsafe { ffi::PyCoro_CheckExact(awaitable.as_ptr()) } != 0 {
        return Ok(awaitable);
    }
    let py = awaitable.py();
    match awaitable.call_method0(intern!(py, "__await__")) {
        Ok(iterator) => Ok(iterator),
        Err(error) if awaitable.hasattr(intern!(py, "__await__"))? => Err(error),
        Err(_) => Err(PyTypeError::new_err(format!(
            "object {} can't be used in 'await' expression",
            awaitable.get_type().name()?
        ))),
    }
}
