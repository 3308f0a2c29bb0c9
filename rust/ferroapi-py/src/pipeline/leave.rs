//! The leave room: exit stacks around the answer, and what an exception does to them.
//!
//! The function stack is left before the answer is sent, the request stack after it and
//! after the background tasks.

use pyo3::prelude::*;

use super::caught::Caught;
use super::exits::Unwinding;
use super::pending::PendingExits;
use super::run::{Mode, Room, Run, Stage, Step};
use crate::error::Awaited;
use crate::python::kit;

impl Run {
    /// The endpoint's part is over, with an answer or an exception.
    pub(crate) fn leave_function(&mut self, py: Python<'_>, error: Option<PyErr>) -> Step {
        if !matches!(self.mode, Mode::Asgi(_)) {
            return self.hand_over(py, error);
        }
        if let Err(error) = self.exits.take_pushed(py) {
            return Step::raise(error);
        }
        let stack = std::mem::take(&mut self.exits.function);
        if stack.is_empty() {
            return self.function_left(py, error, false);
        }
        let shown = self.exits.shown.function.take();
        let unwinding = Unwinding::new(py, stack, error).with_shown(shown);
        self.unwind(py, Box::new(unwinding), Stage::LeaveFunction)
    }

    fn function_left(&mut self, py: Python<'_>, error: Option<PyErr>, swallowed: bool) -> Step {
        if let Some(error) = error {
            return self.leave_request(py, Some(error));
        }
        self.room = Room::Sending;
        if swallowed {
            // FastAPI's own code then trips over the variable that was never assigned.
            let error = cold_error(py, |cold| &cold.missing_response);
            return self.leave_request(py, Some(error));
        }
        let sending = self.send_outcome(py);
        self.settle(py, sending)
    }

    /// The answer is sent, or will not be.
    pub(crate) fn leave_request(&mut self, py: Python<'_>, error: Option<PyErr>) -> Step {
        self.room = Room::Sending;
        if let Err(error) = self.exits.take_pushed(py) {
            return Step::raise(error);
        }
        let stack = std::mem::take(&mut self.exits.request);
        if stack.is_empty() {
            return self.request_left(py, error, false);
        }
        let shown = self.exits.shown.request.take();
        let unwinding = Unwinding::new(py, stack, error).with_shown(shown);
        self.unwind(py, Box::new(unwinding), Stage::LeaveRequest)
    }

    fn request_left(&mut self, py: Python<'_>, error: Option<PyErr>, swallowed: bool) -> Step {
        if let Some(error) = error {
            return self.handle(py, 0, error.into());
        }
        if swallowed {
            let error = cold_error(py, |cold| &cold.swallowed);
            return self.handle(py, 0, error.into());
        }
        self.over(py)
    }

    /// The route has answered.
    pub(crate) fn over(&mut self, py: Python<'_>) -> Step {
        self.leave_files(py, None).unwrap_or(Step::Done(None))
    }

    pub(crate) fn unwind(
        &mut self,
        py: Python<'_>,
        mut unwinding: Box<Unwinding>,
        stage: Stage,
    ) -> Step {
        match unwinding.next(py, &mut self.caught) {
            Some(awaitable) => {
                self.unwinding = Some(unwinding);
                self.wait(awaitable.into_bound(py), stage)
            }
            None => self.stack_left(py, *unwinding, stage),
        }
    }

    /// Goes on unwinding with the result of an awaited clean-up.
    pub(crate) fn unwound(&mut self, py: Python<'_>, result: Awaited<'_>) -> Step {
        self.go_on_unwinding(py, |unwinding, caught| {
            unwinding.resumed(py, result, caught)
        })
    }

    /// Goes on unwinding after an async generator has ended as it should.
    pub(crate) fn generator_ended(&mut self, py: Python<'_>) -> Step {
        self.go_on_unwinding(py, |unwinding, caught| unwinding.ended(py, caught))
    }

    fn go_on_unwinding(
        &mut self,
        py: Python<'_>,
        resume: impl FnOnce(&mut Unwinding, &mut Caught) -> Option<Py<PyAny>>,
    ) -> Step {
        let stage = self.stage;
        let Some(mut unwinding) = self.unwinding.take() else {
            return Step::Done(None);
        };
        match resume(&mut unwinding, &mut self.caught) {
            Some(awaitable) => {
                self.unwinding = Some(unwinding);
                self.wait(awaitable.into_bound(py), stage)
            }
            None => self.stack_left(py, *unwinding, stage),
        }
    }

    fn stack_left(&mut self, py: Python<'_>, mut unwinding: Unwinding, stage: Stage) -> Step {
        let had_error = unwinding.had_error();
        let error = unwinding.take_error(py);
        let swallowed = had_error && error.is_none();
        match stage {
            Stage::LeaveFunction => self.function_left(py, error, swallowed),
            Stage::LeaveRequest => self.request_left(py, error, swallowed),
            _ => match error {
                Some(error) => self.handle(py, 1, error.into()),
                None => Step::Done(None),
            },
        }
    }

    /// `Plan.handle`: the exit stacks belong to who called us; our clean-ups move there.
    fn hand_over(&mut self, py: Python<'_>, error: Option<PyErr>) -> Step {
        let moved = self.move_exits(py);
        if let Some(error) = error {
            return Step::raise(error);
        }
        match moved.and_then(|()| self.outcome_as_response(py)) {
            Ok(response) => Step::Done(Some(response)),
            Err(error) => Step::raise(error),
        }
    }

    pub(crate) fn move_exits(&mut self, py: Python<'_>) -> PyResult<()> {
        let exits = &mut self.exits;
        if exits.is_empty() {
            return Ok(());
        }
        exits.take_pushed(py)?;
        let (function, request) = (exits.shown.function.take(), exits.shown.request.take());
        let function = PendingExits::new(std::mem::take(&mut exits.function), function);
        let request = PendingExits::new(std::mem::take(&mut exits.request), request);
        let push = kit(py)?.cold.push_exits.bind(py);
        push.call1((self.io.scope.bind(py), function, request))?;
        Ok(())
    }
}

fn cold_error(py: Python<'_>, door: impl FnOnce(&crate::python::Cold) -> &Py<PyAny>) -> PyErr {
    match kit(py).and_then(|kit| door(&kit.cold).bind(py).call0()) {
        Ok(exception) => PyErr::from_value(exception),
        Err(error) => error,
    }
}
