//! Declared parameters and body fields.

use pyo3::prelude::*;
use pyo3::types::{PyString, PyTuple};
use pyo3::{PyTraverseError, PyVisit};

/// Where a parameter is read from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Source {
    Path,
    Query,
    Header,
    Cookie,
}

/// How the raw value is taken from its source.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Fetch {
    /// the one value of the name
    One,
    /// every value of the name, as a list
    Many,
    /// a parameter model: `ferroapi._cold.extraction` decides
    Model,
}

macro_rules! from_small_int {
    ($type:ty, $first:ident $(, $number:literal => $other:ident)*) => {
        impl<'a, 'py> FromPyObject<'a, 'py> for $type {
            type Error = PyErr;

            fn extract(object: Borrowed<'a, 'py, PyAny>) -> PyResult<Self> {
                Ok(match object.extract::<u8>()? {
                    $($number => Self::$other,)*
                    _ => Self::$first,
                })
            }
        }
    };
}

from_small_int!(Source, Path, 1 => Query, 2 => Header, 3 => Cookie);
from_small_int!(Fetch, One, 1 => Many, 2 => Model);

/// A name under which a value may arrive, with the error location it then has.
#[derive(FromPyObject)]
pub(crate) struct Alias {
    pub(crate) key: Py<PyString>,
    pub(crate) text: String,
    pub(crate) loc: Py<PyTuple>,
}

/// What stands in for a value that did not arrive.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Missing {
    /// an error
    Required,
    /// a constant that cannot be changed by who gets it
    Share,
    /// a fresh value from a callable
    Build,
}

from_small_int!(Missing, Required, 1 => Share, 2 => Build);

/// A check that needs no validator for the plainest texts; anything else goes to pydantic-core.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum Check {
    /// Plain decimal digits, the number within the bounds.
    Int { least: i64, most: i64 },
    /// A text of so many code points.
    Text { least: i64, most: i64 },
    /// Plain decimal digits with a point, the number within the bounds.
    Float { least: f64, most: f64 },
    /// One of the usual words.
    Bool,
}

impl<'a, 'py> FromPyObject<'a, 'py> for Check {
    type Error = PyErr;

    fn extract(object: Borrowed<'a, 'py, PyAny>) -> PyResult<Self> {
        let kind: u8 = object.get_item(0)?.extract()?;
        let (least, most) = (object.get_item(1)?, object.get_item(2)?);
        Ok(match kind {
            0 => Self::Int {
                least: least.extract()?,
                most: most.extract()?,
            },
            1 => Self::Text {
                least: least.extract()?,
                most: most.extract()?,
            },
            2 => Self::Float {
                least: least.extract()?,
                most: most.extract()?,
            },
            _ => Self::Bool,
        })
    }
}

/// Validation of one value, missing or not.
#[derive(FromPyObject)]
pub(crate) struct Value {
    /// pydantic-core's bound `validate_python`.
    pub(crate) validate: Py<PyAny>,
    /// What spares a text the validator.
    pub(crate) check: Option<Check>,
    /// The type has no attributes to look at: `from_attributes` (25 ns) is left out.
    pub(crate) scalar: bool,
    pub(crate) missing: Missing,
    /// The constant or the callable.
    pub(crate) default: Py<PyAny>,
    pub(crate) validate_default: bool,
}

impl Value {
    pub(super) fn traverse(&self, visit: &PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.validate)?;
        visit.call(&self.default)
    }
}

/// A parameter outside the body.
#[derive(FromPyObject)]
pub(crate) struct Param {
    pub(crate) source: Source,
    pub(crate) fetch: Fetch,
    /// An empty value counts as missing: a sequence taken as one value.
    pub(crate) empty_is_missing: bool,
    pub(crate) aliases: Vec<Alias>,
    pub(crate) value: Value,
    /// The declared field and its model, for `Fetch::Model`.
    pub(crate) field: Py<PyAny>,
    pub(crate) model: Py<PyAny>,
}

/// A field of the body.
#[derive(FromPyObject)]
pub(crate) struct BodyField {
    pub(crate) aliases: Vec<Alias>,
    pub(crate) value: Value,
}
