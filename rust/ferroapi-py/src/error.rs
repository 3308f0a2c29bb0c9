//! How a request fails, and the one exit to Python exceptions.
//!
//! Failures are rare and large, results of rooms frequent: boxed, a room's result fits in
//! registers (at 80 bytes, returning it through memory was 2 % of a request).

use pyo3::exceptions::PyBaseException;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::PyList;

/// Why the pipeline stopped.
pub(crate) enum Failure {
    /// The client's fault; no Python exception exists yet.
    Reject(Box<Reject>),
    /// A Python exception, from user code or from a step that calls Python.
    Raise(Box<PyErr>),
}

/// A rejection the pipeline can answer itself.
pub(crate) enum Reject {
    /// No route matches.
    NotFound,
    /// A route matches, but not with this method: what `Allow` says.
    MethodNotAllowed(String),
    /// The declared parameters or body did not validate.
    Validation {
        errors: Py<PyList>,
        body: Option<Py<PyAny>>,
    },
}

impl From<PyErr> for Failure {
    #[cold]
    fn from(error: PyErr) -> Self {
        Self::Raise(Box::new(error))
    }
}

impl From<Reject> for Failure {
    #[cold]
    fn from(reject: Reject) -> Self {
        Self::Reject(Box::new(reject))
    }
}

/// The exception object, with its traceback on it: CPython 3.11 keeps the two apart until the
/// exception is raised again.
pub(crate) fn exception_of<'py>(py: Python<'py>, error: &PyErr) -> Bound<'py, PyBaseException> {
    let exception = error.value(py);
    if let Some(traceback) = error.traceback(py) {
        // An exception class that refuses its traceback is still the exception to show.
        let _ = exception.setattr(intern!(py, "__traceback__"), traceback);
    }
    exception.clone()
}
