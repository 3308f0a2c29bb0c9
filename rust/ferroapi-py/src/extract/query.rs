//! Query parameters (WHATWG URL, application/x-www-form-urlencoded): the last value of a name, or all.

use ferroapi_core::http::query::Index;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict};

use crate::ffi::make::{list, memory_error, string};
use crate::ffi::scope_dict::entry;

use super::value::all;

/// The scope's query string; none where it is no `bytes` (some test clients hand over text), and the
/// request has to tell what is in it.
pub(crate) fn query_string<'py>(
    scope: &Bound<'py, PyDict>,
) -> PyResult<Option<Bound<'py, PyBytes>>> {
    let found = entry(scope, intern!(scope.py(), "query_string"))?;
    Ok(found.cast_into::<PyBytes>().ok())
}

pub(crate) fn fetch<'py>(
    py: Python<'py>,
    query: &Index<'_>,
    name: &str,
    many: bool,
) -> PyResult<Option<Bound<'py, PyAny>>> {
    if !many {
        let Some(value) = query.find_last(name).map_err(memory_error)? else {
            return Ok(None);
        };
        return Ok(Some(string(py, &value)?.into_any()));
    }
    let values = list(py)?;
    for value in query.find_all(name) {
        values.append(string(py, &value.map_err(memory_error)?)?)?;
    }
    all(values)
}
