//! The loop that steps awaitables, for a request and for clean-ups that were handed over.

use pyo3::exceptions::{PyGeneratorExit, PyStopIteration};
use pyo3::intern;
use pyo3::prelude::*;

use super::caught::Caught;
use super::exits::Unwinding;
use crate::error::{Awaited, left_coroutine};
use crate::ffi::coroutine::{Sent, iterator_of, send};
use crate::ffi::held::Held;

/// What a room wants next.
pub(crate) enum Step {
    /// Wait for this; the run's `stage` says what for.
    Await(Py<PyAny>),
    /// Over, with a result or nothing.
    Done(Option<Py<PyAny>>),
    Raise(Box<PyErr>),
}

impl Step {
    #[cold]
    pub(crate) fn raise(error: PyErr) -> Self {
        Self::Raise(Box::new(error))
    }
}

/// What the driver of the awaitable gets.
pub(crate) enum Progress {
    Yield(Py<PyAny>),
    Done(Option<Py<PyAny>>),
}

/// What the driver of the awaitable sent in.
pub(crate) enum Input {
    Value(Held<PyAny>),
    Error(Box<PyErr>),
}

/// What awaits one thing after the other.
pub(crate) trait Driven {
    /// The iterator of what is awaited just now.
    fn inner(&mut self) -> &mut Option<Py<PyAny>>;
    fn caught(&mut self) -> &mut Caught;
    /// The exit stack that is being left, whose clean-ups are shielded when they wait.
    fn unwinding(&mut self) -> Option<&mut Unwinding>;
    fn begin(&mut self, py: Python<'_>) -> Step;
    /// Gives the result of an awaited object to who asked for it.
    fn after(&mut self, py: Python<'_>, result: Awaited<'_>) -> Step;
    /// The awaited step of an async generator found it at its end.
    fn after_end(&mut self, py: Python<'_>) -> Step;
}

/// Goes on until something waits again or all is over, with the exception that is being handled in
/// the interpreter's view. `StopIteration` does not leave: it would be a normal return.
#[inline]
pub(crate) fn drive(driven: &mut impl Driven, py: Python<'_>, input: Input) -> PyResult<Progress> {
    driven.caught().show(py);
    let progress = advance(driven, py, input);
    driven.caught().hide(py);
    progress.map_err(|error| left_coroutine(py, error))
}

#[inline(always)]
fn advance<D: Driven>(driven: &mut D, py: Python<'_>, input: Input) -> PyResult<Progress> {
    let mut next = match (driven.inner().take(), input) {
        (None, Input::Value(_)) => driven.begin(py),
        (None, Input::Error(error)) => return Err(*error),
        (Some(inner), input) => {
            let inner = inner.into_bound(py);
            let thrown = matches!(input, Input::Error(_));
            let mut stepped = step(&inner, input);
            if thrown {
                if let Some(unwinding) = driven.unwinding() {
                    unwinding.left_by_throw();
                }
                stepped = stepped.map_err(|error| driven.caught().passed(py, error));
            }
            match settle(driven, py, inner, stepped) {
                Settled::Waits(value) => return Ok(Progress::Yield(value)),
                Settled::Next(next) => next,
            }
        }
    };
    loop {
        let awaitable = match next {
            Step::Done(value) => return Ok(Progress::Done(value)),
            Step::Raise(error) => return Err(*error),
            Step::Await(awaitable) => awaitable,
        };
        next = match iterator_of(awaitable.into_bound(py)) {
            Ok(iterator) => {
                let stepped = send(&iterator, py.None().bind(py));
                match settle(driven, py, iterator, stepped) {
                    Settled::Waits(value) => return Ok(Progress::Yield(value)),
                    Settled::Next(next) => next,
                }
            }
            Err(error) => driven.after(py, Err(error)),
        };
    }
}

enum Settled {
    /// Waits: what was handed out for whoever drives us.
    Waits(Py<PyAny>),
    Next(Step),
}

#[inline(always)]
fn settle<'py, D: Driven>(
    driven: &mut D,
    py: Python<'py>,
    inner: Bound<'py, PyAny>,
    stepped: Stepped<'py>,
) -> Settled {
    let stepped = match driven.unwinding() {
        Some(unwinding) => unwinding.suspended(py, &inner, stepped),
        None => stepped,
    };
    Settled::Next(match stepped {
        Ok(Sent::Yielded(value)) => {
            *driven.inner() = Some(inner.unbind());
            return Settled::Waits(value.unbind());
        }
        Ok(Sent::Returned(value)) => driven.after(py, Ok(value)),
        Ok(Sent::Ended) => driven.after_end(py),
        Err(error) => driven.after(py, Err(error)),
    })
}

/// What one step of an awaited object gave.
pub(crate) type Stepped<'py> = Result<Sent<'py>, Box<PyErr>>;

/// Resumes an awaited object with what our driver sent in.
#[inline]
pub(crate) fn step<'py>(inner: &Bound<'py, PyAny>, input: Input) -> Stepped<'py> {
    match input {
        Input::Value(value) => send(inner, value.bind(inner.py())),
        Input::Error(error) => throw(inner, *error).map_err(Box::new),
    }
}

/// Throws into an awaited object as `await` would.
fn throw<'py>(inner: &Bound<'py, PyAny>, error: PyErr) -> PyResult<Sent<'py>> {
    let py = inner.py();
    if error.is_instance_of::<PyGeneratorExit>(py) {
        if let Some(close) = inner.getattr_opt(intern!(py, "close"))? {
            close.call0()?;
        }
        return Err(error);
    }
    let Some(method) = inner.getattr_opt(intern!(py, "throw"))? else {
        return Err(error);
    };
    match method.call1((error.into_value(py),)) {
        Ok(value) => Ok(Sent::Yielded(value)),
        Err(stop) if stop.is_instance_of::<PyStopIteration>(py) => Ok(Sent::Returned(
            stop.value(py).getattr(intern!(py, "value"))?,
        )),
        Err(other) => Err(other),
    }
}
