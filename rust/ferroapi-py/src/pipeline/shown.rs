//! What FastAPI's layers pass through the scope: exit stacks and exception handlers, put there for
//! whoever gets the scope. Requests whose scope nobody gets need none of it.
//!
//! What a program pushes onto such a stack is left in its turn among the clean-ups of dependencies,
//! which are no entries of it.

use pyo3::prelude::*;
use pyo3::types::PyDict;
use pyo3::{PyTraverseError, PyVisit, intern};

use super::exits::{Exit, Unwinding};
use super::run::{Mode, Run, Stage, Step};
use crate::asgi::Pipeline;
use crate::ffi::scope_dict::{lookup, put, set_default};
use crate::python::kit;

/// The exit stacks that are in the scope.
#[derive(Default)]
pub(crate) struct ShownStacks {
    pub(crate) function: Option<Py<PyAny>>,
    pub(crate) request: Option<Py<PyAny>>,
    /// Outside of the route: FastAPI closes uploaded files there.
    files: Option<Py<PyAny>>,
    outer: bool,
}

impl ShownStacks {
    /// Whether somebody has pushed anything onto the outermost stack.
    pub(crate) fn has_files(&self, py: Python<'_>) -> bool {
        let files = self.files.as_ref();
        files.is_some_and(|files| !is_unused(files.bind(py)).unwrap_or(true))
    }

    pub(super) fn traverse(&self, visit: &PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.function)?;
        visit.call(&self.request)?;
        visit.call(&self.files)
    }
}

/// Whether nobody has pushed anything onto an exit stack.
pub(crate) fn is_unused(stack: &Bound<'_, PyAny>) -> PyResult<bool> {
    let callbacks = stack.getattr(intern!(stack.py(), "_exit_callbacks"))?;
    callbacks.is_empty()
}

/// What a program has pushed onto a stack since it was asked last, as one thing to leave.
pub(crate) fn pushed(py: Python<'_>, stack: Option<&Py<PyAny>>) -> PyResult<Option<Exit>> {
    let Some(stack) = stack else {
        return Ok(None);
    };
    let stack = stack.bind(py);
    if is_unused(stack)? {
        return Ok(None);
    }
    let taken = stack.call_method0(intern!(py, "pop_all"))?;
    Ok(Some(Exit::Manager(taken.unbind())))
}

impl Run {
    /// Shows all that FastAPI would at this point; called before somebody gets the scope.
    #[cold]
    pub(crate) fn show_scope(&mut self, py: Python<'_>) -> PyResult<()> {
        let Mode::Asgi(pipeline) = &self.mode else {
            return Ok(());
        };
        let pipeline = pipeline.clone_ref(py);
        let pipeline = pipeline.get();
        self.show_outer(py, pipeline)?;
        if self.plan.is_some() && self.exits.shown.request.is_none() {
            let (function, request) = (pipeline.stack(py, 0)?, pipeline.stack(py, 1)?);
            let scope = self.io.scope.bind(py);
            put(scope, intern!(py, "fastapi_inner_astack"), &request)?;
            put(scope, intern!(py, "fastapi_function_astack"), &function)?;
            let shown = &mut self.exits.shown;
            (shown.function, shown.request) = (Some(function), Some(request));
        }
        self.show_cleanups(py)
    }

    /// What stands in the scope before a route is found.
    pub(crate) fn show_outer(&mut self, py: Python<'_>, pipeline: &Pipeline) -> PyResult<()> {
        if self.exits.shown.outer || pipeline.is_router() {
            return Ok(());
        }
        self.exits.shown.outer = true;
        let scope = self.io.scope.bind(py);
        pipeline.publish_handlers(py, scope)?;
        let files = pipeline.stack(py, 2)?;
        put(scope, intern!(py, "fastapi_middleware_astack"), &files)?;
        self.exits.shown.files = Some(files);
        Ok(())
    }

    /// Where an async generator has been entered, FastAPI keeps the scope that shields its end.
    pub(crate) fn show_cleanups(&self, py: Python<'_>) -> PyResult<()> {
        if self.exits.has_guard() && self.exits.shown.request.is_some() {
            let key = intern!(py, "fastapi_async_cleanup_scopes");
            let scope = self.io.scope.bind(py);
            set_default(scope, key, &PyDict::new(py))?;
        }
        Ok(())
    }

    /// Takes over the stacks that the caller of `Plan.handle` or `Plan.solve` has in the scope.
    pub(crate) fn adopt_stacks(&mut self, py: Python<'_>) -> PyResult<()> {
        let class = kit(py)?.exit_stack.bind(py);
        let scope = self.io.scope.bind(py);
        let find = |name| -> PyResult<Option<Py<PyAny>>> {
            let Some(stack) = lookup(scope, name) else {
                return Ok(None);
            };
            Ok(stack.is_instance(class)?.then(|| stack.unbind()))
        };
        let request = find(intern!(py, "fastapi_inner_astack"))?;
        let function = find(intern!(py, "fastapi_function_astack"))?;
        let shown = &mut self.exits.shown;
        (shown.function, shown.request) = (function, request);
        Ok(())
    }

    /// Leaves what a program has pushed onto the outermost stack; `None` where that is nothing.
    #[inline]
    pub(crate) fn leave_files(&mut self, py: Python<'_>, error: Option<&PyErr>) -> Option<Step> {
        let files = self.exits.shown.files.take()?;
        self.leave_pushed_files(py, files, error)
    }

    #[inline(never)]
    fn leave_pushed_files(
        &mut self,
        py: Python<'_>,
        files: Py<PyAny>,
        error: Option<&PyErr>,
    ) -> Option<Step> {
        let exit = match pushed(py, Some(&files)) {
            Ok(None) => return None,
            Ok(Some(exit)) => exit,
            Err(error) => return Some(Step::raise(error)),
        };
        let error = error.map(|error| error.clone_ref(py));
        let unwinding = Unwinding::new(py, vec![exit], error).with_shown(Some(files));
        Some(self.unwind(py, Box::new(unwinding), Stage::LeaveFiles))
    }
}
