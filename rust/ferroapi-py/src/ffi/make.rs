//! Objects whose size a client or a program decides.
#![expect(
    unsafe_code,
    reason = "PyO3's constructors panic where the interpreter has no memory for the object; these \
              raise its `MemoryError`. Decoding what is known to be ASCII doubles the price of a short \
              `str`"
)]

use pyo3::exceptions::PyMemoryError;
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyList, PyString};

use ferroapi_core::memory::OutOfMemory;

/// What Python calls it.
#[cold]
pub(crate) fn memory_error(_: OutOfMemory) -> PyErr {
    PyMemoryError::new_err(())
}

/// `bytes(content)`
#[inline]
pub(crate) fn bytes<'py>(py: Python<'py>, content: &[u8]) -> PyResult<Bound<'py, PyBytes>> {
    // SAFETY: the slice is readable for its length, which is below `isize::MAX`; the result is a
    // new `bytes`, or null with an error set.
    unsafe {
        let made =
            ffi::PyBytes_FromStringAndSize(content.as_ptr().cast(), content.len().cast_signed());
        Ok(Bound::from_owned_ptr_or_err(py, made)?.cast_into_unchecked())
    }
}

/// `str(text)`
#[inline]
pub(crate) fn string<'py>(py: Python<'py>, text: &str) -> PyResult<Bound<'py, PyString>> {
    // Shorter ones are the interpreter's own singletons.
    if text.len() < 2 || !text.is_ascii() {
        return decoded(py, text);
    }
    // SAFETY: a fresh `str` of `length` ASCII characters holds `length` bytes at its data, which
    // nobody else can see before they are written; the reference is owned, or null with an error
    // set.
    unsafe {
        let fresh = ffi::PyUnicode_New(text.len().cast_signed(), 0x7f);
        let made = Bound::from_owned_ptr_or_err(py, fresh)?;
        let start = ffi::PyUnicode_DATA(fresh).cast::<u8>();
        start.copy_from_nonoverlapping(text.as_ptr(), text.len());
        Ok(made.cast_into_unchecked())
    }
}

fn decoded<'py>(py: Python<'py>, text: &str) -> PyResult<Bound<'py, PyString>> {
    // SAFETY: as in `bytes`; what is decoded is UTF-8.
    unsafe {
        let made = ffi::PyUnicode_FromStringAndSize(text.as_ptr().cast(), text.len().cast_signed());
        Ok(Bound::from_owned_ptr_or_err(py, made)?.cast_into_unchecked())
    }
}

/// `text.decode("latin-1")`, as ASGI servers and Starlette read header text.
#[inline]
pub(crate) fn latin1<'py>(py: Python<'py>, text: &[u8]) -> PyResult<Bound<'py, PyString>> {
    // SAFETY: as in `bytes`; every byte is a character. Without an error handler none is called.
    unsafe {
        let made = ffi::PyUnicode_DecodeLatin1(
            text.as_ptr().cast(),
            text.len().cast_signed(),
            std::ptr::null(),
        );
        Ok(Bound::from_owned_ptr_or_err(py, made)?.cast_into_unchecked())
    }
}

/// `[]`
#[inline]
pub(crate) fn list(py: Python<'_>) -> PyResult<Bound<'_, PyList>> {
    // SAFETY: a new list, or null with an error set.
    unsafe { Ok(Bound::from_owned_ptr_or_err(py, ffi::PyList_New(0))?.cast_into_unchecked()) }
}

/// `{}`
#[inline]
pub(crate) fn dict(py: Python<'_>) -> PyResult<Bound<'_, PyDict>> {
    // SAFETY: a new dict, or null with an error set.
    unsafe { Ok(Bound::from_owned_ptr_or_err(py, ffi::PyDict_New())?.cast_into_unchecked()) }
}
