//! What the rooms of one request share, and the loop that drives awaitables between them.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use pyo3::exceptions::{PyGeneratorExit, PyStopAsyncIteration};
use pyo3::prelude::*;
use pyo3::types::PyDict;
use pyo3::{PyTraverseError, PyVisit, intern};

use super::exits::{Exits, Unwinding};
use super::outcome::Outcome;
use super::solve::Solving;
use crate::asgi::Pipeline;
use crate::error::{Awaited, Failure};
use crate::ffi::coroutine::{Sent, iterator_of, send};
use crate::ffi::held::Held;
use crate::plan::{Plan, Provider};

/// The three arguments of an ASGI application.
pub(crate) struct Io {
    pub(crate) scope: Held<PyDict>,
    pub(crate) receive: Held<PyAny>,
    pub(crate) send: Held<PyAny>,
}

/// Who asked, and so who gets the result.
pub(crate) enum Mode {
    /// A server or middleware: the answer is sent.
    Asgi(Held<Pipeline>),
    /// `Plan.handle(request)`: the answer is returned as a `Response`.
    Request,
    /// `Plan.solve(request, given)`: arguments and errors are returned. Who may override
    /// dependencies is given, too.
    Solve(Option<Provider>),
}

/// What the awaited object was for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Stage {
    Begin,
    Foreign,
    Receive,
    RequestBody,
    RequestJson,
    /// somebody's replacement of `solve_dependencies`
    Solver,
    Dependency,
    GeneratorEnter,
    ManagerEnter,
    Endpoint,
    ResponseValidation,
    LeaveFunction,
    LeaveRequest,
    SendStart,
    SendBody,
    SendObject,
    Background,
    Handler,
    ServerError,
}

/// Where a failure is caught.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Room {
    /// Before a plan was found, or in somebody else's route.
    Outside,
    /// Reading, solving, calling or serializing: both exit stacks are open.
    Plan,
    /// The answer is on its way: the request's exit stack is open.
    Sending,
    /// The answer of an exception handler; the number says whose (see `fail.rs`).
    Handling(u8),
}

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

/// The state of one request.
pub(crate) struct Run {
    pub(crate) mode: Mode,
    pub(crate) io: Io,
    pub(crate) stage: Stage,
    pub(crate) room: Room,
    pub(crate) inner: Option<Py<PyAny>>,
    pub(crate) plan: Option<Held<Plan>>,
    pub(crate) solving: Solving,
    /// The `Request`, once somebody needed it.
    pub(crate) request: Option<Py<PyAny>>,
    pub(crate) chunks: Vec<u8>,
    pub(crate) outcome: Option<Outcome>,
    pub(crate) exits: Exits,
    pub(crate) unwinding: Option<Box<Unwinding>>,
    /// A response head has been sent.
    pub(crate) started: bool,
    /// The same, when a `Sender` is out in foreign code.
    pub(crate) sender_started: Option<Arc<AtomicBool>>,
    /// The exception whose handler is answering.
    pub(crate) handled: Option<Box<PyErr>>,
}

impl Run {
    #[inline]
    pub(crate) fn new(mode: Mode, io: Io) -> Self {
        Self {
            mode,
            io,
            stage: Stage::Begin,
            room: Room::Outside,
            inner: None,
            plan: None,
            solving: Solving::default(),
            request: None,
            chunks: Vec::new(),
            outcome: None,
            exits: Exits::default(),
            unwinding: None,
            started: false,
            sender_started: None,
            handled: None,
        }
    }

    /// Resumes the request until it waits again or is over.
    pub(crate) fn resume(&mut self, py: Python<'_>, input: Input) -> PyResult<Progress> {
        let mut step = match (self.inner.take(), input) {
            (None, Input::Value(_)) => self.begin(py),
            (None, Input::Error(error)) => return Err(*error),
            (Some(inner), input) => {
                let inner = inner.into_bound(py);
                let sent = match input {
                    Input::Value(value) => send(&inner, value.bind(py)),
                    Input::Error(error) => throw(&inner, *error).map_err(Box::new),
                };
                match sent {
                    Ok(Sent::Yielded(value)) => return self.suspend(py, inner, value),
                    Ok(Sent::Returned(value)) => self.after(py, Ok(value)),
                    Ok(Sent::Ended) => self.after_end(py),
                    Err(error) => self.after(py, Err(error)),
                }
            }
        };
        loop {
            let awaitable = match step {
                Step::Done(value) => return Ok(Progress::Done(value)),
                Step::Raise(error) => return Err(*error),
                Step::Await(awaitable) => awaitable,
            };
            let sent = iterator_of(awaitable.into_bound(py)).and_then(|iterator| {
                let sent = send(&iterator, py.None().bind(py))?;
                Ok((iterator, sent))
            });
            step = match sent {
                Ok((iterator, Sent::Yielded(value))) => return self.suspend(py, iterator, value),
                Ok((_, Sent::Returned(value))) => self.after(py, Ok(value)),
                Ok((_, Sent::Ended)) => self.after_end(py),
                Err(error) => self.after(py, Err(error)),
            };
        }
    }

