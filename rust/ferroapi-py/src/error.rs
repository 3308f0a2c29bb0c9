//! How a request fails, and the one exit to Python exceptions.
//!
//! Failures are rare and large, results of rooms frequent. At 80 bytes they were returned through
//! memory, and reading back what was just written in other widths stalled a tenth of the time.

use pyo3::exceptions::PyBaseException;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::PyList;

/// Why the pipeline stopped: one word, so that a room's result travels in two registers.
pub(crate) struct Failure(Box<Cause>);

/// What a failure is.
pub(crate) enum Cause {
    /// The client's fault; no Python exception exists yet.
    Reject(Reject),
    /// A Python exception, from user code or from a step that calls Python.
    Raise(PyErr),
}

/// The result of something that was awaited.
pub(crate) type Awaited<'py> = Result<Bound<'py, PyAny>, Box<PyErr>>;

impl Failure {
    pub(crate) fn into_cause(self) -> Cause {
        *self.0
    }
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
        Self(Box::new(Cause::Raise(error)))
    }
}

impl From<Box<PyErr>> for Failure {
    #[cold]
    fn from(error: Box<PyErr>) -> Self {
        Self::from(*error)
    }
}

impl From<Reject> for Failure {
    #[cold]
    fn from(reject: Reject) -> Self {
        Self(Box::new(Cause::Reject(reject)))
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
