//! The innermost ASGI application: exception, exit-stack and router roles in one.
//!
//! Without user middleware it also plays the server error role (`standalone`); a plain
//! router used as an application (`for_router`) plays only the router's.

use std::sync::atomic::{AtomicU64, Ordering};

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::PyDict;

use super::replaced::{Replaced, replaced};
use super::routes::{Routes, routes_version};
use crate::ffi::cell::GilCell;
use crate::ffi::dict::references;
use crate::ffi::scope_dict::{entry, lookup, put};
use crate::pipeline::{Cycle, Io, Mode, Run, is_unused};
use crate::python::kit;

/// Exception handlers as Starlette keeps them.
pub(crate) struct Handlers {
    pub(crate) by_class: Py<PyDict>,
    pub(crate) by_status: Py<PyDict>,
}

/// The native pipeline as an ASGI application.
#[pyclass(frozen, module = "ferroapi._ferroapi")]
pub(crate) struct Pipeline {
    router: Py<PyAny>,
    handlers: Option<Handlers>,
    error_handler: Option<Py<PyAny>>,
    pub(crate) standalone: bool,
    /// Makes the same of Starlette's own layers, for while one of them is replaced.
    layers: Option<Py<PyAny>>,
    layered: GilCell<Option<(u8, Py<PyAny>)>>,
    routes: GilCell<Option<Py<Routes>>>,
    /// The exit stacks of the last scope that showed any.
    stacks: [GilCell<Option<Py<PyAny>>>; 3],
    version: AtomicU64,
}

#[pymethods]
impl Pipeline {
    #[new]
    #[pyo3(signature = (router, *, handlers=None, error_handler=None, standalone=false, layers=None))]
    fn new(
        router: Py<PyAny>,
        handlers: Option<(Py<PyDict>, Py<PyDict>)>,
        error_handler: Option<Py<PyAny>>,
        standalone: bool,
        layers: Option<Py<PyAny>>,
    ) -> Self {
        Self {
            router,
            handlers: handlers.map(|(by_class, by_status)| Handlers {
                by_class,
                by_status,
            }),
            error_handler,
            standalone,
            layers,
            layered: GilCell::new(None),
            routes: GilCell::new(None),
            stacks: [const { GilCell::new(None) }; 3],
            version: AtomicU64::new(0),
        }
    }

    fn __call__(
        slf: &Bound<'_, Self>,
        scope: Bound<'_, PyAny>,
        receive: Bound<'_, PyAny>,
        send: Bound<'_, PyAny>,
    ) -> PyResult<Py<PyAny>> {
        Self::open(slf, scope, receive, send)
    }

    /// The router this pipeline serves.
    #[getter]
    fn router(&self, py: Python<'_>) -> Py<PyAny> {
        self.router.clone_ref(py)
    }

    fn __traverse__(&self, visit: pyo3::PyVisit<'_>) -> Result<(), pyo3::PyTraverseError> {
        visit.call(&self.router)?;
        for held in [&self.error_handler, &self.layers].into_iter().flatten() {
            visit.call(held)?;
        }
        self.layered.traverse(&visit)?;
        if let Some(handlers) = &self.handlers {
            visit.call(&handlers.by_class)?;
            visit.call(&handlers.by_status)?;
        }
        for stack in &self.stacks {
            stack.traverse(&visit)?;
        }
        self.routes.traverse(&visit)
    }
}

impl Pipeline {
    /// Starts a request, or hands another kind of connection to Python.
    fn open(
        slf: &Bound<'_, Self>,
        scope: Bound<'_, PyAny>,
        receive: Bound<'_, PyAny>,
        send: Bound<'_, PyAny>,
    ) -> PyResult<Py<PyAny>> {
        let py = slf.py();
        let scope = scope_of(scope)?;
        if is_http(&scope)? {
            let replaced = replaced(py)?;
            return Self::start(slf, scope, receive, send, replaced);
        }
        let module = py.import(intern!(py, "ferroapi._cold"))?;
        let arguments = (slf, scope, receive, send);
        Ok(module
            .call_method1(intern!(py, "other_scope"), arguments)?
            .unbind())
    }

    /// Starts an HTTP request: nothing happens before the result is awaited.
    pub(crate) fn start(
        slf: &Bound<'_, Self>,
        scope: Bound<'_, PyDict>,
        receive: Bound<'_, PyAny>,
        send: Bound<'_, PyAny>,
        replaced: Replaced,
    ) -> PyResult<Py<PyAny>> {
        let py = slf.py();
        if replaced.layers()
            && let Some(app) = slf.get().layered(py, replaced)?
        {
            return Ok(app.bind(py).call1((scope, receive, send))?.unbind());
        }
        let io = Io {
            scope: scope.into(),
            receive: receive.into(),
            send: send.into(),
        };
        let run = Run::new(Mode::Asgi(slf.clone().into()), io);
        Ok(Py::new(py, Cycle::new(run))?.into_any())
    }

