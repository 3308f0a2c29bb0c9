//! How an endpoint's result becomes an answer.

use pyo3::prelude::*;
use pyo3::types::PyTuple;
use pyo3::{PyTraverseError, PyVisit};

use super::shape::Shapes;

/// Which of the encodings applies: they differ in bytes, never substitute one for another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Encoding {
    /// A response field and no explicit class: validate, pydantic's `to_json`.
    Field,
    /// No field, JSON: `jsonable_encoder` and `json.dumps`, natively for plain values.
    Json,
    /// No field, a text class: `str.encode`.
    Text,
    /// Anything else: an instance of the response class, made in Python.
    Class,
}

impl<'a, 'py> FromPyObject<'a, 'py> for Encoding {
    type Error = PyErr;

    fn extract(object: Borrowed<'a, 'py, PyAny>) -> PyResult<Self> {
        Ok(match object.extract::<u8>()? {
            0 => Self::Field,
            1 => Self::Json,
            2 => Self::Text,
            _ => Self::Class,
        })
    }
}

/// The response half of a plan.
#[derive(FromPyObject)]
pub(crate) struct Respond {
    pub(crate) encoding: Encoding,
    pub(crate) status_code: Option<u16>,
    pub(crate) response_class: Py<PyAny>,
    /// `(b"content-type", value)` for the native encodings.
    pub(crate) content_type: Option<Py<PyTuple>>,
    /// pydantic-core's bound `validate_python`, when there is a response field.
    pub(crate) validate: Option<Py<PyAny>>,
    /// pydantic-core's bound `to_json`, or `to_python` before a response class.
    pub(crate) serialize: Py<PyAny>,
    /// Keyword arguments of `serialize` that differ from its defaults.
    pub(crate) options: Vec<Py<PyAny>>,
    pub(crate) option_names: Py<PyTuple>,
    /// How to do without `serialize`; empty where only pydantic-core knows.
    pub(crate) shapes: Shapes,
    pub(crate) exclude_none: bool,
}

impl Respond {
    pub(super) fn traverse(&self, visit: &PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.response_class)?;
        visit.call(&self.validate)?;
        visit.call(&self.serialize)?;
        self.shapes.traverse(visit)?;
        self.options
            .iter()
            .try_for_each(|option| visit.call(option))
    }
}
