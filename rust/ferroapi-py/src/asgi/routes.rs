//! A router's compiled routes: the table and what each id stands for.

use std::sync::atomic::{AtomicU64, Ordering};

use ferroapi_core::router::{Captures, Convertor, Entry, Router, RouterBuilder};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyInt, PyString};
use pyo3::{PyTraverseError, PyVisit, intern};

use super::scope_entry::ScopeEntry;
use crate::ffi::cell::GilCell;
use crate::ffi::make::{dict, string};
use crate::ffi::scope_dict::{dict_of, put, set_default};
use crate::plan::Plan;
use crate::python::kit;

static VERSION: AtomicU64 = AtomicU64::new(1);

/// Tells every application that some router's routes have changed.
#[pyfunction]
pub(crate) fn routes_changed() {
    VERSION.fetch_add(1, Ordering::Relaxed);
}

/// Counts the changes: one comparison tells an unchanged application.
pub(crate) fn routes_version() -> u64 {
    VERSION.load(Ordering::Relaxed)
}

/// What handles a route.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    /// A path operation with a compiled plan.
    Api,
    /// A path operation with a handler of the user's own.
    Custom,
    /// A plain Starlette route.
    Starlette,
    /// Anything with `matches` and `handle`.
    Foreign,
}

impl<'a, 'py> FromPyObject<'a, 'py> for Kind {
    type Error = PyErr;

    fn extract(object: Borrowed<'a, 'py, PyAny>) -> PyResult<Self> {
        Ok(match object.extract::<u8>()? {
            0 => Self::Api,
            1 => Self::Custom,
            2 => Self::Starlette,
            _ => Self::Foreign,
        })
    }
}

/// One effective route as `ferroapi._compile.application` describes it.
#[derive(FromPyObject)]
struct RouteDescription<'py> {
    kind: Kind,
    /// None: ask `matches`.
    template: Option<String>,
    methods: Vec<String>,
    route: Py<PyAny>,
    /// Who is asked, where that is not the route.
    matcher: Option<Py<PyAny>>,
    endpoint: Py<PyAny>,
    names: Vec<Py<PyString>>,
    context: Option<Py<PyAny>>,
    scope_entry: Option<Bound<'py, PyDict>>,
    /// The value of `Allow`.
    allow: String,
}

/// What an id of the table stands for.
pub(crate) struct Target {
    pub(crate) kind: Kind,
    pub(crate) route: Py<PyAny>,
    pub(crate) matcher: Option<Py<PyAny>>,
    pub(crate) endpoint: Py<PyAny>,
    names: Vec<Py<PyString>>,
    /// The route as included.
    context: Option<Py<PyAny>>,
    /// The framework's own entry of the scope: the way to an included route.
    pub(crate) context_entry: Option<ScopeEntry>,
    pub(crate) allow: String,
    plan: GilCell<Option<Py<Plan>>>,
}

