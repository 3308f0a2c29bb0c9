//! Sections of the pipeline that Python may call, or replace (tracing tools do).
//!
//! `solve_dependencies` and `run_endpoint_function` of `ferroapi.routing` lead here; while one
//! of them is replaced, a plan says so and is run through those names instead.

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyTuple};

use super::exits::Exit;
use super::run::{Run, Stage, Step};
use super::solve::Body;
use crate::error::{Failure, Reject};
use crate::plan::{CallKind, Node};
use crate::python::kit;

impl Run {
    /// Solves natively, or through a replaced `solve_dependencies`.
    pub(crate) fn begin_solving(&mut self, py: Python<'_>) -> Result<Step, Failure> {
        let Some(plan) = self.plan(py) else {
            return Ok(Step::Done(None));
        };
        let plan = plan.get();
        let Some(dependant) = &plan.doors else {
            return self.solve(py);
        };
        let cold = &kit(py)?.cold;
        let request = self.request(py)?;
        let scope = self.io.scope.bind(py);
        let stacks = cold.door_stacks.bind(py).call1((scope,))?;
        if let Some((request_stack, function_stack)) = stacks.extract::<Option<(_, _)>>()? {
            self.exits.push(Exit::Manager(request_stack), false);
            self.exits.push(Exit::Manager(function_stack), true);
        }
        let body = match &self.solving.body {
            Body::Undefined => PyTuple::empty(py),
            Body::Bytes(body) | Body::Json(body) => PyTuple::new(py, [body])?,
        };
        let call = cold.door_solve.bind(py).call1((dependant, request, body))?;
        Ok(self.wait(call, Stage::Solver))
    }

    /// A replaced `solve_dependencies` is done: its values go to `run_endpoint_function`.
    pub(crate) fn solved_elsewhere(
        &mut self,
        py: Python<'_>,
        solved: &Bound<'_, PyAny>,
    ) -> Result<Step, Failure> {
        let background = solved.getattr(intern!(py, "background_tasks"))?;
        self.solving.background = (!background.is_none()).then(|| background.unbind());
        self.solving.response = Some(solved.getattr(intern!(py, "response"))?.unbind());
        let errors = solved.getattr(intern!(py, "errors"))?.cast_into::<PyList>();
        let errors = errors.map_err(PyErr::from)?;
        if !errors.is_empty() {
            let body = match std::mem::take(&mut self.solving.body) {
                Body::Undefined => None,
                Body::Bytes(body) | Body::Json(body) => Some(body),
            };
            return Err(Reject::Validation {
                errors: errors.unbind(),
                body,
                cause: None,
            }
            .into());
        }
        let Some(plan) = self.plan(py) else {
            return Ok(Step::Done(None));
        };
        let plan = plan.get();
        let awaited = plan
            .endpoint()
            .is_some_and(|node| node.kind == CallKind::Coroutine);
        let values = solved.getattr(intern!(py, "values"))?;
        let call = kit(py)?
            .cold
            .door_call
            .bind(py)
            .call1((&plan.doors, values, awaited))?;
        Ok(self.wait(call, Stage::Endpoint))
    }

    /// `Plan.solve` begins: the body is known already.
    pub(crate) fn enter_solve(&mut self, py: Python<'_>) -> Result<Step, Failure> {
        self.room = super::run::Room::Plan;
        if let Some(plan) = &self.plan {
            self.solving.prepare(plan.get());
        }
        self.solve(py)
    }

    /// `Plan.solve` is over.
    pub(crate) fn solved_arguments(
        &mut self,
        py: Python<'_>,
        node: &Node,
        solvable: bool,
    ) -> Result<Step, Failure> {
        let arguments = if solvable {
            self.inject(py, node)?;
            self.keywords(py, node)?
        } else {
            PyDict::new(py)
        };
        self.move_exits(py)?;
        let solving = &mut self.solving;
        let errors = solving
            .errors
            .take()
            .unwrap_or_else(|| PyList::empty(py).unbind());
        let answer = (
            arguments,
            errors,
            solving.background.take(),
            solving.response.take(),
        );
        let answer = answer.into_pyobject(py)?.into_any().unbind();
        Ok(Step::Done(Some(answer)))
    }
}
