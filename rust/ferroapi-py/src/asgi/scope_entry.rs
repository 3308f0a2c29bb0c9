//! The framework's own entry of the scope, for a route that was included.

use pyo3::prelude::*;
use pyo3::types::PyDict;
use pyo3::{PyTraverseError, PyVisit};

use crate::ffi::cell::GilCell;
use crate::ffi::dict::{is_unshared, version};

/// Makes a route's entries: each request has a dict of its own, all with the same content.
pub(crate) struct ScopeEntry {
    template: Py<PyDict>,
    /// The last request's, and its version when it was new.
    last: GilCell<Option<(Py<PyDict>, u64)>>,
}

impl ScopeEntry {
    pub(crate) fn new(template: &Bound<'_, PyDict>) -> Self {
        Self {
            template: template.clone().unbind(),
            last: GilCell::new(None),
        }
    }

    /// An entry that nobody else has. It is the last request's, where nobody kept or changed that
    /// one: a dict less to make and to take apart, 2 % of a small request. (What somebody put into
    /// an entry lives until the route's next request, therefore.)
    pub(crate) fn fresh<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let untouched = |last: &Option<(Py<PyDict>, u64)>| {
            let (last, new) = last.as_ref()?;
            let last = last.bind(py);
            (is_unshared(last) && version(last) == Some(*new)).then(|| last.clone())
        };
        if let Some(last) = self.last.peek(untouched) {
            return Ok(last);
        }
        let copy = self.template.bind(py).copy()?;
        let last = version(&copy).map(|new| (copy.clone().unbind(), new));
        self.last.replace(py, last);
        Ok(copy)
    }

    pub(super) fn traverse(&self, visit: &PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.template)?;
        self.last
            .peek(|last| last.as_ref().map_or(Ok(()), |(last, _)| visit.call(last)))
    }
}
