//! Exit stacks: what must be cleaned up after the endpoint, and in which order.
//!
//! `Unwinding` is `AsyncExitStack.__aexit__` as a state machine. The everyday case, an
//! async generator that ends quietly, is stepped natively; an exception thrown into one
//! goes through `contextlib`'s own manager (`ferroapi._cold.throw_into`).

use pyo3::exceptions::{PyBaseException, PyStopAsyncIteration};
use pyo3::prelude::*;
use pyo3::{PyTraverseError, PyVisit, intern};

use super::caught::Caught;
use super::drive::{Input, Stepped, step};
use super::shield::{self, Guard, Shield};
use super::shown::{ShownStacks, is_unused, pushed};
use crate::error::{Awaited, left_coroutine};
use crate::ffi::coroutine::{Sent, anext};
use crate::ffi::handled::{exception_of, fix_context, passed, raised};
use crate::python::kit;

/// One thing to leave.
pub(crate) enum Exit {
    /// An async generator stopped at its `yield`, and what shields its clean-up.
    Generator {
        generator: Py<PyAny>,
        shield: Option<Shield>,
    },
    /// An async context manager.
    Manager(Py<PyAny>),
    /// AnyIO's cancel scope, a plain context manager.
    Scope(Py<PyAny>),
}

impl Exit {
    pub(super) fn traverse(&self, visit: &PyVisit<'_>) -> Result<(), PyTraverseError> {
        match self {
            Self::Generator { generator, shield } => {
                visit.call(generator)?;
                shield
                    .as_ref()
                    .map_or(Ok(()), |shield| shield.traverse(visit))
            }
            Self::Manager(object) | Self::Scope(object) => visit.call(object),
        }
    }
}

/// The two exit stacks of a request.
#[derive(Default)]
pub(crate) struct Exits {
    pub(crate) function: Vec<Exit>,
    pub(crate) request: Vec<Exit>,
    /// What clean-ups are shielded from; looked for before the first async generator.
    guard: Option<Guard>,
    /// What is being entered just now.
    pub(crate) entering: Option<Py<PyAny>>,
    /// What the scope shows of the two.
    pub(crate) shown: ShownStacks,
}

impl Exits {
    pub(crate) fn is_empty(&self) -> bool {
        self.function.is_empty() && self.request.is_empty()
    }

    pub(crate) fn push(
        &mut self,
        py: Python<'_>,
        exit: Exit,
        function_scope: bool,
    ) -> PyResult<()> {
        self.take_pushed(py)?;
        if function_scope {
            self.function.push(exit);
        } else {
            self.request.push(exit);
        }
        Ok(())
    }

    pub(crate) fn has_nothing_pushed(&self, py: Python<'_>) -> bool {
        let stacks = [&self.shown.function, &self.shown.request];
        let mut stacks = stacks.into_iter().flatten();
        stacks.all(|stack| is_unused(stack.bind(py)).unwrap_or(true))
    }

    /// Takes over what a program has pushed onto the stacks in the scope.
    #[inline]
    pub(crate) fn take_pushed(&mut self, py: Python<'_>) -> PyResult<()> {
        if self.shown.function.is_none() && self.shown.request.is_none() {
            return Ok(());
        }
        self.take_all_pushed(py)
    }

    #[inline(never)]
    fn take_all_pushed(&mut self, py: Python<'_>) -> PyResult<()> {
        self.function
            .extend(pushed(py, self.shown.function.as_ref())?);
        self.request
            .extend(pushed(py, self.shown.request.as_ref())?);
        Ok(())
    }

    /// Whether an async generator has been entered.
    pub(super) fn has_guard(&self) -> bool {
        self.guard.is_some()
    }

    /// Finds out what clean-ups must be shielded from, before the first async generator.
    pub(crate) fn find_guard(&mut self, py: Python<'_>) -> PyResult<()> {
        if self.guard.is_none() {
            let guard = Guard::find(py)?;
            if let Guard::Entered(scope) = &guard {
                self.enter_scope(scope.bind(py))?;
            }
            self.guard = Some(guard);
        }
        Ok(())
    }

