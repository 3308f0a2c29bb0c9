//! A route's compiled plan: what to extract, whom to call, how to answer.
//!
//! Built once from the description that `ferroapi._compile.plan` emits (the attribute
//! names of its dataclasses are the field names here); immutable afterwards. The
//! pipeline reads it, nobody writes it.

mod check;
mod declared;
mod overrides;
mod param;
mod respond;
mod shape;

use std::ops::Deref;

use pyo3::prelude::*;
use pyo3::types::{PyList, PyString, PyTuple};
use pyo3::{PyTraverseError, PyVisit, intern};

pub(crate) use declared::declaration_changed;
use declared::{Seen, declarations_version};
pub(crate) use overrides::{Entry, Provider};
pub(crate) use param::{Alias, BodyField, Check, Fetch, Missing, Param, Source, Value};
pub(crate) use respond::{Encoding, Respond};
pub(crate) use shape::{Constant, Member, Shape, Shapes};

/// How a dependency or endpoint is run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum CallKind {
    /// `await call(**arguments)`
    Coroutine,
    /// `call(**arguments)` in a worker thread
    Thread,
    /// an async generator: value now, clean-up later
    AsyncGenerator,
    /// a plain generator: both halves in worker threads
    Generator,
}

impl<'a, 'py> FromPyObject<'a, 'py> for CallKind {
    type Error = PyErr;

    fn extract(object: Borrowed<'a, 'py, PyAny>) -> PyResult<Self> {
        Ok(match object.extract::<u8>()? {
            0 => Self::Coroutine,
            1 => Self::Thread,
            2 => Self::AsyncGenerator,
            _ => Self::Generator,
        })
    }
}

/// What is injected by type instead of being extracted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Special {
    /// `Request` or `HTTPConnection`
    Request,
    /// the response whose headers and status are merged into the answer
    Response,
    /// the background tasks of this request
    BackgroundTasks,
    /// the OAuth2 scopes required on the way to this dependency
    SecurityScopes,
}

impl<'a, 'py> FromPyObject<'a, 'py> for Special {
    type Error = PyErr;

    fn extract(object: Borrowed<'a, 'py, PyAny>) -> PyResult<Self> {
        Ok(match object.extract::<u8>()? {
            0 => Self::Request,
            1 => Self::Response,
            2 => Self::BackgroundTasks,
            _ => Self::SecurityScopes,
        })
    }
}

/// One callable of the plan with all it needs: a dependency, or last of all the endpoint.
#[derive(FromPyObject)]
pub(crate) struct Node {
    /// The dependencies that the solver reaches right before it: those above it of which it is the
    /// first to be solved, and itself.
    pub(crate) enters: Vec<Entry>,
    pub(crate) call: Py<PyAny>,
    pub(crate) kind: CallKind,
    /// Nodes whose failure makes this one fail.
    pub(crate) children: Vec<usize>,
    /// The children that are arguments, in order; parameterless ones are left out.
    pub(crate) arguments: Vec<usize>,
    pub(crate) params: Vec<Param>,
    /// One of them comes from the query string.
    pub(crate) reads_query: bool,
    pub(crate) body_fields: Vec<BodyField>,
    /// The one body field takes the whole body.
    pub(crate) body_single: bool,
    pub(crate) specials: Vec<Special>,
    /// Keyword names: arguments, params, body fields, specials.
    pub(crate) names: Py<PyTuple>,
    /// Earlier nodes with the same cache key: the first that was solved has the cached value.
    pub(crate) twins: Vec<usize>,
    pub(crate) use_cache: bool,
    /// Clean-up before the response is sent ("function") instead of after it ("request").
    pub(crate) function_scope: bool,
    pub(crate) concurrency: Option<Py<PyAny>>,
    pub(crate) security_scopes: Py<PyAny>,
    /// What this was made of.
    pub(crate) dependant: Py<PyAny>,
}

impl Node {
    fn traverse(&self, visit: &PyVisit<'_>) -> Result<(), PyTraverseError> {
        self.enters
            .iter()
            .try_for_each(|entry| entry.traverse(visit))?;
        visit.call(&self.call)?;
        visit.call(&self.concurrency)?;
        visit.call(&self.security_scopes)?;
        visit.call(&self.dependant)?;
        for param in &self.params {
            visit.call(&param.field)?;
            visit.call(&param.model)?;
            param.value.traverse(visit)?;
        }
        self.body_fields
            .iter()
            .try_for_each(|field| field.value.traverse(visit))
    }
}

