//! The native awaitable: one per request, no futures, no loop of its own.
//!
//! Interpreters drive it through `tp_iternext`, so finishing means
//! returning NULL with no exception. It forwards what inner awaitables yield, so asyncio,
//! uvloop and trio are all the same to it.

use std::sync::atomic::{AtomicU8, Ordering};

use pyo3::exceptions::{
    PyGeneratorExit, PyRuntimeError, PyStopIteration, PyTypeError, PyValueError,
};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyTuple};
use pyo3::{PyTraverseError, PyVisit, intern};

use super::run::{Input, Io, Mode, Progress, Run};
use super::solve::Body;
use crate::ffi::cell::GilRefCell;
use crate::ffi::held::Held;
use crate::plan::{Plan, Provider};

const FRESH: u8 = 0;
const SUSPENDED: u8 = 1;
const RUNNING: u8 = 2;
const CLOSED: u8 = 3;

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
pub(crate) struct Cycle {
    /// In place: a box of its own cost 30 ns a request. Gone when the request is over.
    run: GilRefCell<Option<Run>>,
    state: AtomicU8,
}

impl Cycle {
    pub(crate) fn new(run: Run) -> Self {
        Self {
            run: GilRefCell::new(Some(run)),
            state: AtomicU8::new(FRESH),
        }
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
            scope: request
                .getattr(intern!(py, "scope"))?
                .cast_into::<PyDict>()?
                .into(),
            receive: request.getattr(intern!(py, "_receive"))?.into(),
            send: request.getattr(intern!(py, "_send"))?.into(),
        };
        let mut run = Run::new(mode, io);
        run.plan = Some(Held::new(plan));
        run.request = Some(request.unbind());
        Ok(run)
    }

    fn advance(&self, py: Python<'_>, input: Input) -> PyResult<Progress> {
        let advanced = self.run.try_with(py, |slot| {
            let Some(run) = slot else {
                return Err(PyRuntimeError::new_err(
                    "cannot reuse already awaited coroutine",
                ));
            };
            self.state.store(RUNNING, Ordering::Relaxed);
            let progress = run.resume(py, input);
            if matches!(progress, Ok(Progress::Yield(_))) {
                self.state.store(SUSPENDED, Ordering::Relaxed);
            } else {
                self.state.store(CLOSED, Ordering::Relaxed);
                *slot = None;
            }
            progress
        });
        advanced.unwrap_or_else(|| Err(PyValueError::new_err("coroutine already executing")))
    }

    fn deliver(&self, py: Python<'_>, input: Input) -> PyResult<Option<Py<PyAny>>> {
        match self.advance(py, input)? {
            Progress::Yield(value) => Ok(Some(value)),
            Progress::Done(None) => Ok(None),
            Progress::Done(Some(value)) => Err(PyStopIteration::new_err((value,))),
        }
    }

    fn is(&self, state: u8) -> bool {
        self.state.load(Ordering::Relaxed) == state
    }
}

#[pymethods]
impl Cycle {
    fn __await__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __iter__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __next__(&self, py: Python<'_>) -> PyResult<Option<Py<PyAny>>> {
        self.deliver(py, Input::Value(Held::new(py.None())))
    }

    fn send(&self, value: Py<PyAny>, py: Python<'_>) -> PyResult<Py<PyAny>> {
        if self.is(FRESH) && !value.is_none(py) {
            return Err(PyTypeError::new_err(
                "can't send non-None value to a just-started coroutine",
            ));
        }
        match self.deliver(py, Input::Value(Held::new(value)))? {
            Some(value) => Ok(value),
            None => Err(PyStopIteration::new_err(())),
        }
    }

    #[pyo3(signature = (typ, val=None, tb=None))]
    fn throw(
        &self,
        typ: Bound<'_, PyAny>,
        val: Option<Bound<'_, PyAny>>,
        tb: Option<Bound<'_, PyAny>>,
    ) -> PyResult<Py<PyAny>> {
        let py = typ.py();
        let error = thrown(typ, val)?;
        if let Some(traceback) = tb.filter(|tb| !tb.is_none()) {
            error
                .value(py)
                .setattr(intern!(py, "__traceback__"), traceback)?;
        }
        match self.deliver(py, Input::Error(Box::new(error)))? {
            Some(value) => Ok(value),
            None => Err(PyStopIteration::new_err(())),
        }
    }

    fn close(&self, py: Python<'_>) -> PyResult<()> {
        if self.is(CLOSED) {
            return Ok(());
        }
        match self.advance(py, Input::Error(Box::new(PyGeneratorExit::new_err(())))) {
            Ok(Progress::Yield(_)) => {
                Err(PyRuntimeError::new_err("coroutine ignored GeneratorExit"))
            }
            Ok(Progress::Done(_)) => Ok(()),
            Err(error) if error.is_instance_of::<PyGeneratorExit>(py) => Ok(()),
            Err(error) if error.is_instance_of::<PyStopIteration>(py) => Ok(()),
            Err(error) => Err(error),
        }
    }

    #[getter]
    fn cr_running(&self) -> bool {
        self.is(RUNNING)
    }

    #[getter]
    fn cr_suspended(&self) -> bool {
        self.is(SUSPENDED)
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
        self.run
            .try_peek(|run| {
                run.as_ref()
                    .and_then(|run| run.inner.as_ref().map(|i| i.clone_ref(py)))
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
        self.run
            .try_peek(|run| run.as_ref().map_or(Ok(()), |run| run.traverse(&visit)))
            .unwrap_or(Ok(()))
    }

    fn __clear__(&self, py: Python<'_>) {
        self.run.try_with(py, |run| *run = None);
    }
}

/// The exception that `throw(type, value)` or `throw(exception)` means.
fn thrown(typ: Bound<'_, PyAny>, val: Option<Bound<'_, PyAny>>) -> PyResult<PyErr> {
    let exception = match val.filter(|value| !value.is_none()) {
        Some(value) if value.is_instance_of::<pyo3::exceptions::PyBaseException>() => value,
        Some(value) => typ.call1((value,))?,
        None => return Ok(PyErr::from_value(typ)),
    };
    Ok(PyErr::from_value(exception))
}
