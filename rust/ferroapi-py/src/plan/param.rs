//! Declared parameters and body fields.

use pyo3::prelude::*;
use pyo3::types::{PyString, PyTuple};

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

/// Validation of one value, missing or not.
#[derive(FromPyObject)]
pub(crate) struct Value {
    /// pydantic-core's bound `validate_python`.
    pub(crate) validate: Py<PyAny>,
    pub(crate) missing: Missing,
    /// The constant or the callable.
    pub(crate) default: Py<PyAny>,
    pub(crate) validate_default: bool,
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