    /// A scope that encloses what is entered from now on.
    pub(crate) fn real_scope(&mut self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        if let Some(Guard::Entered(scope)) = &self.guard {
            return Ok(scope.clone_ref(py));
        }
        let scope = shield::new_scope(py)?;
        self.enter_scope(&scope)?;
        self.guard = Some(Guard::Entered(scope.clone().unbind()));
        Ok(scope.unbind())
    }

    fn enter_scope(&mut self, scope: &Bound<'_, PyAny>) -> PyResult<()> {
        scope.call_method0(intern!(scope.py(), "__enter__"))?;
        self.push(scope.py(), Exit::Scope(scope.clone().unbind()), false)
    }

    /// How a generator that is entered just now is shielded when it is cleaned up.
    pub(crate) fn shield(&self, py: Python<'_>) -> PyResult<Option<Shield>> {
        self.guard
            .as_ref()
            .map_or(Ok(None), |guard| guard.shield(py))
    }

    pub(crate) fn traverse(&self, visit: &PyVisit<'_>) -> Result<(), PyTraverseError> {
        for exit in self.function.iter().chain(&self.request) {
            exit.traverse(visit)?;
        }
        if let Some(guard) = &self.guard {
            guard.traverse(visit)?;
        }
        visit.call(&self.entering)?;
        self.shown.traverse(visit)
    }
}

/// What is being awaited while unwinding.
enum Leaving {
    /// `__anext__` of a generator that should now end
    Quietly,
    /// `throw_into` or a manager's `__aexit__`: true means the exception was swallowed
    WithException,
    /// a manager's `__aexit__` without an exception, or what can only fail
    Manager,
    /// AnyIO's checkpoint after a shielded clean-up
    Checkpoint,
}

/// One exit stack on its way out.
pub(crate) struct Unwinding {
    stack: Vec<Exit>,
    /// As an object, which the collector can be shown.
    error: Option<Py<PyBaseException>>,
    /// The exception at the start: current while things are left, whatever becomes of it.
    frame: Option<Py<PyBaseException>>,
    leaving: Leaving,
    /// The generator that should now end.
    generator: Option<Py<PyAny>>,
    shield: Option<Shield>,
    /// Our driver has thrown, and nothing has waited since. `throw` goes past the frames in
    /// between: each is entered anew by the error that leaves the one below.
    thrown: bool,
    /// The same stack in the scope: clean-ups may push onto it.
    shown: Option<Py<PyAny>>,
}

impl Unwinding {
    pub(crate) fn new(py: Python<'_>, stack: Vec<Exit>, error: Option<PyErr>) -> Self {
        let error = error.map(|error| exception_of(py, &error).unbind());
        Self {
            stack,
            frame: error.as_ref().map(|error| error.clone_ref(py)),
            error,
            leaving: Leaving::Quietly,
            generator: None,
            shield: None,
            thrown: false,
            shown: None,
        }
    }

    /// What is awaited was left by an error that our driver has thrown into it.
    #[cold]
    pub(super) fn left_by_throw(&mut self) {
        self.thrown = true;
    }

    pub(crate) fn with_shown(self, shown: Option<Py<PyAny>>) -> Self {
        Self { shown, ..self }
    }

    fn next_exit(&mut self, py: Python<'_>) -> Option<Exit> {
        match pushed(py, self.shown.as_ref()) {
            Ok(None) => self.stack.pop(),
            Ok(exit) => exit,
            Err(error) => {
                self.replace_error(py, error);
                self.stack.pop()
            }
        }
    }

    /// There was an exception at the start.
    pub(crate) fn had_error(&self) -> bool {
        self.frame.is_some()
    }

    /// Is the exception that is left the one they were called with?
    pub(crate) fn keeps_error(&self) -> bool {
        let both = self.error.as_ref().zip(self.frame.as_ref());
        both.is_some_and(|(error, frame)| error.is(frame))
    }

