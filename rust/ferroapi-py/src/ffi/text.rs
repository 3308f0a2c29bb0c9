//! The text of a `str` without a call into the interpreter.
#![cfg_attr(
    not(Py_3_14),
    expect(
        unsafe_code,
        reason = "`to_str` is a call per string: 100 dicts of four fields cost 6.9 µs with it, \
                  6.1 without"
    )
)]

#[cfg(not(Py_3_14))]
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::PyString;

/// The UTF-8 of `text`; `None` if a lone surrogate keeps it from having any.
#[inline]
pub(crate) fn utf8<'a>(text: &'a Bound<'_, PyString>) -> Option<&'a str> {
    match ascii(text) {
        Some(text) => Some(text),
        None => text.to_str().ok(),
    }
}

/// The text itself if it is ASCII in CPython's compact form, as nearly all are.
#[cfg(not(Py_3_14))]
#[inline]
fn ascii<'a>(text: &'a Bound<'_, PyString>) -> Option<&'a str> {
    // SAFETY: `text` is a `str`, so it starts as a `PyASCIIObject`.
    if unsafe { ffi::PyUnicode_IS_COMPACT_ASCII(text.as_ptr()) } == 0 {
        return None;
    }
    // SAFETY: a compact ASCII `str` is ready, holds `length` bytes below 0x80 behind its header,
    // and never changes; the reference keeps it alive.
    unsafe {
        let start = ffi::PyUnicode_DATA(text.as_ptr()).cast::<u8>();
        let length = ffi::PyUnicode_GET_LENGTH(text.as_ptr()).cast_unsigned();
        Some(str::from_utf8_unchecked(std::slice::from_raw_parts(
            start, length,
        )))
    }
}

/// None: from CPython 3.14 PyO3 does not read the bits of a `str`.
#[cfg(Py_3_14)]
fn ascii<'a>(_text: &'a Bound<'_, PyString>) -> Option<&'a str> {
    None
}
