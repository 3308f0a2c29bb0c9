//! Query parameters (WHATWG URL, application/x-www-form-urlencoded): the last value of a name, or all.

use ferroapi_core::http::query::Index;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyList, PyString};

use crate::ffi::scope_dict::entry;

/// The scope's query string as bytes; some test clients hand over text.
pub(crate) fn query_string<'py>(scope: &Bound<'py, PyDict>) -> PyResult<Bound<'py, PyBytes>> {
    let py = scope.py();
    let key = intern!(py, "query_string");
    match entry(scope, key)?.cast_into::<PyBytes>() {
        Ok(bytes) => Ok(bytes),
        Err(other) => Ok(PyBytes::new(
            py,
            other.into_inner().extract::<String>()?.as_bytes(),
        )),
    }
}

pub(crate) fn fetch<'py>(
    py: Python<'py>,
    query: &Index<'_>,
    name: &str,
    many: bool,
) -> PyResult<Option<Bound<'py, PyAny>>> {
    if !many {
        let found = query.find_last(name);
        return Ok(found.map(|value| PyString::new(py, &value).into_any()));
    }
    let values = PyList::empty(py);
    for value in query.find_all(name) {
        values.append(PyString::new(py, &value))?;
    }
    Ok((!values.is_empty()).then(|| values.into_any()))
}
