//! The solve room: one flat list of nodes, in FastAPI's order, errors collected across all.

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};
use pyo3::{PyTraverseError, PyVisit, intern};
use smallvec::SmallVec;

use super::run::{Mode, Run, Step};
use crate::asgi::replaced::known;
use crate::error::{Failure, Reject};
use crate::extract;
use crate::ffi::held::Held;
use crate::ffi::make::{dict, list};
use crate::plan::{Node, PlanData, Special, Value};
use crate::python::kit;

/// The request body as far as it is known.
#[derive(Default)]
pub(crate) enum Body {
    /// No body was declared or none arrived.
    #[default]
    Undefined,
    /// A body that is not JSON by its content type.
    Bytes(Py<PyAny>),
    Json(Py<PyAny>),
}

/// What became of a node.
pub(crate) enum Solved {
    NotYet,
    Failed,
    Value(Held<PyAny>),
}

/// Values and errors while the nodes are solved.
#[derive(Default)]
pub(crate) struct Solving {
    pub(crate) node: usize,
    /// One entry a dependency; empty for a plan without any.
    nodes: Vec<Solved>,
    pub(crate) arguments: SmallVec<[Held<PyAny>; 4]>,
    /// The scope's, if nobody can have replaced them since they were matched.
    pub(crate) path_params: Option<Held<PyDict>>,
    pub(crate) errors: Option<Py<PyList>>,
    pub(crate) body: Body,
    pub(crate) raw_body: Option<Py<PyAny>>,
    pub(crate) background: Option<Py<PyAny>>,
    pub(crate) response: Option<Py<PyAny>>,
    /// `solve_dependencies`' own: values by the keys of the dependencies.
    pub(crate) cache: Option<Py<PyAny>>,
}

impl Solving {
    pub(crate) fn prepare(&mut self, plan: &PlanData) {
        let dependencies = plan.nodes.len() - 1;
        if dependencies > 0 {
            self.nodes.resize_with(dependencies, || Solved::NotYet);
        }
        if plan.most_arguments > 0 {
            self.arguments.reserve(plan.most_arguments);
        }
    }

    fn child_failed(&self, node: &Node) -> bool {
        node.children
            .iter()
            .any(|&child| matches!(self.nodes[child], Solved::Failed))
    }

    fn value(&self, py: Python<'_>, node: usize) -> Option<Py<PyAny>> {
        match &self.nodes[node] {
            Solved::Value(value) => Some(value.clone_ref(py)),
            _ => None,
        }
    }

    /// Appends errors already prefixed with their location.
    pub(crate) fn reject(&mut self, py: Python<'_>, error: &Bound<'_, PyAny>) -> PyResult<()> {
        let errors = match &self.errors {
            Some(errors) => errors.bind(py).clone(),
            None => {
                let errors = list(py)?;
                self.errors = Some(errors.clone().unbind());
                errors
            }
        };
        errors.append(error)
    }

    fn error_count(&self, py: Python<'_>) -> usize {
        self.errors
            .as_ref()
            .map_or(0, |errors| errors.bind(py).len())
    }

    pub(crate) fn traverse(&self, visit: &PyVisit<'_>) -> Result<(), PyTraverseError> {
        for node in &self.nodes {
            if let Solved::Value(value) = node {
                visit.call(&**value)?;
            }
        }
        for argument in &self.arguments {
            visit.call(&**argument)?;
        }
        if let Some(params) = &self.path_params {
            visit.call(&**params)?;
        }
        visit.call(&self.cache)?;
        match &self.body {
            Body::Undefined => {}
            Body::Bytes(body) | Body::Json(body) => visit.call(body)?,
        }
        visit.call(&self.raw_body)?;
        visit.call(&self.errors)?;
        visit.call(&self.background)?;
        visit.call(&self.response)
    }
}