    /// Waits for `inner`, which handed out `value` for whoever drives us.
    #[inline]
    fn suspend(
        &mut self,
        py: Python<'_>,
        inner: Bound<'_, PyAny>,
        value: Bound<'_, PyAny>,
    ) -> PyResult<Progress> {
        if let Some(unwinding) = &mut self.unwinding {
            unwinding.suspended(py)?;
        }
        self.inner = Some(inner.unbind());
        Ok(Progress::Yield(value.unbind()))
    }

    fn begin(&mut self, py: Python<'_>) -> Step {
        let entered = match self.mode {
            Mode::Asgi(_) => self.enter(py),
            Mode::Request => self.enter_plan(py),
            Mode::Solve(_) => self.enter_solve(py),
        };
        self.settle(py, entered)
    }

    /// Gives the result of an awaited object to the room that asked for it.
    fn after(&mut self, py: Python<'_>, result: Awaited<'_>) -> Step {
        match self.stage {
            Stage::LeaveFunction | Stage::LeaveRequest => return self.unwound(py, result),
            Stage::GeneratorEnter => {
                let next = self.generator_entered(py, result);
                return self.settle(py, next);
            }
            Stage::Receive | Stage::RequestBody | Stage::RequestJson => {
                let next = self.received(py, result);
                return self.settle(py, next);
            }
            _ => {}
        }
        let next = match result {
            Ok(value) => self.arrived(py, &value),
            Err(error) => Err(error.into()),
        };
        self.settle(py, next)
    }

    /// The awaited step of an async generator found it at its end.
    fn after_end(&mut self, py: Python<'_>) -> Step {
        match self.stage {
            Stage::LeaveFunction | Stage::LeaveRequest => self.generator_ended(py),
            _ => self.after(py, Err(Box::new(PyStopAsyncIteration::new_err(())))),
        }
    }

    fn arrived(&mut self, py: Python<'_>, value: &Bound<'_, PyAny>) -> Result<Step, Failure> {
        match self.stage {
            Stage::Solver => self.solved_elsewhere(py, value),
            Stage::Dependency => self.solved(py, value),
            Stage::ManagerEnter => self.manager_entered(py, value),
            Stage::Endpoint => self.respond(py, value),
            Stage::ResponseValidation => self.validated(py, value),
            Stage::SendStart => self.send_body(py),
            Stage::SendBody => self.run_background(py),
            Stage::SendObject | Stage::Background => Ok(self.sent(py)),
            Stage::Handler => self.handler_answered(py, value),
            _ => Ok(Step::Done(None)),
        }
    }

    /// Turns a failure into the next step.
    pub(crate) fn settle(&mut self, py: Python<'_>, next: Result<Step, Failure>) -> Step {
        match next {
            Ok(step) => step,
            Err(failure) => self.fail(py, failure),
        }
    }

    /// Waits for `awaitable` at `stage`.
    pub(crate) fn wait(&mut self, awaitable: Bound<'_, PyAny>, stage: Stage) -> Step {
        self.stage = stage;
        Step::Await(awaitable.unbind())
    }

    /// Waits for `object.method()`.
    pub(crate) fn wait_for_method(
        &mut self,
        object: &Bound<'_, PyAny>,
        method: &Bound<'_, pyo3::types::PyString>,
        stage: Stage,
    ) -> Result<Step, Failure> {
        Ok(self.wait(object.call_method0(method)?, stage))
    }

    /// The plan, held by the caller: the run stays free to be changed.
    #[inline]
    pub(crate) fn plan<'py>(&self, py: Python<'py>) -> Option<Bound<'py, Plan>> {
        self.plan.as_ref().map(|plan| plan.bind(py).clone())
    }

    /// The `Request` of this request, made when first needed.
    pub(crate) fn request<'py>(&mut self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        if let Some(request) = &self.request {
            return Ok(request.bind(py).clone());
        }
        let request = self.new_request(py)?;
        self.seed_body(py, &request)?;
        self.request = Some(request.clone().unbind());
        Ok(request)
    }

    pub(crate) fn new_request<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let io = &self.io;
        crate::python::kit(py)?.request.bind(py).call1((
            io.scope.bind(py),
            io.receive.bind(py),
            io.send.bind(py),
        ))
    }

    /// Lets the collector see what a suspended request holds.
    pub(crate) fn traverse(&self, visit: &PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&*self.io.scope)?;
        visit.call(&*self.io.receive)?;
        visit.call(&*self.io.send)?;
        match &self.mode {
            Mode::Asgi(pipeline) => visit.call(&**pipeline)?,
            Mode::Solve(Some(provider)) => provider.traverse(visit)?,
            _ => {}
        }
        for held in [&self.inner, &self.request].into_iter().flatten() {
            visit.call(held)?;
        }
        if let Some(plan) = &self.plan {
            visit.call(&**plan)?;
        }
        self.solving.traverse(visit)?;
        self.exits.traverse(visit)
    }
}

/// Throws into an awaited object as `await` would.
pub(crate) fn throw<'py>(inner: &Bound<'py, PyAny>, error: PyErr) -> PyResult<Sent<'py>> {
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
        Err(stop) if stop.is_instance_of::<pyo3::exceptions::PyStopIteration>(py) => Ok(
            Sent::Returned(stop.value(py).getattr(intern!(py, "value"))?),
        ),
        Err(other) => Err(other),
    }
}
