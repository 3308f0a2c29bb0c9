//! Cookies (RFC 6265, as browsers send them): the last value of a name.

use ferroapi_core::http::cookie;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};

use super::header::header_values;

pub(crate) fn fetch<'py>(
    scope: &Bound<'py, PyDict>,
    name: &str,
) -> PyResult<Option<Bound<'py, PyAny>>> {
    let py = scope.py();
    for header in header_values(scope, b"cookie")?.iter().rev() {
        let Some(cookie) = cookie::find_last(header, name) else {
            continue;
        };
        let value = PyString::new(py, &cookie.value).into_any();
        if !cookie.quoted {
            return Ok(Some(value));
        }
        return py
            .import("http.cookies")?
            .call_method1("_unquote", (value,))
            .map(Some);
    }
    Ok(None)
}