    /// The exception that is left at the end.
    pub(crate) fn take_error(&mut self, py: Python<'_>) -> Option<PyErr> {
        let error = self.error.take()?;
        Some(left_coroutine(py, raised(py, &error)))
    }

    /// Lets the collector see what is still to be left.
    pub(crate) fn traverse(&self, visit: &PyVisit<'_>) -> Result<(), PyTraverseError> {
        for exit in &self.stack {
            exit.traverse(visit)?;
        }
        if let Some(shield) = &self.shield {
            shield.traverse(visit)?;
        }
        visit.call(&self.generator)?;
        visit.call(&self.shown)?;
        visit.call(&self.frame)?;
        visit.call(&self.error)
    }

    /// Leaves things until one must be awaited; `None` when all are left.
    pub(crate) fn next(&mut self, py: Python<'_>, caught: &mut Caught) -> Option<Py<PyAny>> {
        while let Some(exit) = self.next_exit(py) {
            if let Some(error) = self.error.as_ref().or(self.frame.as_ref()) {
                caught.catch(py, &raised(py, error));
            }
            match self.leave(py, exit) {
                Ok(Some(awaitable)) => return Some(awaitable),
                Ok(None) => {}
                Err(error) => self.replace_error(py, error),
            }
        }
        self.pass_frame(py, caught);
        caught.leave(py);
        None
    }

    /// An error that enters the frame around the stack anew is put into the context of what that
    /// frame handles, whatever context it had.
    fn pass_frame(&mut self, py: Python<'_>, caught: &mut Caught) {
        if self.thrown
            && let (Some(error), Some(frame)) = (&self.error, &self.frame)
        {
            caught.catch(py, &raised(py, frame));
            let passed = passed(py, &raised(py, error));
            self.error = Some(exception_of(py, &passed).unbind());
        }
    }

    fn leave(&mut self, py: Python<'_>, exit: Exit) -> PyResult<Option<Py<PyAny>>> {
        match exit {
            Exit::Scope(scope) => {
                let swallowed = self.call_exit(py, scope.bind(py), intern!(py, "__exit__"))?;
                if swallowed.is_truthy()? {
                    self.error = None;
                }
                Ok(None)
            }
            Exit::Manager(manager) => {
                self.leaving = if self.error.is_some() {
                    Leaving::WithException
                } else {
                    Leaving::Manager
                };
                let aexit = self.call_exit(py, manager.bind(py), intern!(py, "__aexit__"))?;
                Ok(Some(aexit.unbind()))
            }
            Exit::Generator { generator, shield } => {
                self.shield = shield;
                self.leave_generator(py, generator).map(Some)
            }
        }
    }

    fn leave_generator(&mut self, py: Python<'_>, generator: Py<PyAny>) -> PyResult<Py<PyAny>> {
        if let Some(shield) = &mut self.shield
            && let Err(error) = shield.begin(py, self.error.is_some())
        {
            // The generator is cleaned up all the same, with this error.
            self.shield = None;
            self.replace_error(py, error);
        }
        let Some(error) = &self.error else {
            self.leaving = Leaving::Quietly;
            let next = anext(generator.bind(py))?.unbind();
            self.generator = Some(generator);
            return Ok(next);
        };
        self.leaving = Leaving::WithException;
        let throw_into = kit(py)?.cold.throw_into.bind(py);
        let call = throw_into.call1((generator, error))?;
        Ok(call.unbind())
    }

