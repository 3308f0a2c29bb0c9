//! The native base of `ferroapi.FerroAPI`: its `__call__` and the attributes it reads.
//!
//! `app(...)` takes the type's slot; `app.__call__`, which servers inspect, is a coroutine
//! function in the instance's `__dict__`.

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString, PyTuple};

use super::door::{Pipeline, is_http, scope_of};
use super::replaced::replaced;
use crate::ffi::cell::GilRefCell;
use crate::ffi::dict::version;
use crate::ffi::instance::instance_dict;
use crate::ffi::scope_dict::{lookup, put};
use crate::stack::level;

/// An application: what a request reads of it, as it stood in its `__dict__` when that last changed.
#[pyclass(frozen, subclass, module = "ferroapi._ferroapi")]
pub(crate) struct NativeApp(GilRefCell<Seen>);

/// Attributes of an application; `None` for one that its `__dict__` does not have.
#[derive(Default)]
struct Seen {
    version: Option<u64>,
    root_path: Option<Py<PyAny>>,
    /// `root_path` is the empty text, as nearly always.
    at_root: bool,
    dependency_overrides: Option<Py<PyAny>>,
    middleware_stack: Option<Py<PyAny>>,
}

impl Seen {
    fn of(dict: &Bound<'_, PyDict>, version: Option<u64>) -> Self {
        let py = dict.py();
        let root_path = lookup(dict, intern!(py, "root_path"));
        let text = root_path
            .as_ref()
            .and_then(|root| root.cast_exact::<PyString>().ok());
        Self {
            version,
            at_root: text.is_some_and(|root| root.is_empty().unwrap_or(false)),
            root_path: root_path.map(Bound::unbind),
            dependency_overrides: lookup(dict, intern!(py, "dependency_overrides"))
                .map(Bound::unbind),
            middleware_stack: lookup(dict, intern!(py, "middleware_stack")).map(Bound::unbind),
        }
    }
}

#[pymethods]
impl NativeApp {
    #[new]
    #[pyo3(signature = (*_args, **_kwargs))]
    fn new(_args: &Bound<'_, PyTuple>, _kwargs: Option<&Bound<'_, PyDict>>) -> Self {
        Self(GilRefCell::new(Seen::default()))
    }

    fn __call__(
        slf: &Bound<'_, Self>,
        scope: Bound<'_, PyAny>,
        receive: Bound<'_, PyAny>,
        send: Bound<'_, PyAny>,
    ) -> PyResult<Py<PyAny>> {
        let py = slf.py();
        let scope = scope_of(scope)?;
        Self::look(slf);
        if let Some(root_path) = Self::root_path(slf)? {
            put(&scope, intern!(py, "root_path"), root_path)?;
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
        put(&scope, intern!(py, "app"), slf)?;
        let stack = Self::stack(slf)?;
        match stack.cast::<Pipeline>() {
            Ok(pipeline) => Pipeline::start(pipeline, scope, receive, send, replaced),
            Err(_) => level(false, || Ok(stack.call1((scope, receive, send))?.unbind())),
        }
    }

    fn __traverse__(&self, visit: pyo3::PyVisit<'_>) -> Result<(), pyo3::PyTraverseError> {
        let shown = self.0.try_with(&visit, |seen| {
            visit.call(&seen.root_path)?;
            visit.call(&seen.dependency_overrides)?;
            visit.call(&seen.middleware_stack)
        });
        shown.unwrap_or(Ok(()))
    }

    fn __clear__(&self, py: Python<'_>) {
        drop(self.0.try_with(py, std::mem::take));
    }
}

impl NativeApp {
    /// Takes notice of changes in `__dict__`: one comparison, where there is none.
    #[inline]
    fn look(slf: &Bound<'_, Self>) {
        let seen = &slf.get().0;
        let Some(dict) = instance_dict(slf.as_any()) else {
            return;
        };
        let now = version(&dict);
        let py = slf.py();
        if now.is_none() || seen.try_with(py, |seen| seen.version) != Some(now) {
            let seen_now = Seen::of(&dict, now);
            drop(seen.try_with(py, |seen| std::mem::replace(seen, seen_now)));
        }
    }

    /// One of the attributes, as it was seen.
    #[inline]
    fn seen(slf: &Bound<'_, Self>, which: fn(&Seen) -> &Option<Py<PyAny>>) -> Option<Py<PyAny>> {
        let py = slf.py();
        let known = |seen: &mut Seen| which(seen).as_ref().map(|value| value.clone_ref(py));
        slf.get().0.try_with(py, known).flatten()
    }

    /// `app.dependency_overrides`
    pub(crate) fn dependency_overrides<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        let py = slf.py();
        Self::look(slf);
        match Self::seen(slf, |seen| &seen.dependency_overrides) {
            Some(overrides) => Ok(overrides.into_bound(py)),
            None => slf.getattr(intern!(py, "dependency_overrides")),
        }
    }

    /// `app.root_path`, if that says something.
    fn root_path<'py>(slf: &Bound<'py, Self>) -> PyResult<Option<Bound<'py, PyAny>>> {
        let py = slf.py();
        if slf.get().0.try_with(py, |seen| seen.at_root) == Some(true) {
            return Ok(None);
        }
        let root_path = match Self::seen(slf, |seen| &seen.root_path) {
            Some(root_path) => root_path.into_bound(py),
            None => slf.getattr(intern!(py, "root_path"))?,
        };
        Ok(root_path.is_truthy()?.then_some(root_path))
    }

    /// The middleware stack, built at the first request.
    fn stack<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        let py = slf.py();
        let name = intern!(py, "middleware_stack");
        let stack = match Self::seen(slf, |seen| &seen.middleware_stack) {
            Some(stack) => stack.into_bound(py),
            None => slf.getattr(name)?,
        };
        if !stack.is_none() {
            return Ok(stack);
        }
        slf.setattr(
            name,
            slf.call_method0(intern!(py, "build_middleware_stack"))?,
        )?;
        slf.getattr(name)
    }
}