    /// Starlette's layers with the replaced ones among them; `None` for a pipeline that is itself
    /// in such a stack.
    #[cold]
    fn layered(&self, py: Python<'_>, replaced: Replaced) -> PyResult<Option<Py<PyAny>>> {
        let Some(layers) = &self.layers else {
            return Ok(None);
        };
        let parts = replaced.parts();
        if let Some((made_for, app)) = self.layered.get(py)
            && made_for == parts
        {
            return Ok(Some(app));
        }
        let app = layers.call1(py, (parts,))?;
        self.layered.replace(py, Some((parts, app.clone_ref(py))));
        Ok(Some(app))
    }

    /// The compiled routes, compiled again after a change.
    pub(crate) fn routes(&self, py: Python<'_>) -> PyResult<Py<Routes>> {
        let version = routes_version();
        let known = self.routes.replace(py, None);
        if let (Some(routes), true) = (&known, self.version.load(Ordering::Relaxed) == version) {
            let routes = routes.clone_ref(py);
            self.routes.replace(py, known);
            return Ok(routes);
        }
        let module = py.import(intern!(py, "ferroapi._compile.application"))?;
        let arguments = (&self.router, known, !self.is_router());
        let compiled = module.call_method1(intern!(py, "compile_routes"), arguments)?;
        let compiled = compiled.cast_into::<Routes>()?.unbind();
        self.routes.replace(py, Some(compiled.clone_ref(py)));
        self.version.store(version, Ordering::Relaxed);
        Ok(compiled)
    }

    /// The handlers of this application, or of the one around a bare router.
    pub(crate) fn handlers(&self, py: Python<'_>, scope: &Bound<'_, PyDict>) -> PyResult<Handlers> {
        if let Some(handlers) = &self.handlers {
            return Ok(Handlers {
                by_class: handlers.by_class.clone_ref(py),
                by_status: handlers.by_status.clone_ref(py),
            });
        }
        match lookup(scope, intern!(py, "starlette.exception_handlers")) {
            Some(pair) => {
                let (by_class, by_status) = pair.extract()?;
                Ok(Handlers {
                    by_class,
                    by_status,
                })
            }
            None => Ok(Handlers {
                by_class: PyDict::new(py).unbind(),
                by_status: PyDict::new(py).unbind(),
            }),
        }
    }

    /// An exit stack for a scope, in one of three places: the last one's, where nobody else has that
    /// and nobody used it. To make three costs a microsecond, which every request behind a
    /// middleware would pay.
    pub(crate) fn stack(&self, py: Python<'_>, place: usize) -> PyResult<Py<PyAny>> {
        let stack = match self.stacks[place].get(py) {
            // Ours, and this one.
            Some(stack) if references(stack.bind(py)) == 2 && is_unused(stack.bind(py))? => stack,
            _ => kit(py)?.exit_stack.call0(py)?,
        };
        self.stacks[place].replace(py, Some(stack.clone_ref(py)));
        Ok(stack)
    }

    /// Puts the handlers where Starlette's own routes look for them.
    pub(crate) fn publish_handlers(
        &self,
        py: Python<'_>,
        scope: &Bound<'_, PyDict>,
    ) -> PyResult<()> {
        match &self.handlers {
            Some(handlers) => put(
                scope,
                intern!(py, "starlette.exception_handlers"),
                (&handlers.by_class, &handlers.by_status),
            ),
            None => Ok(()),
        }
    }

    pub(crate) fn server_error_handler(&self, py: Python<'_>) -> Option<Py<PyAny>> {
        self.error_handler
            .as_ref()
            .map(|handler| handler.clone_ref(py))
    }

    /// A bare router: failures belong to the application around it.
    pub(crate) fn is_router(&self) -> bool {
        self.handlers.is_none()
    }
}

/// A scope as a dict: mappings of other kinds get one around them that reads and writes them.
#[inline]
pub(crate) fn scope_of(scope: Bound<'_, PyAny>) -> PyResult<Bound<'_, PyDict>> {
    scope
        .cast_into::<PyDict>()
        .or_else(|other| foreign_scope(&other.into_inner()))
}

#[cold]
fn foreign_scope<'py>(scope: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyDict>> {
    let py = scope.py();
    let around = kit(py)?.cold.foreign_scope.bind(py).call1((scope,))?;
    Ok(around.cast_into()?)
}

/// Whether a scope is an HTTP request.
pub(crate) fn is_http(scope: &Bound<'_, PyDict>) -> PyResult<bool> {
    let py = scope.py();
    let kind = entry(scope, intern!(py, "type"))?;
    // Servers write the literal, which the interpreter interns: one comparison of pointers.
    Ok(kind.is(intern!(py, "http")) || kind.eq("http")?)
}
