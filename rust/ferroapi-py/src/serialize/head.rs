//! The pieces of a response head. Byte pairs are immutable, so common ones are shared.

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBytes, PyInt, PyTuple};

/// Bodies up to here have their `content-length` pair ready.
const READY: usize = 2048;

static LENGTHS: PyOnceLock<Vec<PyOnceLock<Py<PyTuple>>>> = PyOnceLock::new();
static JSON: PyOnceLock<Py<PyTuple>> = PyOnceLock::new();

/// `(b"content-length", b"…")`
pub(crate) fn content_length(py: Python<'_>, length: usize) -> PyResult<Bound<'_, PyTuple>> {
    let table = LENGTHS.get_or_init(py, || (0..READY).map(|_| PyOnceLock::new()).collect());
    match table.get(length) {
        None => length_pair(py, length),
        Some(slot) => Ok(slot
            .get_or_try_init(py, || length_pair(py, length).map(Bound::unbind))?
            .bind(py)
            .clone()),
    }
}

fn length_pair(py: Python<'_>, length: usize) -> PyResult<Bound<'_, PyTuple>> {
    PyTuple::new(
        py,
        [
            PyBytes::new(py, b"content-length"),
            PyBytes::new(py, length.to_string().as_bytes()),
        ],
    )
}

/// `(b"content-type", b"application/json")`
pub(crate) fn json(py: Python<'_>) -> PyResult<Bound<'_, PyTuple>> {
    let pair = JSON.get_or_try_init(py, || {
        let pair = [
            PyBytes::new(py, b"content-type"),
            PyBytes::new(py, b"application/json"),
        ];
        PyTuple::new(py, pair).map(Bound::unbind)
    })?;
    Ok(pair.bind(py).clone())
}

/// The status as a Python integer.
pub(crate) fn status(py: Python<'_>, status: u16) -> Bound<'_, PyAny> {
    PyInt::new(py, status).into_any()
}
