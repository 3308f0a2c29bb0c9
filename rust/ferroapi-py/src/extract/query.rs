//! Query parameters (WHATWG URL, application/x-www-form-urlencoded): the last value of a name, or all.

use ferroapi_core::http::query;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyList, PyString};

pub(crate) fn fetch<'py>(
    scope: &Bound<'py, PyDict>,
    name: &str,
    many: bool,
) -> PyResult<Option<Bound<'py, PyAny>>> {
    let py = scope.py();
    let query_string = scope.as_any().get_item(intern!(py, "query_string"))?;
    // Some test clients hand over text.
    let encoded;
    let query_string = match query_string.cast::<PyBytes>() {
        Ok(bytes) => bytes.as_bytes(),
        Err(_) => {
            encoded = query_string.extract::<String>()?;
            encoded.as_bytes()
        }
    };
    if !many {
        let found = query::find_last(query_string, name);
        return Ok(found.map(|value| PyString::new(py, &value).into_any()));
    }
    let values = PyList::empty(py);
    for value in query::find_all(query_string, name) {
        values.append(PyString::new(py, &value))?;
    }
    Ok((!values.is_empty()).then(|| values.into_any()))
}
