//! The call room: dependencies and the endpoint, in whichever of the four ways they run.

use pyo3::exceptions::{PyRuntimeError, PyStopAsyncIteration};
use pyo3::intern;
use pyo3::prelude::*;

use super::exits::Exit;
use super::run::{Run, Stage, Step};
use crate::asgi::replaced::known;
use crate::error::{Awaited, Failure};
use crate::ffi::call::call_keywords;
use crate::ffi::coroutine::anext;
use crate::ffi::handled::raised_from_none;
use crate::ffi::held::Held;
use crate::plan::{CallKind, Node};
use crate::python::kit;

impl Run {
    pub(crate) fn call_dependency(&mut self, py: Python<'_>, node: &Node) -> Result<Step, Failure> {
        if node.concurrency.is_some() {
            return self.call_limited(py, node);
        }
        match node.kind {
            CallKind::Coroutine => {
                let call = self.call(py, node)?;
                Ok(self.wait(call, Stage::Dependency))
            }
            CallKind::Thread => {
                let call = self.call_in_thread(py, node)?;
                Ok(self.wait(call, Stage::Dependency))
            }
            CallKind::AsyncGenerator => self.call_async_generator(py, node),
            CallKind::Generator => {
                let keywords = self.keywords(py, node)?;
                let manager = kit(py)?
                    .cold
                    .thread_context
                    .bind(py)
                    .call1((&node.call, keywords))?;
                self.enter_manager(py, &manager)
            }
        }
    }

    pub(crate) fn call_endpoint(&mut self, py: Python<'_>, node: &Node) -> Result<Step, Failure> {
        self.inject(py, node)?;
        let awaitable = match node.kind {
            CallKind::Coroutine => self.call(py, node)?,
            _ => self.call_in_thread(py, node)?,
        };
        Ok(self.wait(awaitable, Stage::Endpoint))
    }

    fn call<'py>(&mut self, py: Python<'py>, node: &Node) -> PyResult<Bound<'py, PyAny>> {
        call_keywords(
            node.call.bind(py),
            &self.solving.arguments,
            node.names.bind(py),
        )
    }

    fn call_in_thread<'py>(&mut self, py: Python<'py>, node: &Node) -> PyResult<Bound<'py, PyAny>> {
        self.solving
            .arguments
            .insert(0, Held::new(node.call.clone_ref(py)));
        let run = kit(py)?.run_in_threadpool.bind(py).clone();
        let run = if known().details() {
            py.import(intern!(py, "ferroapi.dependencies.utils"))?
                .getattr(intern!(py, "run_in_threadpool"))?
        } else {
            run
        };
        call_keywords(&run, &self.solving.arguments, node.names.bind(py))
    }

    /// A dependency with `max_concurrency`: Python holds the semaphore around it.
    fn call_limited(&mut self, py: Python<'_>, node: &Node) -> Result<Step, Failure> {
        let keywords = self.keywords(py, node)?;
        let cold = &kit(py)?.cold;
        let limit = node.concurrency.as_ref();
        if matches!(node.kind, CallKind::Coroutine | CallKind::Thread) {
            let awaited = node.kind == CallKind::Coroutine;
            let call = cold
                .limited_call
                .bind(py)
                .call1((&node.call, keywords, limit, awaited))?;
            return Ok(self.wait(call, Stage::Dependency));
        }
        let scope = match node.kind {
            CallKind::AsyncGenerator => Some(self.exits.real_scope(py)?),
            _ => None,
        };
        let manager = cold
            .limited_context
            .bind(py)
            .call1((&node.call, keywords, limit, scope))?;
        self.enter_manager(py, &manager)
    }

    fn call_async_generator(&mut self, py: Python<'_>, node: &Node) -> Result<Step, Failure> {
        self.exits.find_guard(py)?;
        self.show_cleanups(py)?;
        let generator = self.call(py, node)?;
        let next = anext(&generator)?;
        self.exits.entering = Some(generator.unbind());
        Ok(self.wait(next, Stage::GeneratorEnter))
    }

    /// The generator reached its `yield`, or did not.
    pub(crate) fn generator_entered(
        &mut self,
        py: Python<'_>,
        result: Awaited<'_>,
    ) -> Result<Step, Failure> {
        let entering = self.exits.entering.take();
        match result {
            Ok(value) => {
                if let Some(generator) = entering {
                    let (shield, failed) = match self.exits.shield(py) {
                        Ok(shield) => (shield, None),
                        Err(error) => (None, Some(error)),
                    };
                    // Entered is entered: it is left even where its shield cannot be told.
                    self.push_exit(py, Exit::Generator { generator, shield })?;
                    if let Some(error) = failed {
                        return Err(error.into());
                    }
                }
                self.solved(py, &value)
            }
            Err(error) if error.is_instance_of::<PyStopAsyncIteration>(py) => {
                let failed = PyRuntimeError::new_err("generator didn't yield");
                raised_from_none(py, &failed, &error);
                Err(failed.into())
            }
            Err(error) => Err(error.into()),
        }
    }

    fn enter_manager(
        &mut self,
        py: Python<'_>,
        manager: &Bound<'_, PyAny>,
    ) -> Result<Step, Failure> {
        self.exits.entering = Some(manager.clone().unbind());
        self.wait_for_method(manager, intern!(py, "__aenter__"), Stage::ManagerEnter)
    }

    pub(crate) fn manager_entered(
        &mut self,
        py: Python<'_>,
        value: &Bound<'_, PyAny>,
    ) -> Result<Step, Failure> {
        if let Some(manager) = self.exits.entering.take() {
            self.push_exit(py, Exit::Manager(manager))?;
        }
        self.solved(py, value)
    }

    fn push_exit(&mut self, py: Python<'_>, exit: Exit) -> PyResult<()> {
        let function_scope = self
            .plan
            .as_ref()
            .is_some_and(|plan| plan.get().nodes[self.solving.node].function_scope);
        self.exits.push(py, exit, function_scope)
    }
}
