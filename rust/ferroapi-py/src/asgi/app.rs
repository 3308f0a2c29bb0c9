//! The native base of `ferroapi.FerroAPI`: its `__call__` and the attributes it reads.
//!
//! `app(...)` takes the type's slot; `app.__call__`, which servers inspect, is a coroutine
//! function in the instance's `__dict__`.

use pyo3::exceptions::PyTypeError;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString, PyTuple};

use super::door::{Pipeline, is_http};
use super::replaced::replaced;
use crate::ffi::cell::GilCell;

/// What a request reads of its application.
#[pyclass(frozen, subclass, module = "ferroapi._ferroapi")]
pub(crate) struct NativeApp {
    root_path: GilCell<Option<Py<PyString>>>,
    dependency_overrides: GilCell<Py<PyAny>>,
    middleware_stack: GilCell<Option<Py<PyAny>>>,
}

#[pymethods]
impl NativeApp {
    #[new]
    #[pyo3(signature = (*_args, **_kwargs))]
    fn new(
        py: Python<'_>,
        _args: &Bound<'_, PyTuple>,
        _kwargs: Option<&Bound<'_, PyDict>>,
    ) -> Self {
        Self {
            root_path: GilCell::new(None),
            dependency_overrides: GilCell::new(PyDict::new(py).into_any().unbind()),
            middleware_stack: GilCell::new(None),
        }
    }

    fn __call__(
        slf: &Bound<'_, Self>,
        scope: Bound<'_, PyAny>,
        receive: Bound<'_, PyAny>,
        send: Bound<'_, PyAny>,
    ) -> PyResult<Py<PyAny>> {
        let py = slf.py();
        let scope = scope
            .cast_into::<PyDict>()
            .map_err(|_| PyTypeError::new_err("the ASGI scope must be a dict"))?;
        if let Some(root_path) = slf.get().root(py) {
            scope.set_item(intern!(py, "root_path"), root_path)?;
        }
        let replaced = replaced(py)?;
        if replaced.way_in() {
            let arguments = (slf, scope, receive, send);
            let starlette = py.import(intern!(py, "starlette.applications"))?;
            let class = starlette.getattr(intern!(py, "Starlette"))?;
            return Ok(class
                .call_method1(intern!(py, "__call__"), arguments)?
                .unbind());
        }
        if !is_http(&scope)? {
            let arguments = (scope, receive, send);
            return Ok(slf
                .call_method1(intern!(py, "_call_cold"), arguments)?
                .unbind());
        }
        scope.set_item(intern!(py, "app"), slf)?;
        let stack = Self::stack(slf)?;
        match stack.cast::<Pipeline>() {
            Ok(pipeline) => Pipeline::start(pipeline, scope, receive, send, replaced),
            Err(_) => Ok(stack.call1((scope, receive, send))?.unbind()),
        }
    }

    #[getter]
    fn root_path(&self, py: Python<'_>) -> Py<PyString> {
        self.root(py)
            .unwrap_or_else(|| PyString::new(py, ""))
            .unbind()
    }

    #[setter]
    fn set_root_path(&self, py: Python<'_>, value: Option<Bound<'_, PyString>>) -> PyResult<()> {
        let filled = match value {
            Some(value) if !value.is_empty()? => Some(value.unbind()),
            _ => None,
        };
        self.root_path.replace(py, filled);
        Ok(())
    }

    #[getter]
    fn dependency_overrides(&self, py: Python<'_>) -> Py<PyAny> {
        self.overrides(py).unbind()
    }

    #[setter]
    fn set_dependency_overrides(&self, py: Python<'_>, value: Py<PyAny>) {
        self.dependency_overrides.replace(py, value);
    }

    #[getter]
    fn middleware_stack(&self, py: Python<'_>) -> Option<Py<PyAny>> {
        self.middleware_stack
            .peek(|stack| stack.as_ref().map(|stack| stack.clone_ref(py)))
    }

    #[setter]
    fn set_middleware_stack(&self, py: Python<'_>, value: Option<Py<PyAny>>) {
        self.middleware_stack.replace(py, value);
    }

    fn __traverse__(&self, visit: pyo3::PyVisit<'_>) -> Result<(), pyo3::PyTraverseError> {
        self.dependency_overrides
            .peek(|overrides| visit.call(overrides))?;
        self.middleware_stack
            .peek(|stack| stack.as_ref().map_or(Ok(()), |stack| visit.call(stack)))
    }

    fn __clear__(&self, py: Python<'_>) {
        self.middleware_stack.replace(py, None);
        self.dependency_overrides.replace(py, py.None());
    }
}

impl NativeApp {
    pub(crate) fn overrides<'py>(&self, py: Python<'py>) -> Bound<'py, PyAny> {
        self.dependency_overrides
            .peek(|overrides| overrides.bind(py).clone())
    }

    fn root<'py>(&self, py: Python<'py>) -> Option<Bound<'py, PyString>> {
        self.root_path
            .peek(|root| root.as_ref().map(|root| root.bind(py).clone()))
    }

    /// The middleware stack, built at the first request.
    fn stack<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        let py = slf.py();
        if let Some(stack) = slf.get().middleware_stack(py) {
            return Ok(stack.into_bound(py));
        }
        let stack = slf.call_method0(intern!(py, "build_middleware_stack"))?;
        slf.get()
            .set_middleware_stack(py, Some(stack.clone().unbind()));
        Ok(stack)
    }
}
