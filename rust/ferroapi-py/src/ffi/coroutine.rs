//! Stepping foreign awaitables without an exception object per `return`.
#![expect(
    unsafe_code,
    reason = "PyIter_Send hands a coroutine's result over without a StopIteration object (80 to 100 ns)"
)]

use std::ffi::CStr;

use pyo3::exceptions::{PyRuntimeError, PyTypeError};
use pyo3::prelude::*;
use pyo3::{ffi, intern};

/// What one step of an awaitable's iterator gave.
pub(crate) enum Sent<'py> {
    /// It waits for something: hand this to whoever drives us.
    Yielded(Bound<'py, PyAny>),
    /// It is finished.
    Returned(Bound<'py, PyAny>),
    /// It is the step of an async generator that has ended (`StopAsyncIteration`). Told apart
    /// without an exception object, which would cost 60 ns in every request with such a dependency.
    Ended,
}

/// Resumes `iterator` with `value`.
pub(crate) fn send<'py>(
    iterator: &Bound<'py, PyAny>,
    value: &Bound<'py, PyAny>,
) -> Result<Sent<'py>, Box<PyErr>> {
    let py = iterator.py();
    let mut result = std::ptr::null_mut();
    // SAFETY: both pointers are live objects; `result` is written as an owned reference
    // unless the call reports an error.
    unsafe {
        match ffi::PyIter_Send(iterator.as_ptr(), value.as_ptr(), &raw mut result) {
            ffi::PySendResult::PYGEN_RETURN => {
                Ok(Sent::Returned(Bound::from_owned_ptr(py, result)))
            }
            ffi::PySendResult::PYGEN_NEXT => Ok(Sent::Yielded(Bound::from_owned_ptr(py, result))),
            ffi::PySendResult::PYGEN_ERROR if ended(iterator) => Ok(Sent::Ended),
            ffi::PySendResult::PYGEN_ERROR => Err(raised(py)),
        }
    }
}

/// Whether the error that is set only says that an async generator has ended; clears it then.
///
/// # Safety
/// The thread is attached to the interpreter, which has just set an error.
unsafe fn ended(iterator: &Bound<'_, PyAny>) -> bool {
    // SAFETY: the object is alive, and so are its type and the type's name; the exception type
    // is a static of the interpreter.
    unsafe {
        let kind = CStr::from_ptr((*ffi::Py_TYPE(iterator.as_ptr())).tp_name);
        let ended = kind == c"async_generator_asend"
            && ffi::PyErr_Occurred() == ffi::PyExc_StopAsyncIteration;
        if ended {
            ffi::PyErr_Clear();
        }
        ended
    }
}

/// The iterator that `await object` would drive, by the type's own slot.
///
/// # Errors
/// `TypeError` when the object cannot be awaited, `RuntimeError` when somebody awaits it already;
/// worded as the interpreter does.
pub(crate) fn iterator_of(awaitable: Bound<'_, PyAny>) -> Result<Bound<'_, PyAny>, Box<PyErr>> {
    let py = awaitable.py();
    // SAFETY: the object is alive, so are its type and the type's table of slots; the slot takes
    // a borrowed reference and returns an owned one or sets an error.
    unsafe {
        if ffi::PyCoro_CheckExact(awaitable.as_ptr()) != 0 {
            // Whoever awaits a coroutine holds it. What was just returned is held by us alone, which
            // spares it the question (25 ns).
            return match ffi::Py_REFCNT(awaitable.as_ptr()) {
                1 => Ok(awaitable),
                _ => not_awaited(awaitable).map_err(Box::new),
            };
        }
        let slots = (*ffi::Py_TYPE(awaitable.as_ptr())).tp_as_async;
        if let Some(am_await) = slots.as_ref().and_then(|slots| slots.am_await) {
            let iterator = am_await(awaitable.as_ptr());
            let iterator = Bound::from_owned_ptr_or_opt(py, iterator).ok_or_else(|| raised(py))?;
            let known = ffi::PyIter_Check(iterator.as_ptr()) != 0
                && ffi::PyGen_CheckExact(iterator.as_ptr()) == 0;
            if known {
                return Ok(iterator);
            }
            return checked_iterator(iterator).map_err(Box::new);
        }
    }
    other_awaitable(awaitable).map_err(Box::new)
}

/// A coroutine that others hold too: nobody may be awaiting it.
#[cold]
fn not_awaited(coroutine: Bound<'_, PyAny>) -> PyResult<Bound<'_, PyAny>> {
    let awaited = coroutine.getattr(intern!(coroutine.py(), "cr_await"))?;
    if awaited.is_none() {
        return Ok(coroutine);
    }
    let text = "coroutine is being awaited already";
    Err(PyRuntimeError::new_err(text))
}

/// What `__await__` returned, unless it is a coroutine or no iterator.
#[cold]
fn checked_iterator(iterator: Bound<'_, PyAny>) -> PyResult<Bound<'_, PyAny>> {
    // SAFETY: a live object.
    let (coroutine, iterates) = unsafe {
        let iterator = iterator.as_ptr();
        let coroutine = ffi::PyCoro_CheckExact(iterator) != 0;
        (coroutine, ffi::PyIter_Check(iterator) != 0)
    };
    if coroutine || is_awaitable_generator(&iterator)? {
        return Err(PyTypeError::new_err("__await__() returned a coroutine"));
    }
    if !iterates {
        return Err(PyTypeError::new_err(format!(
            "__await__() returned non-iterator of type '{}'",
            type_name(&iterator)
        )));
    }
    Ok(iterator)
}

#[cold]
fn other_awaitable(object: Bound<'_, PyAny>) -> PyResult<Bound<'_, PyAny>> {
    if is_awaitable_generator(&object)? {
        return Ok(object);
    }
    Err(PyTypeError::new_err(format!(
        "object {} can't be used in 'await' expression",
        type_name(&object)
    )))
}

/// The name that the interpreter's messages have for an object's type.
fn type_name(object: &Bound<'_, PyAny>) -> String {
    // SAFETY: the object is alive, and so are its type and the type's name.
    let name = unsafe { CStr::from_ptr((*ffi::Py_TYPE(object.as_ptr())).tp_name) };
    name.to_string_lossy().chars().take(100).collect()
}

#[cold]
fn raised(py: Python<'_>) -> Box<PyErr> {
    Box::new(PyErr::fetch(py))
}

/// A generator that `types.coroutine` made awaitable.
fn is_awaitable_generator(object: &Bound<'_, PyAny>) -> PyResult<bool> {
    const CO_ITERABLE_COROUTINE: u32 = 0x100;
    // SAFETY: a live object.
    if unsafe { ffi::PyGen_CheckExact(object.as_ptr()) } == 0 {
        return Ok(false);
    }
    let py = object.py();
    let code = object.getattr(intern!(py, "gi_code"))?;
    let flags: u32 = code.getattr(intern!(py, "co_flags"))?.extract()?;
    Ok(flags & CO_ITERABLE_COROUTINE != 0)
}

/// `anext(generator)`, by the type's own slot, in which a class's `__anext__` is too.
pub(crate) fn anext<'py>(generator: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    let py = generator.py();
    // SAFETY: as in `iterator_of`.
    unsafe {
        let slots = (*ffi::Py_TYPE(generator.as_ptr())).tp_as_async;
        if let Some(am_anext) = slots.as_ref().and_then(|slots| slots.am_anext) {
            return Bound::from_owned_ptr_or_err(py, am_anext(generator.as_ptr()));
        }
    }
    Err(PyTypeError::new_err(format!(
        "'{}' object is not an async iterator",
        generator.get_type().name()?
    )))
}
