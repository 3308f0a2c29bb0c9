//! The native awaitable: one per request, no futures, no loop of its own.
//!
//! Interpreters drive it through `tp_iternext`, so finishing means
//! returning NULL with no exception. It forwards what inner awaitables yield, so asyncio,
//! uvloop and trio are all the same to it.

use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyTuple};
use pyo3::{PyTraverseError, PyVisit, intern};

use super::coroutine::Coroutine;
use super::run::{Io, Mode, Run};
use super::solve::Body;
use crate::asgi::scope_of;
use crate::ffi::held::Held;
use crate::plan::{Plan, Provider};

/// What `Plan.solve` starts from.
#[derive(FromPyObject)]
pub(crate) struct Given<'py> {
    /// Empty where there is no body: null is one.
    body: Bound<'py, PyTuple>,
    background: Option<Py<PyAny>>,
    response: Option<Py<PyAny>>,
    /// Values of dependencies by key: what is in it need not be called.
    cache: Py<PyAny>,
    provider: Option<Provider>,
}

/// A request as a coroutine.
#[pyclass(frozen, module = "ferroapi._ferroapi")]
pub(crate) struct Cycle(Coroutine<Run>);

impl Cycle {
    pub(crate) fn new(run: Run) -> Self {
        Self(Coroutine::new(run))
    }

    /// A run of `plan` that starts from a `Request` and returns a `Response`.
    pub(crate) fn for_request(plan: Py<Plan>, request: Bound<'_, PyAny>) -> PyResult<Self> {
        let run = Self::request_run(plan, request, Mode::Request)?;
        Ok(Self::new(run))
    }

    /// A run of `plan` up to the endpoint's arguments.
    pub(crate) fn for_solving(
        plan: Py<Plan>,
        request: Bound<'_, PyAny>,
        given: Given<'_>,
    ) -> PyResult<Self> {
        let mut run = Self::request_run(plan, request, Mode::Solve(given.provider))?;
        run.solving.body = match given.body.iter().next() {
            None => Body::Undefined,
            Some(body) if body.is_instance_of::<PyBytes>() => Body::Bytes(body.unbind()),
            Some(body) => Body::Json(body.unbind()),
        };
        run.solving.background = given.background;
        run.solving.response = given.response;
        run.solving.cache = Some(given.cache);
        Ok(Self::new(run))
    }

    fn request_run(plan: Py<Plan>, request: Bound<'_, PyAny>, mode: Mode) -> PyResult<Run> {
        let py = request.py();
        let io = Io {
            scope: scope_of(request.getattr(intern!(py, "scope"))?)?.into(),
            receive: request.getattr(intern!(py, "_receive"))?.into(),
            send: request.getattr(intern!(py, "_send"))?.into(),
        };
        let mut run = Run::new(mode, io);
        run.plan = Some(Held::new(plan));
        run.request = Some(request.unbind());
        Ok(run)
    }
}

#[pymethods]
impl Cycle {
    fn __await__(slf: Py<Self>) -> PyResult<Py<Self>> {
        slf.get().0.check_not_awaited()?;
        Ok(slf)
    }

    fn __iter__(slf: Py<Self>) -> PyResult<Py<Self>> {
        Self::__await__(slf)
    }

    fn __next__(&self, py: Python<'_>) -> PyResult<Option<Py<PyAny>>> {
        self.0.next(py)
    }

    fn send(&self, value: Py<PyAny>, py: Python<'_>) -> PyResult<Py<PyAny>> {
        self.0.send(py, value)
    }

    #[pyo3(signature = (typ, val=None, tb=None))]
    fn throw(
        &self,
        typ: Bound<'_, PyAny>,
        val: Option<Bound<'_, PyAny>>,
        tb: Option<Bound<'_, PyAny>>,
    ) -> PyResult<Py<PyAny>> {
        self.0.throw(&typ, val, tb)
    }

    fn close(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        self.0.close(py)
    }

    #[getter]
    fn cr_running(&self) -> bool {
        self.0.is_running()
    }

    #[getter]
    fn cr_suspended(&self) -> bool {
        self.0.is_suspended()
    }

    /// None: there is no Python frame. `inspect.getcoroutinestate` then says CORO_CLOSED for a fresh one.
    #[getter]
    fn cr_frame(&self, py: Python<'_>) -> Py<PyAny> {
        py.None()
    }

    #[getter]
    fn cr_code(&self, py: Python<'_>) -> Py<PyAny> {
        py.None()
    }

    #[getter]
    fn cr_await(&self, py: Python<'_>) -> Option<Py<PyAny>> {
        self.0
            .driven()
            .try_with(py, |run| {
                let inner = run.as_ref()?.inner.as_ref()?;
                Some(inner.clone_ref(py))
            })
            .flatten()
    }

    #[getter]
    fn __name__(&self) -> &'static str {
        "Cycle"
    }

    #[getter]
    fn __qualname__(&self) -> &'static str {
        "ferroapi.Cycle"
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        self.0
            .driven()
            .try_with(&visit, |run| {
                run.as_ref().map_or(Ok(()), |run| run.traverse(&visit))
            })
            .unwrap_or(Ok(()))
    }

    fn __clear__(&self, py: Python<'_>) {
        self.0.driven().try_with(py, |run| *run = None);
    }
}
