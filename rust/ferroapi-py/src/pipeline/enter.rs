//! The enter and match rooms: which route, and what the scope says about it.

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};

use ferroapi_core::router::{Captures, Verdict};

use super::run::{Mode, Run, Stage, Step};
use crate::asgi::replaced::known;
use crate::asgi::{Kind, Pipeline, Routes, Target, count};
use crate::error::{Failure, Reject};
use crate::ffi::held::Held;
use crate::ffi::make::string;
use crate::ffi::scope_dict::{copy, entry, lookup, put, set_default, update};
use crate::ffi::text::utf8;
use crate::python::kit;

/// A route that matches.
struct Match<'py> {
    index: usize,
    fit: Fit,
    /// What a foreign route's own `matches` wants in the scope.
    child_scope: Option<Bound<'py, PyDict>>,
}

/// As wide as its neighbours: narrower, it would be copied in pieces that the processor has to
/// wait for (10 ns).
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(usize)]
enum Fit {
    Full,
    /// in all but the method
    Partial,
}

impl Run {
    /// Finds the route and starts what it is.
    pub(crate) fn enter(&mut self, py: Python<'_>) -> Result<Step, Failure> {
        let Mode::Asgi(pipeline) = &self.mode else {
            return Ok(Step::Done(None));
        };
        let pipeline = pipeline.clone_ref(py);
        let pipeline = pipeline.get();
        let routes = pipeline.routes(py)?;
        let routes = routes.get();
        if !pipeline.standalone {
            self.show_outer(py, pipeline)?;
        }
        let scope = self.io.scope.bind(py).clone();
        set_default(&scope, intern!(py, "router"), routes.router_object.bind(py))?;
        let path = route_path(&scope)?;
        // A newline makes every route ask Python, which is what a text beyond UTF-8 needs.
        let text = utf8(&path).unwrap_or("\n");
        let mut captures = Captures::new();
        match find(py, routes, &scope, text, &mut captures)? {
            Some(found) => self.start(py, pipeline, routes, found, &captures),
            None => self.unmatched(py, pipeline, routes, &path),
        }
    }

    fn start(
        &mut self,
        py: Python<'_>,
        pipeline: &Pipeline,
        routes: &Routes,
        found: Match<'_>,
        captures: &Captures<'_>,
    ) -> Result<Step, Failure> {
        let target = &routes.targets[found.index];
        let scope = self.io.scope.bind(py);
        if let Some(child_scope) = &found.child_scope {
            merge_scope(scope, child_scope)?;
        }
        if target.kind == Kind::Foreign {
            return self.start_foreign(py, pipeline, target);
        }
        let mut path_params = None;
        if found.child_scope.is_none() {
            put(scope, intern!(py, "endpoint"), &target.endpoint)?;
            path_params = Some(target.set_path_params(py, scope, captures)?);
        }
        if target.kind != Kind::Starlette {
            put(scope, intern!(py, "route"), &target.route)?;
        }
        if let Some(entry) = &target.context_entry {
            self.set_context(py, &entry.fresh(py)?)?;
        }
        if target.kind != Kind::Api || known().handling() {
            return self.start_foreign(py, pipeline, target);
        }
        if found.fit == Fit::Partial {
            return Err(Reject::MethodNotAllowed(target.allow.clone()).into());
        }
        count::native();
        let plan = target.plan(py)?;
        // A dependency could put others in the scope, or what receives the body.
        if plan.get().nodes.len() == 1 && !plan.get().reads_body {
            self.solving.path_params = path_params.map(Held::from);
        }
        self.plan = Some(Held::new(plan));
        self.enter_plan(py)
    }

    /// A route with a way of its own: a Starlette route, a mount, a custom handler.
    fn start_foreign(
        &mut self,
        py: Python<'_>,
        pipeline: &Pipeline,
        target: &Target,
    ) -> Result<Step, Failure> {
        if matches!(target.kind, Kind::Api | Kind::Custom) {
            count::foreign();
        }
        let scope = self.io.scope.bind(py).clone();
        pipeline.publish_handlers(py, &scope)?;
        let sender = self.sender(py)?;
        let call = target.route.bind(py).call_method1(
            intern!(py, "handle"),
            (scope, self.io.receive.bind(py), sender),
        )?;
        Ok(self.wait(call, Stage::Foreign))
    }

