//! The exception that a request is handling, as foreign code sees it.
//!
//! Where FastAPI awaits inside an `except` clause (handlers, their answers, clean-ups), the
//! exception is current: `sys.exc_info()`, a bare `raise`, the `__context__` of a new one. Here it
//! is made current for as long as a step of the request runs, and hidden whenever it waits.

use pyo3::exceptions::PyBaseException;
use pyo3::prelude::*;
use pyo3::{PyTraverseError, PyVisit};

use crate::ffi::handled::{Outer, exception_of, passed, replace, restore, show};

/// Nothing, or the one exception that is being handled; one word, null in most requests.
#[derive(Default)]
pub(crate) struct Caught(Option<Box<Handled>>);

struct Handled {
    exception: Py<PyBaseException>,
    /// What the frame that drives us handles itself, while a step runs.
    outer: Option<Outer>,
}

impl Caught {
    /// Enters an `except` clause, out of the last one.
    #[cold]
    pub(crate) fn catch(&mut self, py: Python<'_>, error: &PyErr) {
        let exception = exception_of(py, error).unbind();
        if let Some(handled) = &mut self.0 {
            replace(py, &exception);
            handled.exception = exception;
            return;
        }
        let outer = Some(show(py, &exception));
        self.0 = Some(Box::new(Handled { exception, outer }));
    }

    /// Leaves the `except` clause.
    #[inline]
    pub(crate) fn leave(&mut self, py: Python<'_>) {
        if self.0.is_some() {
            self.hide(py);
            self.0 = None;
        }
    }

    pub(crate) fn exception<'py>(&self, py: Python<'py>) -> Option<Bound<'py, PyBaseException>> {
        self.0
            .as_ref()
            .map(|handled| handled.exception.bind(py).clone())
    }

    /// A step begins.
    #[inline]
    pub(crate) fn show(&mut self, py: Python<'_>) {
        if let Some(handled) = &mut self.0 {
            handled.outer = Some(show(py, &handled.exception));
        }
    }

    /// A step is over.
    #[inline]
    pub(crate) fn hide(&mut self, py: Python<'_>) {
        if let Some(handled) = &mut self.0
            && let Some(outer) = handled.outer.take()
        {
            restore(py, outer);
        }
    }

    /// What an error is that was thrown in and passes the `except` clause.
    #[cold]
    pub(crate) fn passed(&self, py: Python<'_>, error: Box<PyErr>) -> Box<PyErr> {
        match &self.0 {
            Some(_) => Box::new(passed(py, &error)),
            None => error,
        }
    }

    pub(crate) fn traverse(&self, visit: &PyVisit<'_>) -> Result<(), PyTraverseError> {
        match &self.0 {
            Some(handled) => visit.call(&handled.exception),
            None => Ok(()),
        }
    }
}
