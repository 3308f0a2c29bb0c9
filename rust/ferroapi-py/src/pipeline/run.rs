//! What the rooms of one request share, and which room gets what was awaited.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use pyo3::exceptions::PyStopAsyncIteration;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use pyo3::{PyTraverseError, PyVisit};

use super::caught::Caught;
use super::drive::Driven;
pub(crate) use super::drive::Step;
use super::exits::{Exits, Unwinding};
use super::outcome::Outcome;
use super::solve::Solving;
use crate::asgi::Pipeline;
use crate::error::{Awaited, Failure, Reject};
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
    /// a node's arguments, taken out of the request in Python
    Arguments,
    Dependency,
    GeneratorEnter,
    ManagerEnter,
    Endpoint,
    ResponseValidation,
    /// the answer, made of the result in Python
    Answer,
    LeaveFunction,
    LeaveRequest,
    LeaveFiles,
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
    /// What the default answer on its way is for.
    pub(crate) rejected: Option<Box<Reject>>,
    /// The exception that is being handled, or that things are left with.
    pub(crate) caught: Caught,
}

impl Driven for Run {
    #[inline]
    fn inner(&mut self) -> &mut Option<Py<PyAny>> {
        &mut self.inner
    }

    #[inline]
    fn caught(&mut self) -> &mut Caught {
        &mut self.caught
    }

    #[inline]
    fn unwinding(&mut self) -> Option<&mut Unwinding> {
        self.unwinding.as_deref_mut()
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
            Stage::LeaveFunction | Stage::LeaveRequest | Stage::LeaveFiles => {
                return self.unwound(py, result);
            }
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
            Err(error) if self.stage == Stage::SendObject => self.object_failed(py, *error),
            Err(error) => Err(error.into()),
        };
        self.settle(py, next)
    }

    /// The awaited step of an async generator found it at its end.
    fn after_end(&mut self, py: Python<'_>) -> Step {
        match self.stage {
            Stage::LeaveFunction | Stage::LeaveRequest | Stage::LeaveFiles => {
                self.generator_ended(py)
            }
            _ => self.after(py, Err(Box::new(PyStopAsyncIteration::new_err(())))),
        }
    }
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
            rejected: None,
            caught: Caught::default(),
        }
    }

    fn arrived(&mut self, py: Python<'_>, value: &Bound<'_, PyAny>) -> Result<Step, Failure> {
        match self.stage {
            Stage::Solver => self.solved_elsewhere(py, value),
            Stage::Arguments => self.arguments_found(py, value),
            Stage::Dependency => self.solved(py, value),
            Stage::ManagerEnter => self.manager_entered(py, value),
            Stage::Endpoint => self.respond(py, value),
            Stage::ResponseValidation => self.validated(py, value),
            Stage::Answer => self.respond_object(py, value),
            Stage::SendStart => self.send_body(py),
            Stage::SendBody => self.run_background(py),
            Stage::SendObject | Stage::Background => self.sent(py),
            Stage::Handler => self.handler_answered(py, value),
            Stage::Foreign => Ok(self.over(py)),
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
        if let Some(outcome) = &self.outcome {
            outcome.traverse(visit)?;
        }
        if let Some(unwinding) = &self.unwinding {
            unwinding.traverse(visit)?;
        }
        self.solving.traverse(visit)?;
        self.caught.traverse(visit)?;
        if let Some(reject) = &self.rejected {
            reject.traverse(visit)?;
        }
        self.exits.traverse(visit)
    }
}
