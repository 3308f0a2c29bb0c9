//! The pieces of a response head. Byte pairs are immutable, so common ones are shared.

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyTuple};

use crate::ffi::make::{bytes, dict};

/// Bodies up to here have their `content-length` pair ready.
const READY: usize = 2048;

static LENGTHS: PyOnceLock<Vec<PyOnceLock<Py<PyTuple>>>> = PyOnceLock::new();
/// Status codes with a ready message.
const STATUSES: usize = 600;

static STARTS: PyOnceLock<Vec<PyOnceLock<Py<PyDict>>>> = PyOnceLock::new();
static BODY: PyOnceLock<Py<PyDict>> = PyOnceLock::new();
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
            bytes(py, b"content-length")?,
            bytes(py, length.to_string().as_bytes())?,
        ],
    )
}

/// `(b"content-type", b"application/json")`
pub(crate) fn json(py: Python<'_>) -> PyResult<Bound<'_, PyTuple>> {
    let pair = JSON.get_or_try_init(py, || {
        let pair = [bytes(py, b"content-type")?, bytes(py, b"application/json")?];
        PyTuple::new(py, pair).map(Bound::unbind)
    })?;
    Ok(pair.bind(py).clone())
}

/// A fresh `http.response.start` message. Middleware may change it, so a copy of the template:
/// with the key table copied as a whole it costs half of three insertions.
pub(crate) fn start_message<'py>(
    py: Python<'py>,
    status: u16,
    headers: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyDict>> {
    let templates = STARTS.get_or_init(py, || (0..STATUSES).map(|_| PyOnceLock::new()).collect());
    let message = match templates.get(usize::from(status)) {
        None => start_template(py, status)?,
        Some(slot) => slot
            .get_or_try_init(py, || start_template(py, status).map(Bound::unbind))?
            .bind(py)
            .copy()?,
    };
    message.set_item(intern!(py, "headers"), headers)?;
    Ok(message)
}

fn start_template(py: Python<'_>, status: u16) -> PyResult<Bound<'_, PyDict>> {
    let message = dict(py)?;
    message.set_item(intern!(py, "type"), intern!(py, "http.response.start"))?;
    message.set_item(intern!(py, "status"), status)?;
    message.set_item(intern!(py, "headers"), py.None())?;
    Ok(message)
}

/// A fresh `http.response.body` message.
pub(crate) fn body_message<'py>(
    py: Python<'py>,
    body: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyDict>> {
    let template = BODY.get_or_try_init(py, || {
        let message = dict(py)?;
        message.set_item(intern!(py, "type"), intern!(py, "http.response.body"))?;
        message.set_item(intern!(py, "body"), py.None())?;
        Ok::<_, PyErr>(message.unbind())
    })?;
    let message = template.bind(py).copy()?;
    message.set_item(intern!(py, "body"), body)?;
    Ok(message)
}
