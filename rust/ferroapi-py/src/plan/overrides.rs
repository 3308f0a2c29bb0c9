//! What may stand in for a dependency: who has the overrides, and what a plan was made under.

use pyo3::prelude::*;
use pyo3::types::PyDict;
use pyo3::{PyTraverseError, PyVisit, intern};

use crate::asgi::NativeApp;

/// Who has `dependency_overrides`.
pub(crate) enum Provider {
    App(Py<NativeApp>),
    Other(Py<PyAny>),
}

impl<'a, 'py> FromPyObject<'a, 'py> for Provider {
    type Error = PyErr;

    fn extract(object: Borrowed<'a, 'py, PyAny>) -> PyResult<Self> {
        Ok(match object.cast::<NativeApp>() {
            Ok(app) => Self::App(app.to_owned().unbind()),
            Err(_) => Self::Other(object.to_owned().unbind()),
        })
    }
}

impl Provider {
    /// The overrides, where there are any.
    pub(crate) fn overrides<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        let overrides = match self {
            Self::App(app) if !app.bind(py).is_truthy()? => return Ok(None),
            Self::App(app) => NativeApp::dependency_overrides(app.bind(py))?,
            Self::Other(object) if !object.bind(py).is_truthy()? => return Ok(None),
            Self::Other(object) => object
                .bind(py)
                .getattr(intern!(py, "dependency_overrides"))?,
        };
        let filled = match overrides.cast_exact::<PyDict>() {
            Ok(overrides) => !overrides.is_empty(),
            Err(_) => overrides.is_truthy()?,
        };
        Ok(filled.then_some(overrides))
    }

    /// What they give for a dependency; `None` where there are none at all.
    pub(crate) fn look_up<'py>(
        &self,
        py: Python<'py>,
        declared: &Py<PyAny>,
    ) -> PyResult<Option<Bound<'py, PyAny>>> {
        let Some(overrides) = self.overrides(py)? else {
            return Ok(None);
        };
        let declared = declared.bind(py);
        let found = match overrides.cast_exact::<PyDict>() {
            Ok(overrides) => overrides
                .get_item(declared)?
                .unwrap_or_else(|| declared.clone()),
            Err(_) => overrides.call_method1(intern!(py, "get"), (declared, declared))?,
        };
        Ok(Some(found))
    }

    pub(crate) fn traverse(&self, visit: &PyVisit<'_>) -> Result<(), PyTraverseError> {
        match self {
            Self::App(app) => visit.call(app),
            Self::Other(object) => visit.call(object),
        }
    }
}

/// A dependency as the solver reaches it.
#[derive(FromPyObject)]
pub(crate) struct Entry {
    pub(crate) declared: Py<PyAny>,
    /// Overrides were set when the plan was made, and gave `found`.
    looked_up: bool,
    found: Py<PyAny>,
}

impl Entry {
    /// Whether the plan was made for what the overrides give now.
    #[inline]
    pub(crate) fn agrees(&self, now: Option<&Bound<'_, PyAny>>) -> bool {
        match now {
            None => !self.looked_up,
            Some(now) => self.looked_up && now.is(&self.found),
        }
    }

    pub(crate) fn traverse(&self, visit: &PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.declared)?;
        visit.call(&self.found)
    }
}