    /// Tells the scope which inclusion of its route this is.
    fn set_context(&self, py: Python<'_>, entry: &Bound<'_, PyDict>) -> PyResult<()> {
        let found = set_default(self.io.scope.bind(py), intern!(py, "fastapi"), entry)?;
        if found.is(entry) {
            return Ok(());
        }
        found.cast::<PyDict>()?.update(entry.as_mapping())
    }

    /// No route: a redirect to the path with or without its slash, else 404.
    fn unmatched(
        &mut self,
        py: Python<'_>,
        pipeline: &Pipeline,
        routes: &Routes,
        path: &Bound<'_, PyString>,
    ) -> Result<Step, Failure> {
        let scope = self.io.scope.bind(py).clone();
        if routes.redirect_slashes
            && let Some(target) = redirect_target(py, routes, &scope, path)?
        {
            let sender = self.sender(py)?;
            let receive = self.io.receive.bind(py);
            let redirect = kit(py)?.cold.redirect.bind(py);
            let call = redirect.call1((target, &scope, receive, sender))?;
            return Ok(self.wait(call, Stage::Foreign));
        }
        if let Some(default) = &routes.default {
            pipeline.publish_handlers(py, &scope)?;
            let sender = self.sender(py)?;
            let call = default
                .bind(py)
                .call1((scope, self.io.receive.bind(py), sender))?;
            return Ok(self.wait(call, Stage::Foreign));
        }
        Err(Reject::NotFound.into())
    }
}

/// The path below `root_path` (ASGI: `path` includes it, for servers that follow the specification).
fn route_path<'py>(scope: &Bound<'py, PyDict>) -> PyResult<Bound<'py, PyString>> {
    let py = scope.py();
    let path = entry(scope, intern!(py, "path"))?.cast_into::<PyString>()?;
    let Some(root) = lookup(scope, intern!(py, "root_path")) else {
        return Ok(path);
    };
    if !root.is_truthy()? {
        return Ok(path);
    }
    let root = root.cast_into::<PyString>()?;
    let (Some(whole), Some(prefix)) = (utf8(&path), utf8(&root)) else {
        return Ok(path);
    };
    match whole.strip_prefix(prefix) {
        Some(rest) if rest.is_empty() || rest.starts_with('/') => string(py, rest),
        _ => Ok(path),
    }
}

/// First full match in declaration order, else the first partial one; `captures` becomes what its
/// template found in the path.
fn find<'p, 'py>(
    py: Python<'py>,
    routes: &Routes,
    scope: &Bound<'py, PyDict>,
    path: &'p str,
    captures: &mut Captures<'p>,
) -> PyResult<Option<Match<'py>>> {
    let given = lookup(scope, intern!(py, "method"));
    let text = given.as_ref().and_then(|it| it.cast::<PyString>().ok());
    // What is no text is no route's method.
    let method = text.and_then(utf8).unwrap_or("");
    let matched = |index: u32, fit| Match {
        index: index as usize,
        fit,
        child_scope: None,
    };
    if let Some(id) = routes.table.direct(path, method, captures) {
        return Ok(Some(matched(id, Fit::Full)));
    }
    let mut partial = None;
    for candidate in routes.table.candidates(path, method) {
        match candidate.verdict {
            Verdict::Full => {
                *captures = candidate.captures;
                return Ok(Some(matched(candidate.id, Fit::Full)));
            }
            Verdict::Partial if partial.is_none() => {
                entry(scope, intern!(py, "method"))?;
                *captures = candidate.captures;
                partial = Some(matched(candidate.id, Fit::Partial));
            }
            Verdict::Partial => {}
            Verdict::Opaque => match ask(py, candidate.id as usize, routes, scope)? {
                Some(found) if found.fit == Fit::Full => return Ok(Some(found)),
                Some(found) if partial.is_none() => partial = Some(found),
                _ => {}
            },
        }
    }
    Ok(partial)
}

