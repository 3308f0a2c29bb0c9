//! An answer that is ready to be sent or to become a `Response`.

use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyList, PyTuple};
use pyo3::{PyTraverseError, PyVisit};

use crate::ffi::held::Held;
use crate::ffi::make::bytes;
use crate::serialize::head;

/// What the endpoint or an error handler answered.
pub(crate) enum Outcome {
    /// Made by the pipeline.
    Native(NativeAnswer),
    /// A Starlette response object.
    Object(Py<PyAny>),
}

impl Outcome {
    pub(super) fn traverse(&self, visit: &PyVisit<'_>) -> Result<(), PyTraverseError> {
        match self {
            Self::Native(answer) => answer.traverse(visit),
            Self::Object(response) => visit.call(response),
        }
    }
}

/// Head and body of an answer no Python object was made for.
pub(crate) struct NativeAnswer {
    pub(crate) status: u16,
    /// Raw headers that come before the computed ones.
    pub(crate) before: Option<Py<PyList>>,
    /// Length that `content-length` reports; none where RFC 9110 §8.6 forbids the field.
    pub(crate) content_length: Option<usize>,
    pub(crate) content_type: Option<Held<PyTuple>>,
    /// Raw headers that come after the computed ones.
    pub(crate) after: Option<Py<PyList>>,
    pub(crate) body: Held<PyBytes>,
    pub(crate) background: Option<Py<PyAny>>,
}

impl NativeAnswer {
    /// Bytes, and tuples of them, lead nowhere.
    fn traverse(&self, visit: &PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.before)?;
        visit.call(&self.after)?;
        visit.call(&self.background)
    }

    /// A JSON answer with its length and type.
    pub(crate) fn json(py: Python<'_>, status: u16, body: &[u8]) -> PyResult<Self> {
        Self::json_bytes(py, status, bytes(py, body)?)
    }

    /// The same of a body that is `bytes` already.
    pub(crate) fn json_bytes(
        py: Python<'_>,
        status: u16,
        body: Bound<'_, PyBytes>,
    ) -> PyResult<Self> {
        Ok(Self {
            status,
            before: None,
            content_length: Some(body.as_bytes().len()),
            content_type: Some(head::json(py)?.into()),
            after: None,
            body: body.into(),
            background: None,
        })
    }

    /// A plain text answer of a router that no application surrounds.
    pub(crate) fn text(
        py: Python<'_>,
        status: u16,
        text: &str,
        allow: Option<&str>,
    ) -> PyResult<Self> {
        let kind = [
            bytes(py, b"content-type")?,
            bytes(py, b"text/plain; charset=utf-8")?,
        ];
        let mut answer = Self::json(py, status, text.as_bytes())?;
        answer.content_type = Some(PyTuple::new(py, kind)?.into());
        answer.before = allow.map(|allow| allow_header(py, allow)).transpose()?;
        Ok(answer)
    }
}

/// The `Allow` header (RFC 9110 §10.2.1) as raw headers.
pub(crate) fn allow_header(py: Python<'_>, allow: &str) -> PyResult<Py<PyList>> {
    let pair = [bytes(py, b"allow")?, bytes(py, allow.as_bytes())?];
    Ok(PyList::new(py, [PyTuple::new(py, pair)?])?.unbind())
}

/// Whether `content-length` may be sent with this status (as Starlette decides it).
pub(crate) fn has_content_length(status: u16) -> bool {
    !(status < 200 || status == 204 || status == 304)
}

/// Whether a body may be sent with this status (as FastAPI decides it).
pub(crate) fn has_body(status: u16) -> bool {
    !(status < 200 || matches!(status, 204 | 205 | 304))
}
