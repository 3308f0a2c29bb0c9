//! The framework's own entry of the scope, for a route that was included.

use std::sync::atomic::{AtomicU64, Ordering};

use pyo3::prelude::*;
use pyo3::types::PyDict;
use pyo3::{PyTraverseError, PyVisit};

use crate::ffi::cell::GilCell;
use crate::ffi::dict::{references, version};

/// Makes a route's entries: each request has a dict of its own, all with the same content.
pub(crate) struct ScopeEntry {
    template: Py<PyDict>,
    /// The last request's.
    last: GilCell<Option<Py<PyDict>>>,
    /// Its version when it was new.
    new: AtomicU64,
}

impl ScopeEntry {
    pub(crate) fn new(template: &Bound<'_, PyDict>) -> Self {
        Self {
            template: template.clone().unbind(),
            last: GilCell::new(None),
            new: AtomicU64::new(0),
        }
    }

    /// An entry that nobody else has. It is the last request's, where nobody kept or changed that
    /// one: a dict less to make and to take apart, 2 % of a small request. (What somebody put into
    /// an entry lives until the route's next request, therefore.)
    pub(crate) fn fresh<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        if let Some(last) = self.last.get(py) {
            let last = last.into_bound(py);
            // Ours, and this one.
            let unshared = references(&last) == 2;
            if unshared && version(&last) == Some(self.new.load(Ordering::Relaxed)) {
                return Ok(last);
            }
        }
        let copy = self.template.bind(py).copy()?;
        if let Some(new) = version(&copy) {
            self.new.store(new, Ordering::Relaxed);
            self.last.replace(py, Some(copy.clone().unbind()));
        }
        Ok(copy)
    }

    pub(super) fn traverse(&self, visit: &PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.template)?;
        self.last.traverse(visit)
    }
}
