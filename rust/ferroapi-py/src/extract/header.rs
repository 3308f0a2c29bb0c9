//! Header fields (RFC 9110 §5): the first value of a name, or all, as Latin-1 text.

use std::borrow::Cow;

use ferroapi_core::memory::reserve;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyList, PyString, PyTuple};

use crate::ffi::make::{latin1, list, memory_error};
use crate::ffi::scope_dict::{lookup, put};
use crate::python::kit;

use super::value::all;

/// The headers of a scope named `name` (lower case), shown to `look` until it says stop.
fn scan<'py>(
    scope: &Bound<'py, PyDict>,
    name: &[u8],
    mut look: impl FnMut(&Bound<'py, PyAny>) -> PyResult<bool>,
) -> PyResult<()> {
    for pair in listed(scope)? {
        if let Some(value) = named(&pair, name)?
            && !look(&value)?
        {
            break;
        }
    }
    Ok(())
}

/// The scope's list of headers. Servers may hand over anything that can be walked, if only once: the
/// scope gets a list of it, as Starlette's requests do.
#[inline]
fn listed<'py>(scope: &Bound<'py, PyDict>) -> PyResult<Bound<'py, PyList>> {
    let py = scope.py();
    let Some(headers) = lookup(scope, intern!(py, "headers")) else {
        return list(py);
    };
    match headers.cast_into_exact::<PyList>() {
        Ok(list) => Ok(list),
        Err(other) => list_of(scope, &other.into_inner()),
    }
}

#[cold]
fn list_of<'py>(
    scope: &Bound<'py, PyDict>,
    headers: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyList>> {
    let py = scope.py();
    let list = py.get_type::<PyList>().call1((headers,))?;
    put(scope, intern!(py, "headers"), &list)?;
    Ok(list.cast_into()?)
}

/// The value of a pair with this name.
#[inline]
fn named<'py>(pair: &Bound<'py, PyAny>, name: &[u8]) -> PyResult<Option<Bound<'py, PyAny>>> {
    if let Ok(pair) = pair.cast_exact::<PyTuple>()
        && pair.len() == 2
        && let Ok(key) = pair.get_borrowed_item(0)?.cast::<PyBytes>()
    {
        let found = key.as_bytes() == name;
        return found.then(|| pair.get_item(1)).transpose();
    }
    odd_named(pair, name)
}

/// The same of a pair that is no tuple, or whose name is no `bytes`.
#[cold]
fn odd_named<'py>(pair: &Bound<'py, PyAny>, name: &[u8]) -> PyResult<Option<Bound<'py, PyAny>>> {
    let py = pair.py();
    let (key, value): (Bound<'py, PyAny>, Bound<'py, PyAny>) = kit(py)?
        .cold
        .unpack_pair
        .bind(py)
        .call1((pair,))?
        .extract()?;
    Ok(key.eq(PyBytes::new(py, name))?.then_some(value))
}

/// A header's value as text; what is no `bytes` decodes itself.
#[inline]
fn text<'py>(value: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    let py = value.py();
    match value.cast::<PyBytes>() {
        Ok(bytes) => Ok(latin1(py, bytes.as_bytes())?.into_any()),
        Err(_) => value.call_method1(intern!(py, "decode"), ("latin-1",)),
    }
}

/// A header's value, raw.
fn raw<'py>(value: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyBytes>> {
    if let Ok(bytes) = value.cast::<PyBytes>() {
        return Ok(bytes.clone());
    }
    let encode = intern!(value.py(), "encode");
    let bytes = text(value)?.call_method1(encode, ("latin-1",))?;
    Ok(bytes.cast_into()?)
}

pub(crate) fn fetch<'py>(
    scope: &Bound<'py, PyDict>,
    name: &str,
    many: bool,
) -> PyResult<Option<Bound<'py, PyAny>>> {
    let py = scope.py();
    let name = field_name(py, name)?;
    if many {
        let values = list(py)?;
        scan(scope, &name, |value| {
            values.append(text(value)?)?;
            Ok(true)
        })?;
        return all(values);
    }
    let mut found = None;
    scan(scope, &name, |value| {
        found = Some(text(value)?);
        Ok(false)
    })?;
    Ok(found)
}

/// The first value of a header, raw.
pub(crate) fn header_value<'py>(
    scope: &Bound<'py, PyDict>,
    name: &[u8],
) -> PyResult<Option<Bound<'py, PyBytes>>> {
    let mut found = None;
    scan(scope, name, |value| {
        found = Some(raw(value)?);
        Ok(false)
    })?;
    Ok(found)
}

/// Every value of a header, raw.
pub(crate) fn header_values<'py>(
    scope: &Bound<'py, PyDict>,
    name: &[u8],
) -> PyResult<Vec<Bound<'py, PyBytes>>> {
    let mut found = Vec::new();
    scan(scope, name, |value| {
        reserve(&mut found, 1).map_err(memory_error)?;
        found.push(raw(value)?);
        Ok(true)
    })?;
    Ok(found)
}

/// A declared name as it stands in the scope; the plan keeps names in lower case. One that no header
/// can have is a mistake in the application: Python says which character.
fn field_name<'n>(py: Python<'_>, name: &'n str) -> PyResult<Cow<'n, [u8]>> {
    if name.is_ascii() {
        return Ok(Cow::Borrowed(name.as_bytes()));
    }
    let encode = PyString::new(py, name).call_method1(intern!(py, "encode"), ("latin-1",))?;
    Ok(Cow::Owned(encode.cast::<PyBytes>()?.as_bytes().to_vec()))
}