impl Run {
    /// Solves nodes until one must be awaited or the endpoint was called.
    pub(crate) fn solve(&mut self, py: Python<'_>) -> Result<Step, Failure> {
        let Some(mut plan) = self.plan(py) else {
            return Ok(Step::Done(None));
        };
        loop {
            if let Some(changed) = self.follow_overrides(py, &plan)? {
                plan = changed;
            }
            let node = &plan.get().nodes[self.solving.node];
            if known().details() {
                return self.find_arguments(py, plan.get(), node);
            }
            let solvable = self.extract_arguments(py, node)?;
            if let Some(step) = self.use_arguments(py, plan.get(), solvable)? {
                return Ok(step);
            }
        }
    }

    /// Calls what the arguments are for; `None` where the next node's are due.
    #[inline]
    pub(crate) fn use_arguments(
        &mut self,
        py: Python<'_>,
        plan: &PlanData,
        solvable: bool,
    ) -> Result<Option<Step>, Failure> {
        let index = self.solving.node;
        let endpoint = plan.nodes.len() - 1;
        let node = &plan.nodes[index];
        if index == endpoint && matches!(self.mode, Mode::Solve(_)) {
            return self.solved_arguments(py, node, solvable).map(Some);
        }
        if index == endpoint {
            return if solvable {
                self.call_endpoint(py, node).map(Some)
            } else {
                Err(self.rejection())
            };
        }
        if !solvable {
            self.solving.nodes[index] = Solved::Failed;
        } else if let Some(cached) = self.cached(py, plan, node)? {
            self.solving.nodes[index] = Solved::Value(Held::new(cached));
        } else {
            self.inject(py, node)?;
            return self.call_dependency(py, node).map(Some);
        }
        self.solving.node += 1;
        Ok(None)
    }

    /// Takes the value of the dependency that was waited for, and goes on.
    pub(crate) fn solved(
        &mut self,
        py: Python<'_>,
        value: &Bound<'_, PyAny>,
    ) -> Result<Step, Failure> {
        let index = self.solving.node;
        self.solving.nodes[index] = Solved::Value(value.clone().into());
        if let (Some(cache), Some(plan)) = (&self.solving.cache, &self.plan) {
            keep(cache.bind(py), &plan.bind(py).get().key(py, index)?, value)?;
        }
        self.solving.node += 1;
        self.solve(py)
    }

    /// The value of an earlier node with the same cache key.
    fn cached(&self, py: Python<'_>, plan: &PlanData, node: &Node) -> PyResult<Option<Py<PyAny>>> {
        if !node.use_cache {
            return Ok(None);
        }
        if let Some(cache) = &self.solving.cache {
            let (cache, key) = (cache.bind(py), plan.key(py, self.solving.node)?);
            let known = cache.contains(&key)?;
            return known
                .then(|| cache.get_item(key).map(Bound::unbind))
                .transpose();
        }
        let mut twins = node.twins.iter();
        Ok(twins.find_map(|&twin| self.solving.value(py, twin)))
    }

    /// Makes the values of dependencies the first arguments; true where one of them has failed.
    #[inline]
    pub(crate) fn start_arguments(&mut self, py: Python<'_>, node: &Node) -> bool {
        let child_failed = self.solving.child_failed(node);
        self.solving.arguments.clear();
        if !child_failed {
            for &child in &node.arguments {
                let value = self.solving.value(py, child).unwrap_or_else(|| py.None());
                self.solving.arguments.push(Held::new(value));
            }
        }
        child_failed
    }

    /// Fills `arguments` up to the body fields; false when something was wrong here or below.
    fn extract_arguments(&mut self, py: Python<'_>, node: &Node) -> Result<bool, Failure> {
        let before = self.solving.error_count(py);
        let child_failed = self.start_arguments(py, node);
        if !node.params.is_empty() {
            extract::params(self, py, node)?;
        }
        if !node.body_fields.is_empty() {
            extract::body(self, py, node)?;
        }
        Ok(!child_failed && self.solving.error_count(py) == before)
    }