/// Asks a route's own `matches`.
fn ask<'py>(
    py: Python<'py>,
    index: usize,
    routes: &Routes,
    scope: &Bound<'py, PyDict>,
) -> PyResult<Option<Match<'py>>> {
    let target = &routes.targets[index];
    let answer = match &target.matcher {
        Some(matcher) => matcher
            .bind(py)
            .call_method1(intern!(py, "ask"), (scope,))?,
        None => {
            let route = target.route.bind(py);
            route.call_method1(intern!(py, "matches"), (scope,))?
        }
    };
    let (verdict, child_scope): (Bound<'py, PyAny>, Bound<'py, PyDict>) = answer.extract()?;
    let verdict: u8 = verdict.getattr(intern!(py, "value"))?.extract()?;
    if verdict == 0 {
        return Ok(None);
    }
    Ok(Some(Match {
        index,
        fit: if verdict == 1 {
            Fit::Partial
        } else {
            Fit::Full
        },
        child_scope: Some(child_scope),
    }))
}

/// `scope.update(child_scope)`, except that the framework's own entry is merged.
fn merge_scope(scope: &Bound<'_, PyDict>, child: &Bound<'_, PyDict>) -> PyResult<()> {
    let key = intern!(scope.py(), "fastapi");
    let (Some(own), Some(new)) = (lookup(scope, key), lookup(child, key)) else {
        return update(scope, child);
    };
    let kept = own.cast_into::<PyDict>()?;
    kept.update(new.cast::<PyDict>()?.as_mapping())?;
    update(scope, child)?;
    put(scope, key, kept)
}

/// The scope of the same request with its last slash toggled, where some route would take that.
fn redirect_target<'py>(
    py: Python<'py>,
    routes: &Routes,
    scope: &Bound<'py, PyDict>,
    path: &Bound<'py, PyString>,
) -> PyResult<Option<Bound<'py, PyDict>>> {
    let Some(toggled) = toggle_slash(path)? else {
        return Ok(None);
    };
    let toggled = utf8(&toggled).unwrap_or("\n");
    // Most unknown paths end here, before anything is copied. Not one of slashes only: what is left
    // without them may not lie below `root_path` any more.
    if !toggled.is_empty() && routes.table.candidates(toggled, "").next().is_none() {
        return Ok(None);
    }
    let target = toggled_scope(scope)?;
    let path = route_path(&target)?;
    let text = utf8(&path).unwrap_or("\n");
    let found = find(py, routes, &target, text, &mut Captures::new())?;
    Ok(found.map(|_| target))
}

/// The path with its last slash taken off or put on; none for the root.
fn toggle_slash<'py>(path: &Bound<'py, PyString>) -> PyResult<Option<Bound<'py, PyString>>> {
    let Some(whole) = utf8(path) else {
        return Ok(Some(path.clone()));
    };
    if whole == "/" {
        return Ok(None);
    }
    let py = path.py();
    Ok(Some(match whole.strip_suffix('/') {
        Some(_) => string(py, whole.trim_end_matches('/'))?,
        None => path.add("/")?.cast_into()?,
    }))
}

/// A copy of the scope with the path toggled likewise.
fn toggled_scope<'py>(scope: &Bound<'py, PyDict>) -> PyResult<Bound<'py, PyDict>> {
    let py = scope.py();
    let target = copy(scope)?;
    let path = entry(&target, intern!(py, "path"))?;
    let below = route_path(scope)?;
    let toggled = if below
        .as_any()
        .call_method1(intern!(py, "endswith"), ("/",))?
        .is_truthy()?
    {
        path.call_method1(intern!(py, "rstrip"), ("/",))?
    } else {
        path.add("/")?
    };
    target.set_item(intern!(py, "path"), toggled)?;
    Ok(target)
}
