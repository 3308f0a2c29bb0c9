//! The coroutine protocol around what `drive` steps: what a coroutine answers when it is driven by
//! hand, in which order ever.

use std::sync::atomic::{AtomicU8, Ordering};

use pyo3::exceptions::{
    PyBaseException, PyGeneratorExit, PyRuntimeError, PyStopIteration, PyTypeError, PyValueError,
};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyTraceback, PyTuple, PyType};

use super::drive::{Driven, Input, Progress, drive};
use crate::ffi::cell::GilRefCell;
use crate::ffi::held::Held;
use crate::stack::level;

const FRESH: u8 = 0;
const SUSPENDED: u8 = 1;
const RUNNING: u8 = 2;
const CLOSED: u8 = 3;

/// A coroutine without a frame.
pub(crate) struct Coroutine<D> {
    /// In place: a box of its own cost 30 ns a request. Gone when it is over.
    driven: GilRefCell<Option<D>>,
    state: AtomicU8,
}

impl<D: Driven> Coroutine<D> {
    pub(crate) const fn new(driven: D) -> Self {
        Self {
            driven: GilRefCell::new(Some(driven)),
            state: AtomicU8::new(FRESH),
        }
    }

    /// What `await` drives: itself, unless somebody waits for it.
    pub(crate) fn check_not_awaited(&self) -> PyResult<()> {
        if self.is_suspended() {
            let text = "coroutine is being awaited already";
            return Err(PyRuntimeError::new_err(text));
        }
        Ok(())
    }

    /// A step, for the type's slot: nothing at a normal end without a value.
    #[inline]
    pub(crate) fn next(&self, py: Python<'_>) -> PyResult<Option<Py<PyAny>>> {
        self.deliver(py, Input::Value(Held::new(py.None())))
    }

    pub(crate) fn send(&self, py: Python<'_>, value: Py<PyAny>) -> PyResult<Py<PyAny>> {
        if self.is(FRESH) && !value.is_none(py) {
            let text = "can't send non-None value to a just-started coroutine";
            return Err(PyTypeError::new_err(text));
        }
        let sent = self.deliver(py, Input::Value(Held::new(value)))?;
        sent.ok_or_else(|| PyStopIteration::new_err(()))
    }

    pub(crate) fn throw(
        &self,
        typ: &Bound<'_, PyAny>,
        value: Option<Bound<'_, PyAny>>,
        traceback: Option<Bound<'_, PyAny>>,
    ) -> PyResult<Py<PyAny>> {
        let py = typ.py();
        let error = thrown(typ, value, traceback)?;
        let sent = self.deliver(py, Input::Error(Box::new(error)))?;
        sent.ok_or_else(|| PyStopIteration::new_err(()))
    }

    /// Throws `GeneratorExit` in, and gives what is returned then (from 3.13 on).
    pub(crate) fn close(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        if self.is(CLOSED) {
            return Ok(py.None());
        }
        match self.advance(py, Input::Error(Box::new(PyGeneratorExit::new_err(())))) {
            Ok(Progress::Yield(_)) => {
                Err(PyRuntimeError::new_err("coroutine ignored GeneratorExit"))
            }
            Ok(Progress::Done(value)) => {
                Ok(value.filter(|_| cfg!(Py_3_13)).unwrap_or_else(|| py.None()))
            }
            Err(error) if error.is_instance_of::<PyGeneratorExit>(py) => Ok(py.None()),
            Err(error) => Err(error),
        }
    }

    pub(crate) fn is_running(&self) -> bool {
        self.is(RUNNING)
    }

    pub(crate) fn is_suspended(&self) -> bool {
        self.is(SUSPENDED)
    }

    /// What is left of it, where no step is running.
    pub(crate) const fn driven(&self) -> &GilRefCell<Option<D>> {
        &self.driven
    }

    fn is(&self, state: u8) -> bool {
        self.state.load(Ordering::Relaxed) == state
    }

    #[inline]
    fn deliver(&self, py: Python<'_>, input: Input) -> PyResult<Option<Py<PyAny>>> {
        match self.advance(py, input)? {
            Progress::Yield(value) => Ok(Some(value)),
            Progress::Done(None) => Ok(None),
            Progress::Done(Some(value)) => Err(PyStopIteration::new_err((value,))),
        }
    }

    #[inline]
    fn advance(&self, py: Python<'_>, input: Input) -> PyResult<Progress> {
        let began = !self.is(FRESH);
        level(began, || self.advance_within(py, input))
    }

    #[inline]
    fn advance_within(&self, py: Python<'_>, input: Input) -> PyResult<Progress> {
        let advanced = self.driven.try_with(py, |slot| {
            let Some(driven) = slot else {
                let text = "cannot reuse already awaited coroutine";
                return Err(PyRuntimeError::new_err(text));
            };
            self.state.store(RUNNING, Ordering::Relaxed);
            let progress = drive(driven, py, input);
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
}

/// The exception that the arguments of `throw` mean.
///
/// # Errors
/// `TypeError`, as a coroutine words it, for what is none: nothing is thrown then.
fn thrown(
    typ: &Bound<'_, PyAny>,
    value: Option<Bound<'_, PyAny>>,
    traceback: Option<Bound<'_, PyAny>>,
) -> PyResult<PyErr> {
    let py = typ.py();
    let traceback = traceback.filter(|traceback| !traceback.is_none());
    let traceback = traceback.map(Bound::cast_into::<PyTraceback>).transpose();
    let traceback = traceback
        .map_err(|_| PyTypeError::new_err("throw() third argument must be a traceback object"))?;
    let value = value.filter(|value| !value.is_none());
    let exception = match (typ.cast::<PyType>(), value) {
        (Ok(class), value) if class.is_subclass_of::<PyBaseException>()? => match value {
            None => typ.call0(),
            Some(value) if value.is_instance(typ)? => Ok(value),
            Some(value) => match value.cast::<PyTuple>() {
                Ok(arguments) => typ.call1(arguments),
                Err(_) => typ.call1((value,)),
            },
        },
        (_, Some(_)) if typ.is_instance_of::<PyBaseException>() => Err(PyTypeError::new_err(
            "instance exception may not have a separate value",
        ))?,
        (_, None) if typ.is_instance_of::<PyBaseException>() => Ok(typ.clone()),
        _ => Err(PyTypeError::new_err(format!(
            "exceptions must be classes or instances deriving from BaseException, not {}",
            typ.get_type().name()?
        )))?,
    };
    // An exception that cannot be made is thrown in its stead.
    let error = exception.map_or_else(|error| error, PyErr::from_value);
    if let Some(traceback) = traceback {
        error
            .value(py)
            .setattr(intern!(py, "__traceback__"), &traceback)?;
    }
    Ok(PyErr::from_value(
        error.into_value(py).into_bound(py).into_any(),
    ))
}