impl Target {
    fn traverse(&self, visit: &PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.route)?;
        visit.call(&self.matcher)?;
        visit.call(&self.endpoint)?;
        visit.call(&self.context)?;
        if let Some(entry) = &self.context_entry {
            entry.traverse(visit)?;
        }
        self.plan.traverse(visit)
    }

    fn new(description: RouteDescription<'_>) -> Self {
        Self {
            kind: description.kind,
            route: description.route,
            matcher: description.matcher,
            endpoint: description.endpoint,
            names: description.names,
            context: description.context,
            context_entry: description.scope_entry.as_ref().map(ScopeEntry::new),
            allow: description.allow,
            plan: GilCell::new(None),
        }
    }

    /// The route's plan, compiled at its first request.
    pub(crate) fn plan(&self, py: Python<'_>) -> PyResult<Py<Plan>> {
        if let Some(plan) = self.plan.get(py) {
            let current = Plan::current(plan.bind(py))?;
            if current.is(&plan) {
                return Ok(plan);
            }
            self.plan.replace(py, Some(current.clone().unbind()));
            return Ok(current.unbind());
        }
        let module = py.import(intern!(py, "ferroapi._compile.plan"))?;
        let plan = module.call_method1(intern!(py, "plan_of"), (self.described(),))?;
        let plan = plan.cast_into::<Plan>()?.unbind();
        self.plan.replace(py, Some(plan.clone_ref(py)));
        Ok(plan)
    }

    /// The route as included, or as declared.
    pub(crate) fn described(&self) -> &Py<PyAny> {
        self.context.as_ref().unwrap_or(&self.route)
    }

    /// Sets the scope's `path_params`: what an outer mount found, and the captures converted.
    pub(crate) fn set_path_params<'py>(
        &self,
        py: Python<'py>,
        scope: &Bound<'py, PyDict>,
        captures: &Captures<'_>,
    ) -> PyResult<Bound<'py, PyDict>> {
        let key = intern!(py, "path_params");
        let mut params = dict(py)?;
        let found = set_default(scope, key, &params)?;
        if !found.is(&params) {
            params = dict_of(&found)?;
            put(scope, key, &params)?;
        }
        for (name, (convertor, text)) in self.names.iter().zip(captures.iter()) {
            params.set_item(name, converted(py, *convertor, text)?)?;
        }
        Ok(params)
    }
}

fn converted<'py>(
    py: Python<'py>,
    convertor: Convertor,
    text: &str,
) -> PyResult<Bound<'py, PyAny>> {
    match convertor {
        Convertor::Int => match text.parse::<i64>() {
            Ok(number) => Ok(PyInt::new(py, number).into_any()),
            // Beyond 64 bits, or longer than the interpreter allows: its own answer.
            Err(_) => py.get_type::<PyInt>().call1((text,)),
        },
        Convertor::Float => py.get_type::<pyo3::types::PyFloat>().call1((text,)),
        Convertor::Uuid => kit(py)?.cold.to_uuid.bind(py).call1((text,)),
        _ => Ok(string(py, text)?.into_any()),
    }
}

/// The compiled routes of one router.
#[pyclass(frozen, module = "ferroapi._ferroapi")]
pub(crate) struct Routes {
    pub(crate) table: Router,
    pub(crate) targets: Vec<Target>,
    pub(crate) router_object: Py<PyAny>,
    pub(crate) redirect_slashes: bool,
    /// The user's own answer to a path without a route.
    pub(crate) default: Option<Py<PyAny>>,
}

#[pymethods]
impl Routes {
    #[new]
    #[pyo3(signature = (descriptions, *, router, redirect_slashes, default))]
    fn new(
        descriptions: &Bound<'_, PyAny>,
        router: Py<PyAny>,
        redirect_slashes: bool,
        default: Option<Py<PyAny>>,
    ) -> PyResult<Self> {
        let mut builder = RouterBuilder::new();
        let mut targets = Vec::new();
        for description in descriptions.try_iter()? {
            let description: RouteDescription = description?.extract()?;
            builder_entry(&mut builder, &description);
            targets.push(Target::new(description));
        }
        Ok(Self {
            table: builder.build(),
            targets,
            router_object: router,
            redirect_slashes,
            default,
        })
    }

    fn __len__(&self) -> usize {
        self.targets.len()
    }

    /// Routes lead back to the router, and by its overrides' provider to the application.
    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.router_object)?;
        visit.call(&self.default)?;
        self.targets
            .iter()
            .try_for_each(|target| target.traverse(&visit))
    }
}

fn builder_entry(builder: &mut RouterBuilder, description: &RouteDescription) {
    match &description.template {
        None => builder.push(Entry::Opaque),
        Some(template) => {
            let methods: Vec<&str> = description.methods.iter().map(String::as_str).collect();
            builder.push(Entry::Template {
                template,
                methods: &methods,
            })
        }
    };
}
