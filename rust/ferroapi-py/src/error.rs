//! How a request fails, and the one exit to Python exceptions.

use pyo3::prelude::*;
use pyo3::types::PyList;

/// Why the pipeline stopped.
pub(crate) enum Failure {
    /// The client's fault; no Python exception exists yet.
    Reject(Reject),
    /// A Python exception, from user code or from a step that calls Python.
    Raise(PyErr),
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
    fn from(error: PyErr) -> Self {
        Self::Raise(error)
    }
}
