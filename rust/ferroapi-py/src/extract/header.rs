//! Header fields (RFC 9110 §5): the first value of a name, or all, as Latin-1 text.

use std::borrow::Cow;

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyList, PyString, PyTuple};

use crate::ffi::scope_dict::lookup;

/// The header texts of a scope named `name` (lower case), shown to `look` until it says stop.
fn scan(
    scope: &Bound<'_, PyDict>,
    name: &[u8],
    mut look: impl FnMut(&Bound<'_, PyBytes>) -> PyResult<bool>,
) -> PyResult<()> {
    let py = scope.py();
    let Some(headers) = lookup(scope, intern!(py, "headers")) else {
        return Ok(());
    };
    if let Ok(list) = headers.cast::<PyList>() {
        for pair in list {
            if let Some(value) = named(&pair, name)?
                && !look(&value)?
            {
                break;
            }
        }
        return Ok(());
    }
    for pair in headers.try_iter()? {
        if let Some(value) = named(&pair?, name)?
            && !look(&value)?
        {
            break;
        }
    }
    Ok(())
}

/// The value of a pair with this name.
#[inline]
fn named<'py>(pair: &Bound<'py, PyAny>, name: &[u8]) -> PyResult<Option<Bound<'py, PyBytes>>> {
    if let Ok(pair) = pair.cast_exact::<PyTuple>()
        && pair.len() == 2
    {
        let key = pair.get_borrowed_item(0)?;
        if key.cast::<PyBytes>()?.as_bytes() != name {
            return Ok(None);
        }
        return Ok(Some(pair.get_item(1)?.cast_into()?));
    }
    let (key, value) = (pair.get_item(0)?, pair.get_item(1)?);
    let found = key.cast::<PyBytes>()?.as_bytes() == name;
    Ok(if found {
        Some(value.cast_into()?)
    } else {
        None
    })
}

pub(crate) fn fetch<'py>(
    scope: &Bound<'py, PyDict>,
    name: &str,
    many: bool,
) -> PyResult<Option<Bound<'py, PyAny>>> {
    let py = scope.py();
    let name = field_name(py, name)?;
    if many {
        let values = PyList::empty(py);
        scan(scope, &name, |value| {
            values.append(PyString::new(py, &latin1(value.as_bytes())))?;
            Ok(true)
        })?;
        return Ok((!values.is_empty()).then(|| values.into_any()));
    }
    let mut found = None;
    scan(scope, &name, |value| {
        found = Some(PyString::new(py, &latin1(value.as_bytes())).into_any());
        Ok(false)
    })?;
    Ok(found)
}

/// The first value of a header, raw.
pub(crate) fn header_value(scope: &Bound<'_, PyDict>, name: &[u8]) -> PyResult<Option<Vec<u8>>> {
    let mut found = None;
    scan(scope, name, |value| {
        found = Some(value.as_bytes().to_vec());
        Ok(false)
    })?;
    Ok(found)
}

/// Every value of a header, raw.
pub(crate) fn header_values(scope: &Bound<'_, PyDict>, name: &[u8]) -> PyResult<Vec<Vec<u8>>> {
    let mut found = Vec::new();
    scan(scope, name, |value| {
        found.push(value.as_bytes().to_vec());
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

/// Header text as ASGI servers and Starlette read it.
pub(crate) fn latin1(bytes: &[u8]) -> Cow<'_, str> {
    ferroapi_core::http::latin1::decode(bytes)
}
