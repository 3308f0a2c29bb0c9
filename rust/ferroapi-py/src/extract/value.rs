//! One value against its declaration.

use ferroapi_core::memory::{OutOfMemory, is_there};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyList, PyTuple};

use super::plain;
use crate::ffi::call::call_with_constants;
use crate::ffi::make::{dict, memory_error};
use crate::plan::{Missing, Value};
use crate::python::kit;

/// Every value of a name; none where there is none.
///
/// # Errors
/// `MemoryError` where there would be none for what validation makes of so many: pydantic-core ends
/// the process then, or panics.
pub(super) fn all(values: Bound<'_, PyList>) -> PyResult<Option<Bound<'_, PyAny>>> {
    const MANY: usize = 1 << 12;
    /// Its place in two lists, and an object with the room it is cut out of.
    const PER_VALUE: usize = 80;
    let count = values.len();
    if count >= MANY && !is_there(count.saturating_mul(PER_VALUE)) {
        return Err(memory_error(OutOfMemory));
    }
    Ok((count > 0).then(|| values.into_any()))
}

/// What validation said.
pub(crate) enum Checked {
    Valid(Py<PyAny>),
    Missing,
    /// Errors with their full locations.
    Invalid(Py<PyList>),
}

/// Validates a value that arrived, or takes what stands in for it.
pub(crate) fn validated(
    py: Python<'_>,
    declared: &Value,
    arrived: Option<Bound<'_, PyAny>>,
    loc: &Bound<'_, PyTuple>,
) -> PyResult<Checked> {
    let Some(value) = arrived else {
        return stood_in(py, declared, loc);
    };
    match judged(py, declared, &value, loc) {
        // The validators of fields are built without their defaults (`_compat/cores.py`): a
        // validator of the user's that asks for the default is answered here.
        Err(error) if declared.missing != Missing::Required && asks_for_default(py, &error)? => {
            stood_in(py, declared, loc)
        }
        checked => checked,
    }
}

/// Whether a validator raised `PydanticUseDefault`, of which pydantic-core leaves only a text.
#[cold]
fn asks_for_default(py: Python<'_>, error: &PyErr) -> PyResult<bool> {
    let asks = error.is_instance(py, kit(py)?.schema_error.bind(py));
    Ok(asks && error.to_string().contains("`PydanticUseDefault`"))
}

/// The default, validated where the declaration says so.
fn stood_in(py: Python<'_>, declared: &Value, loc: &Bound<'_, PyTuple>) -> PyResult<Checked> {
    let default = declared.default.bind(py);
    let value = match declared.missing {
        Missing::Required => return Ok(Checked::Missing),
        Missing::Share => default.clone(),
        Missing::Build => default.call0()?,
    };
    if declared.validate_default {
        return judged(py, declared, &value, loc);
    }
    Ok(Checked::Valid(value.unbind()))
}

/// The verdict of the native check, else of pydantic-core.
#[inline]
fn judged(
    py: Python<'_>,
    declared: &Value,
    value: &Bound<'_, PyAny>,
    loc: &Bound<'_, PyTuple>,
) -> PyResult<Checked> {
    if let Some(check) = declared.check
        && let Some(value) = plain::object(value, check)
    {
        return Ok(Checked::Valid(value));
    }
    let kit = kit(py)?;
    let validate = declared.validate.bind(py);
    let validated = if declared.scalar {
        validate.call1((value,))
    } else {
        let yes = [PyBool::new(py, true).to_owned().into_any().unbind()];
        call_with_constants(validate, value, &yes, kit.from_attributes.bind(py))
    };
    match validated {
        Ok(value) => Ok(Checked::Valid(value.unbind())),
        Err(error) if error.is_instance(py, kit.validation_error.bind(py)) => {
            Ok(Checked::Invalid(located_errors(py, &error, loc)?))
        }
        Err(error) => Err(error),
    }
}

/// `error.errors(include_url=False)` with `loc` in front of each location.
fn located_errors(py: Python<'_>, error: &PyErr, loc: &Bound<'_, PyTuple>) -> PyResult<Py<PyList>> {
    let method = error.value(py).getattr(intern!(py, "errors"))?;
    let without_url = [PyBool::new(py, false).to_owned().into_any().into()];
    let names = kit(py)?.include_url.bind(py);
    let errors = crate::ffi::call::call_keywords(&method, &without_url, names)?;
    let errors = errors.cast_into::<PyList>()?;
    let key = intern!(py, "loc");
    for details in &errors {
        let details = details.cast::<PyDict>()?;
        let inner = details.as_any().get_item(key)?;
        details.set_item(key, loc.as_any().add(inner)?)?;
    }
    Ok(errors.unbind())
}

/// The error for a required value that did not arrive.
pub(crate) fn missing_error<'py>(
    py: Python<'py>,
    loc: &Bound<'py, PyTuple>,
) -> PyResult<Bound<'py, PyAny>> {
    let details = dict(py)?;
    details.set_item(intern!(py, "type"), intern!(py, "missing"))?;
    details.set_item(intern!(py, "loc"), loc)?;
    details.set_item(intern!(py, "msg"), intern!(py, "Field required"))?;
    details.set_item(intern!(py, "input"), py.None())?;
    Ok(details.into_any())
}
