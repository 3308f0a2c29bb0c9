//! The exception that is being handled: what `sys.exc_info()` shows and a new one has as context.
#![expect(
    unsafe_code,
    reason = "PyO3 has no safe way to the interpreter's handled exception, nor to an exception's \
              traceback and context past a class's own properties"
)]

use pyo3::exceptions::PyBaseException;
use pyo3::prelude::*;
use pyo3::{Py, ffi};

/// What `show` replaced, for `restore`.
pub(crate) struct Outer(Option<Py<PyAny>>);

/// Makes `exception` the handled one of the frame that drives us, and returns what it was.
///
/// It stays until `restore`, which must come before that frame goes on.
pub(crate) fn show(py: Python<'_>, exception: &Py<PyBaseException>) -> Outer {
    let outer = own(py);
    replace(py, exception);
    Outer(outer)
}

/// Makes `exception` the handled one where another of ours was.
pub(crate) fn replace(_py: Python<'_>, exception: &Py<PyBaseException>) {
    // SAFETY: the token proves the thread is attached; the callee takes a reference of its own.
    unsafe { ffi::PyErr_SetHandledException(exception.as_ptr()) }
}

/// Gives the driving frame back what it handles itself.
pub(crate) fn restore(_py: Python<'_>, outer: Outer) {
    let outer = outer.0.map_or(std::ptr::null_mut(), Py::into_ptr);
    // SAFETY: as in `replace`; our reference is let go of afterwards.
    unsafe {
        ffi::PyErr_SetHandledException(outer);
        ffi::Py_XDECREF(outer);
    }
}

/// What the driving frame handles itself; clears it. What a frame further out handles shows
/// through a frame that handles nothing, and must not be taken for its own.
fn own(py: Python<'_>) -> Option<Py<PyAny>> {
    // SAFETY: the thread is attached; both calls of `Get` return an owned reference or null.
    unsafe {
        let shown = ffi::PyErr_GetHandledException();
        if shown.is_null() {
            return None;
        }
        let shown = Bound::from_owned_ptr(py, shown);
        ffi::PyErr_SetHandledException(std::ptr::null_mut());
        let under = Bound::from_owned_ptr_or_opt(py, ffi::PyErr_GetHandledException());
        (!under.is_some_and(|under| under.is(&shown))).then(|| shown.unbind())
    }
}

/// The exception object, with its traceback on it: CPython 3.11 keeps the two apart until the
/// exception is raised again.
pub(crate) fn exception_of<'py>(py: Python<'py>, error: &PyErr) -> Bound<'py, PyBaseException> {
    let exception = error.value(py);
    if let Some(traceback) = error.traceback(py) {
        // SAFETY: a live exception and a live traceback; refused is only what is no traceback.
        unsafe { ffi::PyException_SetTraceback(exception.as_ptr(), traceback.as_ptr()) };
    }
    exception.clone()
}

/// `raise exception`
pub(crate) fn raised(py: Python<'_>, exception: &Py<PyBaseException>) -> PyErr {
    PyErr::from_value(exception.bind(py).clone().into_any())
}

/// What an error is where it passes a frame that handles an exception: that one is its context.
pub(crate) fn passed(py: Python<'_>, error: &PyErr) -> PyErr {
    let exception = exception_of(py, error);
    // SAFETY: a live class and a live instance of it; the callee takes references of its own.
    unsafe { ffi::PyErr_SetObject(error.get_type(py).as_ptr().cast(), exception.as_ptr()) };
    PyErr::fetch(py)
}

/// Puts `error` into the context of `outer`, if it is in none.
pub(crate) fn in_context(py: Python<'_>, error: &PyErr, outer: &Bound<'_, PyBaseException>) {
    fix_end(
        py,
        error,
        None,
        |context| context.is_none(),
        Some(outer.clone().into_any()),
    );
}

/// `raise error from None` inside `except … as context`.
pub(crate) fn raised_from_none(py: Python<'_>, error: &PyErr, context: &PyErr) {
    raised_from(py, error, context);
    // SAFETY: a live exception, and null for no cause.
    unsafe { ffi::PyException_SetCause(error.value(py).as_ptr(), std::ptr::null_mut()) };
}

/// `raise error from cause` inside `except … as cause`.
pub(crate) fn raised_from(py: Python<'_>, error: &PyErr, cause: &PyErr) {
    let (error, cause) = (error.value(py), exception_of(py, cause));
    // SAFETY: two live exceptions; each call takes over one reference to the second.
    unsafe {
        ffi::PyException_SetCause(error.as_ptr(), cause.clone().into_ptr());
        ffi::PyException_SetContext(error.as_ptr(), cause.into_ptr());
    }
}

/// What `contextlib` does when a clean-up raises `new` while `old` was on its way: the end of the
/// chain of contexts, where it is `frame` (what the exit stack was left with), becomes `old`.
pub(crate) fn fix_context(py: Python<'_>, new: &PyErr, old: Option<&PyErr>, frame: &PyErr) {
    let old = old.map(|old| old.value(py).clone().into_any());
    let frame = frame.value(py);
    let is_frame = |context: Option<&Bound<'_, PyAny>>| context.is_some_and(|it| it.is(frame));
    fix_end(py, new, old.clone(), is_frame, old);
}

/// Walks the contexts of `new`, up to `known`, and puts `end` where one is as `wanted`.
fn fix_end(
    py: Python<'_>,
    new: &PyErr,
    known: Option<Bound<'_, PyAny>>,
    wanted: impl Fn(Option<&Bound<'_, PyAny>>) -> bool,
    end: Option<Bound<'_, PyAny>>,
) {
    let mut last = new.value(py).clone().into_any();
    // An exception may be its own context's context.
    for _ in 0..LONGEST_CHAIN {
        if end.as_ref().is_some_and(|end| end.is(&last)) {
            return;
        }
        // SAFETY: a live exception, whose context is one or null; the reference is owned.
        let context =
            unsafe { Bound::from_owned_ptr_or_opt(py, ffi::PyException_GetContext(last.as_ptr())) };
        if wanted(context.as_ref()) {
            let end = end.map_or(std::ptr::null_mut(), Bound::into_ptr);
            // SAFETY: a live exception; the call takes over one reference to the second, or null.
            unsafe { ffi::PyException_SetContext(last.as_ptr(), end) };
            return;
        }
        match context {
            Some(context) if !known.as_ref().is_some_and(|known| known.is(&context)) => {
                last = context;
            }
            _ => return,
        }
    }
}

const LONGEST_CHAIN: usize = 1000;
