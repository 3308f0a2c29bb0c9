//! The value of an `int` without raising.
#![expect(
    unsafe_code,
    reason = "`extract` makes an exception of every overflow, and making one can run the collector"
)]

use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::PyInt;

/// The value, if 64 bits hold it.
#[inline]
pub(crate) fn as_i64(int: &Bound<'_, PyInt>) -> Option<i64> {
    let mut overflow = 0;
    // SAFETY: `int` is an `int`, so nothing is converted and the call cannot fail.
    let value = unsafe { ffi::PyLong_AsLongLongAndOverflow(int.as_ptr(), &raw mut overflow) };
    (overflow == 0).then_some(value)
}
