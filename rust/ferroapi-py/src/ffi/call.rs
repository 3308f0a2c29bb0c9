//! Vectorcalls with keyword names fixed at registration.
#![expect(
    unsafe_code,
    reason = "PyO3's keyword calls take a dict: 224 ns against 80 ns for three arguments"
)]

use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::PyTuple;

use super::held::Held;

/// Calls `callable` with `args`; the last `kwnames.len()` of them are passed by keyword.
pub(crate) fn call_keywords<'py>(
    callable: &Bound<'py, PyAny>,
    args: &[Held<PyAny>],
    kwnames: &Bound<'py, PyTuple>,
) -> PyResult<Bound<'py, PyAny>> {
    let names = kwnames.len();
    let Some(positional) = args.len().checked_sub(names) else {
        return Err(pyo3::exceptions::PySystemError::new_err(
            "more keyword names than arguments",
        ));
    };
    let kwnames = if names == 0 {
        std::ptr::null_mut()
    } else {
        kwnames.as_ptr()
    };
    // SAFETY: `Held<PyAny>` is a transparent non-null object pointer, so the slice is an array of
    // object pointers that lives through the call; the callee borrows them; the length is right.
    unsafe {
        let result =
            ffi::PyObject_Vectorcall(callable.as_ptr(), args.as_ptr().cast(), positional, kwnames);
        Bound::from_owned_ptr_or_err(callable.py(), result)
    }
}

/// `callable(value, **{names: constants})` with the constants owned by the plan.
pub(crate) fn call_with_constants<'py>(
    callable: &Bound<'py, PyAny>,
    value: &Bound<'py, PyAny>,
    constants: &[Py<PyAny>],
    kwnames: &Bound<'py, PyTuple>,
) -> PyResult<Bound<'py, PyAny>> {
    const SMALL: usize = 12;
    let count = constants.len();
    if count + 1 > SMALL || count != kwnames.len() {
        return Err(pyo3::exceptions::PySystemError::new_err(
            "too many constant arguments",
        ));
    }
    let mut args = [std::ptr::null_mut(); SMALL];
    args[0] = value.as_ptr();
    for (slot, constant) in args[1..].iter_mut().zip(constants) {
        *slot = constant.as_ptr();
    }
    let kwnames = if count == 0 {
        std::ptr::null_mut()
    } else {
        kwnames.as_ptr()
    };
    // SAFETY: `args` holds `1 + count` borrowed pointers that outlive the call.
    unsafe {
        let result = ffi::PyObject_Vectorcall(callable.as_ptr(), args.as_ptr(), 1, kwnames);
        Bound::from_owned_ptr_or_err(callable.py(), result)
    }
}

/// `callable(argument)`
#[inline]
pub(crate) fn call_one<'py>(
    callable: &Bound<'py, PyAny>,
    argument: &Bound<'py, PyAny>,
) -> Result<Bound<'py, PyAny>, Box<PyErr>> {
    let py = callable.py();
    // SAFETY: two live objects; the result is owned, or null with an error set.
    let result = unsafe {
        let result = ffi::PyObject_CallOneArg(callable.as_ptr(), argument.as_ptr());
        Bound::from_owned_ptr_or_opt(py, result)
    };
    result.ok_or_else(|| Box::new(PyErr::fetch(py)))
}