/// The whole plan of one route.
#[derive(FromPyObject)]
pub(crate) struct PlanData {
    /// In the order in which they are solved; the endpoint is the last one.
    pub(crate) nodes: Vec<Node>,
    /// Of all nodes: room for them is made once.
    pub(crate) most_arguments: usize,
    pub(crate) reads_body: bool,
    pub(crate) strict_content_type: bool,
    pub(crate) respond: Respond,
    /// Cache keys of the dependencies, by node.
    pub(crate) keys: Py<PyList>,
    /// Who may override dependencies.
    pub(crate) provider: Option<Provider>,
    /// Makes the plan again for other overrides: a `ferroapi._compile.recipe.Recipe`.
    pub(crate) recipe: Py<PyAny>,
    /// All that it was made of tells its changes. Else it is compared at each request.
    pub(crate) tells: bool,
    /// What was chosen for each dependency, for the recipe.
    pub(crate) tree: Py<PyAny>,
    /// What Python gets of the plan while one of its sections is replaced.
    pub(crate) door: Py<PyAny>,
    /// Path as declared, for error texts.
    pub(crate) path: Option<Py<PyString>>,
}

impl PlanData {
    /// The endpoint and how it is run.
    pub(crate) fn endpoint(&self) -> Option<&Node> {
        self.nodes.last()
    }

    /// The cache key of a dependency.
    pub(crate) fn key<'py>(&self, py: Python<'py>, node: usize) -> PyResult<Bound<'py, PyAny>> {
        self.keys.bind(py).get_item(node)
    }
}

/// A compiled plan, as Python holds it, and requests do: a counter of the interpreter's costs
/// less than an atomic one.
#[pyclass(frozen, module = "ferroapi._ferroapi")]
pub(crate) struct Plan {
    data: PlanData,
    seen: Seen,
}

impl Deref for Plan {
    type Target = PlanData;

    #[inline]
    fn deref(&self) -> &PlanData {
        &self.data
    }
}

impl Plan {
    /// The plan by what is declared now: itself, unless a declaration has changed.
    #[inline]
    pub(crate) fn current<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, Self>> {
        if slf.get().seen.is_current() {
            return Ok(slf.clone());
        }
        Self::compared(slf, None)
    }

    /// Another plan for the rest of a request that has reached `node`, where a dependency has just
    /// changed what is declared.
    #[inline]
    pub(crate) fn changed_at<'py>(
        slf: &Bound<'py, Self>,
        node: usize,
    ) -> PyResult<Option<Bound<'py, Self>>> {
        if slf.get().seen.is_current() {
            return Ok(None);
        }
        let plan = Self::compared(slf, Some(node))?;
        Ok((!plan.is(slf)).then_some(plan))
    }

    #[cold]
    fn compared<'py>(slf: &Bound<'py, Self>, node: Option<usize>) -> PyResult<Bound<'py, Self>> {
        let py = slf.py();
        let version = declarations_version();
        let recipe = slf.get().recipe.bind(py);
        let plan = recipe
            .call_method1(intern!(py, "compared"), (slf, node))?
            .cast_into::<Self>()?;
        if plan.get().tells {
            plan.get().seen.set(version);
        }
        Ok(plan)
    }
}

#[pymethods]
impl Plan {
    #[new]
    fn new(description: &Bound<'_, PyAny>) -> PyResult<Self> {
        let data: PlanData = description.extract()?;
        check::check(&data)?;
        Ok(Self {
            data,
            seen: Seen::default(),
        })
    }

    /// How it came about: a `ferroapi._compile.recipe.Tree`.
    #[getter]
    fn tree(&self, py: Python<'_>) -> Py<PyAny> {
        self.tree.clone_ref(py)
    }

    /// Runs the plan from a `Request`; awaiting the result gives the `Response`.
    fn handle(slf: Py<Self>, request: Bound<'_, PyAny>) -> PyResult<crate::pipeline::Cycle> {
        let plan = Self::current(slf.bind(request.py()))?;
        crate::pipeline::Cycle::for_request(plan.unbind(), request)
    }

    /// Solves the plan's dependencies and parameters only; awaiting the result gives
    /// `(arguments, errors, background_tasks, response)`.
    fn solve(
        slf: Py<Self>,
        request: Bound<'_, PyAny>,
        given: crate::pipeline::Given<'_>,
    ) -> PyResult<crate::pipeline::Cycle> {
        let plan = Self::current(slf.bind(request.py()))?;
        crate::pipeline::Cycle::for_solving(plan.unbind(), request, given)
    }

    /// What a plan holds leads back to its application: the endpoint is often a closure over it.
    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        self.nodes
            .iter()
            .try_for_each(|node| node.traverse(&visit))?;
        self.respond.traverse(&visit)?;
        visit.call(&self.keys)?;
        if let Some(provider) = &self.provider {
            provider.traverse(&visit)?;
        }
        visit.call(&self.recipe)?;
        visit.call(&self.tree)?;
        visit.call(&self.door)
    }
}
