//! How a request fails, and the one exit to Python exceptions.
//!
//! Failures are rare and large, results of rooms frequent. At 80 bytes they were returned through
//! memory, and reading back what was just written in other widths stalled a tenth of the time.

use pyo3::exceptions::{PyBaseException, PyRuntimeError, PyStopIteration};
use pyo3::prelude::*;
use pyo3::types::PyList;
use pyo3::{PyTraverseError, PyVisit};

use crate::ffi::handled::raised_from;

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
        /// Why the body could not be read.
        cause: Option<Py<PyBaseException>>,
    },
}

impl Reject {
    pub(crate) fn traverse(&self, visit: &PyVisit<'_>) -> Result<(), PyTraverseError> {
        let Self::Validation {
            errors,
            body,
            cause,
        } = self
        else {
            return Ok(());
        };
        visit.call(errors)?;
        visit.call(body)?;
        visit.call(cause)
    }
}

impl From<PyErr> for Failure {
    #[cold]
    fn from(error: PyErr) -> Self {
        let error = Python::attach(|py| left_coroutine(py, error));
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

/// What an error becomes on its way out of a coroutine (PEP 479): a `StopIteration` would be
/// taken for a normal return. A failure always leaves one, FastAPI's innermost.
pub(crate) fn left_coroutine(py: Python<'_>, error: PyErr) -> PyErr {
    left(py, error, "coroutine raised StopIteration")
}

/// The same on its way out of an async generator.
pub(crate) fn left_generator(py: Python<'_>, error: PyErr) -> PyErr {
    left(py, error, "async generator raised StopIteration")
}

fn left(py: Python<'_>, error: PyErr, text: &'static str) -> PyErr {
    if !error.is_instance_of::<PyStopIteration>(py) {
        return error;
    }
    let stopped = PyRuntimeError::new_err(text);
    raised_from(py, &stopped, &error);
    stopped
}