    /// What a step of a clean-up gave. Where it waits, its shield goes up; where that fails, the
    /// clean-up gets the error.
    pub(crate) fn suspended<'py>(
        &mut self,
        py: Python<'py>,
        inner: &Bound<'py, PyAny>,
        sent: Stepped<'py>,
    ) -> Stepped<'py> {
        let Ok(Sent::Yielded(_)) = &sent else {
            return sent;
        };
        self.thrown = false;
        if let Some(shield) = &mut self.shield
            && let Err(error) = shield.suspend(py)
        {
            self.shield = None;
            return step(inner, Input::Error(Box::new(error)));
        }
        sent
    }

    fn call_exit<'py>(
        &self,
        py: Python<'py>,
        manager: &Bound<'py, PyAny>,
        method: &Bound<'py, pyo3::types::PyString>,
    ) -> PyResult<Bound<'py, PyAny>> {
        match &self.error {
            None => manager.call_method1(method, (py.None(), py.None(), py.None())),
            Some(exception) => {
                let error = raised(py, exception);
                let arguments = (error.get_type(py), exception, error.traceback(py));
                manager.call_method1(method, arguments)
            }
        }
    }

    /// Takes the result of what `next` asked to await, and goes on.
    pub(crate) fn resumed(
        &mut self,
        py: Python<'_>,
        result: Awaited<'_>,
        caught: &mut Caught,
    ) -> Option<Py<PyAny>> {
        let generator = self.generator.take();
        let result = match (generator, result) {
            (Some(generator), Ok(_)) => match did_not_stop(py, generator) {
                Ok(closing) => {
                    self.leaving = Leaving::Manager;
                    return Some(closing);
                }
                Err(error) => Err(Box::new(error)),
            },
            (_, result) => result,
        };
        let judged = self.judge(py, result);
        self.left(py, judged, caught)
    }

    /// The same where that was the step of an async generator which found it at its end.
    pub(crate) fn ended(&mut self, py: Python<'_>, caught: &mut Caught) -> Option<Py<PyAny>> {
        match self.generator.take() {
            Some(_) => self.left(py, Ok(true), caught),
            None => self.resumed(py, Err(Box::new(PyStopAsyncIteration::new_err(()))), caught),
        }
    }

    /// One thing is left; `judged`: whether that ended a generator for good.
    fn left(
        &mut self,
        py: Python<'_>,
        judged: PyResult<bool>,
        caught: &mut Caught,
    ) -> Option<Py<PyAny>> {
        match self.lower_shield(py, judged) {
            Ok(Some(checkpoint)) => {
                self.leaving = Leaving::Checkpoint;
                return Some(checkpoint);
            }
            Ok(None) => {}
            Err(error) => self.replace_error(py, error),
        }
        self.next(py, caught)
    }

    fn lower_shield(
        &mut self,
        py: Python<'_>,
        judged: PyResult<bool>,
    ) -> PyResult<Option<Py<PyAny>>> {
        let checked = matches!(judged, Ok(true));
        let checkpoint = match self.shield.take() {
            Some(shield) => shield.end(py, checked)?,
            None => None,
        };
        judged.map(|_| checkpoint)
    }

    /// What the end of a clean-up means; true if it ended a generator for good.
    fn judge(&mut self, py: Python<'_>, result: Awaited<'_>) -> PyResult<bool> {
        match (&self.leaving, result) {
            (Leaving::Quietly, Err(error)) if error.is_instance_of::<PyStopAsyncIteration>(py) => {
                Ok(true)
            }
            (Leaving::WithException, Ok(swallowed)) => {
                let swallowed = swallowed.is_truthy()?;
                if swallowed {
                    self.error = None;
                }
                Ok(swallowed)
            }
            (_, Err(error)) => Err(*error),
            (_, Ok(_)) => Ok(false),
        }
    }

    /// A clean-up raised: its exception goes on instead, in the context of the old one.
    fn replace_error(&mut self, py: Python<'_>, error: PyErr) {
        let old = self.error.replace(exception_of(py, &error).unbind());
        if let Some(frame) = &self.frame {
            let old = old.map(|old| raised(py, &old));
            fix_context(py, &error, old.as_ref(), &raised(py, frame));
        }
    }
}

/// Closes a generator that yielded a second time, and fails.
fn did_not_stop(py: Python<'_>, generator: Py<PyAny>) -> PyResult<Py<PyAny>> {
    kit(py)?.cold.did_not_stop.call1(py, (generator,))
}
