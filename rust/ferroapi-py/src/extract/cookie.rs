//! Cookies (RFC 6265, as browsers send them): the last value of a name.

use std::cell::OnceCell;

use ferroapi_core::http::cookie::Jar;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict};

use super::header::header_values;
use crate::ffi::make::{latin1, memory_error};

/// The cookie headers that a node's parameters are read from, found when the first one asks.
#[derive(Default)]
pub(super) struct Cookies<'py>(OnceCell<Vec<Bound<'py, PyBytes>>>);

impl<'py> Cookies<'py> {
    /// The headers, and nothing where no parameter is a cookie.
    pub(super) fn headers(&self, scope: &Bound<'py, PyDict>) -> PyResult<&[Bound<'py, PyBytes>]> {
        if let Some(headers) = self.0.get() {
            return Ok(headers);
        }
        let headers = header_values(scope, b"cookie")?;
        Ok(self.0.get_or_init(|| headers))
    }
}

/// Cuts the headers' cookies, once for all parameters of a node.
pub(super) fn cut<'h>(headers: &'h [Bound<'_, PyBytes>]) -> PyResult<Jar<'h>> {
    let mut jar = Jar::default();
    for header in headers {
        jar.add(header.as_bytes()).map_err(memory_error)?;
    }
    Ok(jar)
}

pub(super) fn fetch<'py>(
    py: Python<'py>,
    jar: &mut Jar<'_>,
    name: &str,
) -> PyResult<Option<Bound<'py, PyAny>>> {
    let Some(cookie) = jar.find_last(name) else {
        return Ok(None);
    };
    let value = latin1(py, cookie.value)?.into_any();
    if !cookie.quoted {
        return Ok(Some(value));
    }
    py.import("http.cookies")?
        .call_method1("_unquote", (value,))
        .map(Some)
}
