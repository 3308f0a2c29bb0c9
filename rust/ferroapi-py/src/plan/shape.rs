//! What a closed schema says about a value: how it is written without asking
//! pydantic-core. `serialize::model` carries it out.

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyString, PyType};
use pyo3::{PyTraverseError, PyVisit};

/// A value; others are named by their position among all shapes.
pub(crate) enum Shape {
    Str,
    Int,
    Float,
    Bool,
    None,
    Datetime,
    Date,
    Time,
    Uuid,
    Nullable(usize),
    List(usize),
    /// `tuple[X, ...]`
    Tuple(usize),
    /// `dict[str, X]`
    Dict(usize),
    /// One of these, as the exact type of the value says.
    Union(Vec<usize>),
    /// One of these objects: a literal, a member of an enumeration.
    Constant(Vec<Constant>),
    Model {
        class: Py<PyType>,
        members: Vec<Member>,
    },
}

/// A field of a model.
#[derive(FromPyObject)]
pub(crate) struct Member {
    pub(crate) name: Py<PyString>,
    /// The key as it is written, a comma before and a colon behind it.
    pub(crate) key: Vec<u8>,
    /// `None`: the field is not written.
    pub(crate) shape: Option<usize>,
}

/// A value that is always written alike.
#[derive(FromPyObject)]
pub(crate) struct Constant {
    pub(crate) value: Py<PyAny>,
    pub(crate) text: Vec<u8>,
}

/// The shapes of an answer, the whole answer's first.
pub(crate) struct Shapes(Vec<Shape>);

impl Shapes {
    /// The shape at a position.
    #[inline]
    pub(crate) fn get(&self, place: usize) -> Option<&Shape> {
        self.0.get(place)
    }

    /// A model may be local to the function that made the application.
    pub(super) fn traverse(&self, visit: &PyVisit<'_>) -> Result<(), PyTraverseError> {
        for shape in &self.0 {
            match shape {
                Shape::Model { class, .. } => visit.call(class)?,
                Shape::Constant(constants) => {
                    for constant in constants {
                        visit.call(&constant.value)?;
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// No shapes: pydantic-core serializes.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<'a, 'py> FromPyObject<'a, 'py> for Shapes {
    type Error = PyErr;

    fn extract(object: Borrowed<'a, 'py, PyAny>) -> PyResult<Self> {
        object
            .try_iter()?
            .map(|item| item?.extract::<Description>()?.try_into())
            .collect::<PyResult<_>>()
            .map(Self)
    }
}

/// A shape as Python describes it.
#[derive(FromPyObject)]
struct Description {
    form: u8,
    inner: Vec<usize>,
    cls: Option<Py<PyType>>,
    members: Vec<Member>,
    constants: Vec<Constant>,
}

impl TryFrom<Description> for Shape {
    type Error = PyErr;

    fn try_from(description: Description) -> PyResult<Self> {
        let incomplete = || PyValueError::new_err("a shape needs more than it says");
        let inner = || description.inner.first().copied().ok_or_else(incomplete);
        Ok(match description.form {
            0 => Self::Str,
            1 => Self::Int,
            2 => Self::Float,
            3 => Self::Bool,
            4 => Self::None,
            5 => Self::Datetime,
            6 => Self::Date,
            7 => Self::Time,
            8 => Self::Uuid,
            9 => Self::Nullable(inner()?),
            10 => Self::List(inner()?),
            11 => Self::Tuple(inner()?),
            12 => Self::Dict(inner()?),
            13 => Self::Union(description.inner),
            14 => Self::Constant(description.constants),
            _ => Self::Model {
                class: description.cls.ok_or_else(incomplete)?,
                members: description.members,
            },
        })
    }
}