    /// Adds what is injected by type.
    #[inline]
    pub(crate) fn inject(&mut self, py: Python<'_>, node: &Node) -> PyResult<()> {
        if node.specials.is_empty() {
            return Ok(());
        }
        self.inject_specials(py, node)
    }

    fn inject_specials(&mut self, py: Python<'_>, node: &Node) -> PyResult<()> {
        for special in &node.specials {
            let value = match special {
                Special::Request => {
                    self.show_scope(py)?;
                    self.request(py)?.unbind()
                }
                Special::Response => self.injected_response(py)?,
                Special::BackgroundTasks => self.background_tasks(py)?,
                Special::SecurityScopes => {
                    let scopes = node
                        .security_scopes
                        .bind(py)
                        .call_method0(intern!(py, "copy"))?;
                    kit(py)?
                        .cold
                        .security_scopes
                        .bind(py)
                        .call1((scopes,))?
                        .unbind()
                }
            };
            self.solving.arguments.push(Held::new(value));
        }
        Ok(())
    }

    fn injected_response(&mut self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        if self.solving.response.is_none() {
            let response = kit(py)?.cold.injected_response.bind(py).call0()?;
            self.solving.response = Some(response.unbind());
        }
        Ok(self
            .solving
            .response
            .as_ref()
            .map_or_else(|| py.None(), |r| r.clone_ref(py)))
    }

    fn background_tasks(&mut self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        if self.solving.background.is_none() {
            let tasks = kit(py)?.cold.background_tasks.bind(py).call0()?;
            self.solving.background = Some(tasks.unbind());
        }
        Ok(self
            .solving
            .background
            .as_ref()
            .map_or_else(|| py.None(), |b| b.clone_ref(py)))
    }

    /// Validates what arrived (or its stand-in) and makes it the next argument.
    pub(crate) fn accept(
        &mut self,
        py: Python<'_>,
        declared: &Value,
        arrived: Option<Bound<'_, PyAny>>,
        loc: &Bound<'_, pyo3::types::PyTuple>,
    ) -> PyResult<()> {
        match extract::validated(py, declared, arrived, loc)? {
            extract::Checked::Valid(value) => self.solving.arguments.push(Held::new(value)),
            extract::Checked::Missing => {
                let error = extract::missing_error(py, loc)?;
                self.solving.reject(py, &error)?;
            }
            extract::Checked::Invalid(errors) => {
                for error in errors.bind(py).iter() {
                    self.solving.reject(py, &error)?;
                }
            }
        }
        Ok(())
    }

    fn rejection(&mut self) -> Failure {
        let Some(errors) = self.solving.errors.take() else {
            return pyo3::exceptions::PySystemError::new_err("a node failed without an error")
                .into();
        };
        let body = match std::mem::take(&mut self.solving.body) {
            Body::Undefined => None,
            Body::Bytes(body) | Body::Json(body) => Some(body),
        };
        Reject::Validation {
            errors,
            body,
            cause: None,
        }
        .into()
    }

    /// The current arguments as a dict, for steps that Python takes.
    pub(crate) fn keywords<'py>(
        &mut self,
        py: Python<'py>,
        node: &Node,
    ) -> PyResult<Bound<'py, PyDict>> {
        let keywords = dict(py)?;
        for (name, value) in node
            .names
            .bind(py)
            .iter()
            .zip(self.solving.arguments.drain(..))
        {
            keywords.set_item(name, &*value)?;
        }
        Ok(keywords)
    }
}

/// Adds a value to the cache of `solve_dependencies`, unless there is one.
#[cold]
fn keep(
    cache: &Bound<'_, PyAny>,
    key: &Bound<'_, PyAny>,
    value: &Bound<'_, PyAny>,
) -> PyResult<()> {
    if cache.contains(key)? {
        return Ok(());
    }
    cache.set_item(key, value)
}
