//! Fields of a JSON body: the whole of it, or one entry each.

use pyo3::exceptions::PyAttributeError;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::PyDict;

use super::value::missing_error;
use crate::pipeline::{Body, Run};
use crate::plan::{BodyField, Node};

/// Extracts a node's body fields and makes them arguments, or collects their errors.
pub(crate) fn body(run: &mut Run, py: Python<'_>, node: &Node) -> PyResult<()> {
    if node.body_single {
        let field = &node.body_fields[0];
        let arrived = match &run.solving.body {
            Body::Undefined => None,
            Body::Bytes(body) | Body::Json(body) => Some(body.bind(py).clone()),
        };
        return run.accept(py, &field.value, arrived, field.aliases[0].loc.bind(py));
    }
    for field in &node.body_fields {
        embedded(run, py, field)?;
    }
    Ok(())
}

fn embedded(run: &mut Run, py: Python<'_>, field: &BodyField) -> PyResult<()> {
    let mut alias = 0;
    let mut arrived = None;
    if let Body::Json(body) = &run.solving.body {
        let body = body.bind(py).clone();
        for (index, candidate) in field.aliases.iter().enumerate() {
            match entry(&body, candidate.key.bind(py)) {
                Ok(found) => arrived = found,
                Err(error) if error.is_instance_of::<PyAttributeError>(py) => {
                    let error = missing_error(py, field.aliases[0].loc.bind(py))?;
                    return run.solving.reject(py, &error);
                }
                Err(error) => return Err(error),
            }
            if arrived.is_some() {
                alias = index;
                break;
            }
        }
    }
    run.accept(py, &field.value, arrived, field.aliases[alias].loc.bind(py))
}

/// `body.get(key)`, telling a null from an absent entry.
fn entry<'py>(
    body: &Bound<'py, PyAny>,
    key: &Bound<'py, pyo3::types::PyString>,
) -> PyResult<Option<Bound<'py, PyAny>>> {
    if let Ok(entries) = body.cast::<PyDict>() {
        return entries.get_item(key);
    }
    let py = body.py();
    // Not JSON's own types: what a user's `Request.json()` returned.
    let absent = py.import("builtins")?.getattr("object")?.call0()?;
    let value = body.call_method1(intern!(py, "get"), (key, &absent))?;
    Ok((!value.is(&absent)).then_some(value))
}
