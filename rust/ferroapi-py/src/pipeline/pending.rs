//! Clean-ups that Python's own exit stacks run: those of a plan called by `Plan.handle`.

use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;

use super::exits::{Exit, Unwinding};
use super::run::{Input, Progress};
use crate::ffi::cell::GilCell;
use crate::ffi::coroutine::{Sent, iterator_of, send};
use crate::ffi::held::Held;

/// The clean-up of a plan that ran inside somebody else's exit stack (`Plan.handle`):
/// an object with `__aexit__`, pushed onto that stack.
#[pyclass(frozen, module = "ferroapi._ferroapi")]
pub(crate) struct PendingExits {
    stack: GilCell<Option<Vec<Exit>>>,
}

impl PendingExits {
    pub(crate) fn new(stack: Vec<Exit>) -> Self {
        Self {
            stack: GilCell::new(Some(stack)),
        }
    }
}

#[pymethods]
impl PendingExits {
    fn __aexit__(
        &self,
        typ: Bound<'_, PyAny>,
        exception: Bound<'_, PyAny>,
        traceback: Bound<'_, PyAny>,
    ) -> ExitRun {
        let py = typ.py();
        let _ = traceback;
        let error = (!exception.is_none()).then(|| PyErr::from_value(exception));
        let stack = self.stack.replace(py, None).unwrap_or_default();
        ExitRun {
            state: GilCell::new(Some(ExitState {
                unwinding: Unwinding::new(stack, error),
                inner: None,
            })),
        }
    }
}

struct ExitState {
    unwinding: Unwinding,
    inner: Option<Py<PyAny>>,
}

/// The awaitable of `PendingExits.__aexit__`.
#[pyclass(frozen, module = "ferroapi._ferroapi")]
pub(crate) struct ExitRun {
    state: GilCell<Option<ExitState>>,
}

impl ExitState {
    fn resume(&mut self, py: Python<'_>, input: Input) -> PyResult<Progress> {
        let mut awaited = match (self.inner.take(), input) {
            (None, Input::Error(error)) => return Err(*error),
            (None, Input::Value(_)) => self.unwinding.next(py),
            (Some(inner), input) => {
                let inner = inner.into_bound(py);
                let sent = match input {
                    Input::Value(value) => send(&inner, value.bind(py)),
                    Input::Error(error) => super::run::throw(&inner, *error).map_err(Box::new),
                };
                match sent {
                    Ok(Sent::Yielded(value)) => return self.suspend(py, inner, value),
                    Ok(Sent::Returned(value)) => self.unwinding.resumed(py, Ok(value)),
                    Ok(Sent::Ended) => self.unwinding.ended(py),
                    Err(error) => self.unwinding.resumed(py, Err(error)),
                }
            }
        };
        while let Some(awaitable) = awaited {
            let sent = iterator_of(awaitable.into_bound(py)).and_then(|iterator| {
                let sent = send(&iterator, py.None().bind(py))?;
                Ok((iterator, sent))
            });
            awaited = match sent {
                Ok((iterator, Sent::Yielded(value))) => return self.suspend(py, iterator, value),
                Ok((_, Sent::Returned(value))) => self.unwinding.resumed(py, Ok(value)),
                Ok((_, Sent::Ended)) => self.unwinding.ended(py),
                Err(error) => self.unwinding.resumed(py, Err(error)),
            };
        }
        match self.unwinding.take_error() {
            Some(error) => Err(error),
            None => Ok(Progress::Done(Some(
                pyo3::types::PyBool::new(py, self.unwinding.had_error)
                    .to_owned()
                    .into_any()
                    .unbind(),
            ))),
        }
    }
}

impl ExitState {
    fn suspend(
        &mut self,
        py: Python<'_>,
        inner: Bound<'_, PyAny>,
        value: Bound<'_, PyAny>,
    ) -> PyResult<Progress> {
        self.unwinding.suspended(py)?;
        self.inner = Some(inner.unbind());
        Ok(Progress::Yield(value.unbind()))
    }
}

#[pymethods]
impl ExitRun {
    fn __await__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __iter__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __next__(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        self.deliver(py, Input::Value(Held::new(py.None())))
    }

    fn send(&self, value: Py<PyAny>, py: Python<'_>) -> PyResult<Py<PyAny>> {
        self.deliver(py, Input::Value(Held::new(value)))
    }

    #[pyo3(signature = (exception, *_rest))]
    fn throw(
        &self,
        exception: Bound<'_, PyAny>,
        _rest: &Bound<'_, pyo3::types::PyTuple>,
    ) -> PyResult<Py<PyAny>> {
        self.deliver(
            exception.py(),
            Input::Error(Box::new(PyErr::from_value(exception))),
        )
    }

    fn close(&self, py: Python<'_>) {
        self.state.replace(py, None);
    }
}

impl ExitRun {
    fn deliver(&self, py: Python<'_>, input: Input) -> PyResult<Py<PyAny>> {
        let Some(mut state) = self.state.replace(py, None) else {
            return Err(PyRuntimeError::new_err(
                "cannot reuse already awaited __aexit__()",
            ));
        };
        match state.resume(py, input)? {
            Progress::Yield(value) => {
                self.state.replace(py, Some(state));
                Ok(value)
            }
            Progress::Done(value) => Err(pyo3::exceptions::PyStopIteration::new_err((value,))),
        }
    }
}
