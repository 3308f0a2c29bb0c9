//! Clean-ups that Python's own exit stacks run: those of a plan called by `Plan.handle`.

use pyo3::prelude::*;
use pyo3::types::PyBool;
use pyo3::{PyTraverseError, PyVisit};

use super::caught::Caught;
use super::coroutine::Coroutine;
use super::drive::{Driven, Step};
use super::exits::{Exit, Unwinding};
use crate::error::Awaited;
use crate::ffi::cell::{GilCell, GilRefCell};

/// The clean-up of a plan that ran inside somebody else's exit stack (`Plan.handle`):
/// an object with `__aexit__`, pushed onto that stack.
#[pyclass(frozen, module = "ferroapi._ferroapi")]
pub(crate) struct PendingExits {
    stack: GilRefCell<Vec<Exit>>,
    /// The stack it is pushed onto, of which it is all: what stood there before is in it.
    shown: GilCell<Option<Py<PyAny>>>,
}

impl PendingExits {
    pub(crate) fn new(stack: Vec<Exit>, shown: Option<Py<PyAny>>) -> Self {
        Self {
            stack: GilRefCell::new(stack),
            shown: GilCell::new(shown),
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
        let stack = self.stack.try_with(py, std::mem::take).unwrap_or_default();
        let shown = self.shown.replace(py, None);
        ExitRun(Coroutine::new(Leaving {
            unwinding: Unwinding::new(py, stack, error).with_shown(shown),
            caught: Caught::default(),
            inner: None,
        }))
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        self.shown.traverse(&visit)?;
        self.stack
            .try_with(&visit, |stack| {
                stack.iter().try_for_each(|exit| exit.traverse(&visit))
            })
            .unwrap_or(Ok(()))
    }

    fn __clear__(&self, py: Python<'_>) {
        drop(self.stack.try_with(py, std::mem::take));
    }
}

/// The awaitable of `PendingExits.__aexit__`.
#[pyclass(frozen, module = "ferroapi._ferroapi")]
pub(crate) struct ExitRun(Coroutine<Leaving>);

/// Clean-ups on their way.
struct Leaving {
    unwinding: Unwinding,
    caught: Caught,
    inner: Option<Py<PyAny>>,
}

impl Driven for Leaving {
    fn inner(&mut self) -> &mut Option<Py<PyAny>> {
        &mut self.inner
    }

    fn caught(&mut self) -> &mut Caught {
        &mut self.caught
    }

    fn unwinding(&mut self) -> Option<&mut Unwinding> {
        Some(&mut self.unwinding)
    }

    fn begin(&mut self, py: Python<'_>) -> Step {
        let awaitable = self.unwinding.next(py, &mut self.caught);
        self.go_on(py, awaitable)
    }

    fn after(&mut self, py: Python<'_>, result: Awaited<'_>) -> Step {
        let awaitable = self.unwinding.resumed(py, result, &mut self.caught);
        self.go_on(py, awaitable)
    }

    fn after_end(&mut self, py: Python<'_>) -> Step {
        let awaitable = self.unwinding.ended(py, &mut self.caught);
        self.go_on(py, awaitable)
    }
}

impl Leaving {
    /// Over where nothing is awaited: was the exception swallowed?
    fn go_on(&mut self, py: Python<'_>, awaitable: Option<Py<PyAny>>) -> Step {
        if let Some(awaitable) = awaitable {
            return Step::Await(awaitable);
        }
        // As the stack's own context managers: it raises what it was left with without their help.
        let kept = self.unwinding.keeps_error();
        if !kept && let Some(error) = self.unwinding.take_error(py) {
            return Step::raise(error);
        }
        let swallowed = PyBool::new(py, !kept && self.unwinding.had_error());
        Step::Done(Some(swallowed.to_owned().into_any().unbind()))
    }
}

#[pymethods]
impl ExitRun {
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

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        self.0
            .driven()
            .try_with(&visit, |leaving| match leaving {
                None => Ok(()),
                Some(leaving) => {
                    visit.call(&leaving.inner)?;
                    leaving.caught.traverse(&visit)?;
                    leaving.unwinding.traverse(&visit)
                }
            })
            .unwrap_or(Ok(()))
    }

    fn __clear__(&self, py: Python<'_>) {
        drop(self.0.driven().try_with(py, Option::take));
    }
}
