//! The framework's own entry of the scope, for a route that was included.

use pyo3::prelude::*;
use pyo3::types::PyDict;
use pyo3::{PyTraverseError, PyVisit};

use crate::ffi::cell::GilCell;
use crate::ffi::dict::{holds_exactly, is_unshared};

/// Makes a route's entries: each request has a dict of its own, all with the same content.
pub(crate) struct ScopeEntry {
    template: Py<PyDict>,
    content: Vec<(Py<PyAny>, Py<PyAny>)>,
    last: GilCell<Option<Py<PyDict>>>,
}

impl ScopeEntry {
    pub(crate) fn new(template: &Bound<'_, PyDict>) -> Self {
        let content = template
            .iter()
            .map(|(key, value)| (key.into(), value.into()));
        Self {
            content: content.collect(),
            template: template.clone().unbind(),
            last: GilCell::new(None),
        }
    }

    /// An entry that nobody else has. It is the last request's, where nobody kept or changed that
    /// one: a dict less to make and to take apart, 2 % of a small request. (What somebody put into
    /// an entry lives until the route's next request, therefore.)
    pub(crate) fn fresh<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let unshared = |last: &Option<Py<PyDict>>| {
            let last = last.as_ref()?.bind(py);
            is_unshared(last).then(|| last.clone())
        };
        if let Some(last) = self.last.peek(unshared)
            && holds_exactly(&last, &self.content)
        {
            return Ok(last);
        }
        let copy = self.template.bind(py).copy()?;
        self.last.replace(py, Some(copy.clone().unbind()));
        Ok(copy)
    }

    pub(super) fn traverse(&self, visit: &PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.template)?;
        for (key, value) in &self.content {
            visit.call(key)?;
            visit.call(value)?;
        }
        self.last.peek(|last| visit.call(last))
    }
}
