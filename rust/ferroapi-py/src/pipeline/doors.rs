//! Sections of the pipeline that Python may call, or replace (tracing tools do).
//!
//! `solve_dependencies` and `run_endpoint_function` of `ferroapi.routing` lead here; while one
//! of them is replaced, plans are run through those names instead.

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyTuple};

use super::run::{Run, Stage, Step};
use super::solve::Body;
use crate::asgi::replaced::known;
use crate::error::{Failure, Reject};
use crate::ffi::held::Held;
use crate::ffi::make::dict;
use crate::plan::{CallKind, Node, PlanData};
use crate::python::kit;

impl Run {
    /// Solves natively, or through a replaced `solve_dependencies`.
    pub(crate) fn begin_solving(&mut self, py: Python<'_>) -> Result<Step, Failure> {
        let Some(plan) = self.plan(py) else {
            return Ok(Step::Done(None));
        };
        let plan = plan.get();
        if !known().sections() {
            return self.solve(py);
        }
        let cold = &kit(py)?.cold;
        let request = self.request(py)?;
        self.show_scope(py)?;
        let body = self.body_if_any(py)?;
        let call = cold
            .door_solve
            .bind(py)
            .call1((&plan.door, request, body))?;
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
        let awaited = is_awaited(plan);
        let values = solved.getattr(intern!(py, "values"))?;
        let call = kit(py)?
            .cold
            .door_call
            .bind(py)
            .call1((&plan.door, values, awaited))?;
        Ok(self.wait(call, Stage::Endpoint))
    }

    /// Has Python take a node's arguments out of the request.
    #[cold]
    pub(crate) fn find_arguments(
        &mut self,
        py: Python<'_>,
        plan: &PlanData,
        node: &Node,
    ) -> Result<Step, Failure> {
        let request = self.request(py)?;
        let body = self.body_if_any(py)?;
        let find = kit(py)?.cold.detailed_arguments.bind(py);
        let call = find.call1((&plan.door, &node.dependant, request, body))?;
        Ok(self.wait(call, Stage::Arguments))
    }

    /// A node's arguments by name, and the errors: goes on with them as with native ones.
    pub(crate) fn arguments_found(
        &mut self,
        py: Python<'_>,
        found: &Bound<'_, PyAny>,
    ) -> Result<Step, Failure> {
        let (values, errors): (Bound<'_, PyDict>, Bound<'_, PyList>) = found.extract()?;
        let Some(plan) = self.plan(py) else {
            return Ok(Step::Done(None));
        };
        let plan = plan.get();
        let node = &plan.nodes[self.solving.node];
        let child_failed = self.start_arguments(py, node);
        let names = node.names.bind(py);
        let from_children = node.arguments.len();
        let from_request = node.params.len() + node.body_fields.len();
        for name in names.iter().skip(from_children).take(from_request) {
            let value = values.get_item(name)?;
            let value = value.map_or_else(|| py.None(), Bound::unbind);
            self.solving.arguments.push(Held::new(value));
        }
        for error in errors.iter() {
            self.solving.reject(py, &error)?;
        }
        let solvable = !child_failed && errors.is_empty();
        match self.use_arguments(py, plan, solvable)? {
            Some(step) => Ok(step),
            None => self.solve(py),
        }
    }

    /// Has Python make the answer of the endpoint's result.
    #[cold]
    pub(crate) fn make_answer(
        &mut self,
        py: Python<'_>,
        plan: &PlanData,
        result: &Bound<'_, PyAny>,
    ) -> Result<Step, Failure> {
        let request = self.request(py)?;
        let awaited = is_awaited(plan);
        let solved = (&self.solving.background, &self.solving.response);
        let make = kit(py)?.cold.detailed_response.bind(py);
        let call = make.call1((&plan.door, request, result, solved, awaited))?;
        Ok(self.wait(call, Stage::Answer))
    }

    fn body_if_any<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        match &self.solving.body {
            Body::Undefined => Ok(PyTuple::empty(py)),
            Body::Bytes(body) | Body::Json(body) => PyTuple::new(py, [body]),
        }
    }

    /// `Plan.solve` begins: the body is known already.
    pub(crate) fn enter_solve(&mut self, py: Python<'_>) -> Result<Step, Failure> {
        self.room = super::run::Room::Plan;
        if let Some(plan) = &self.plan {
            self.solving.prepare(plan.get());
        }
        self.adopt_stacks(py)?;
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
            dict(py)?
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

fn is_awaited(plan: &PlanData) -> bool {
    plan.endpoint()
        .is_some_and(|node| node.kind == CallKind::Coroutine)
}
