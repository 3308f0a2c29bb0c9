//! From the scope and the body to validated arguments. One source per file.
//!
//! Values are read straight from the ASGI scope; a `Request` is only made where a
//! parameter model or an injected request needs one.

mod body;
mod cookie;
mod header;
mod plain;
mod query;
mod shown;
mod value;

use ferroapi_core::http::cookie::Jar;
use ferroapi_core::http::query::Index;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict};

use crate::ffi::held::Held;
use crate::ffi::make::memory_error;
use crate::ffi::scope_dict::{dict_of, lookup};
use crate::pipeline::Run;
use crate::plan::{Alias, Fetch, Node, Param, Source};
use crate::python::kit;

use cookie::Cookies;
use shown::Shown;

pub(crate) use body::body;
pub(crate) use value::{Checked, missing_error, validated};

/// The media type of the body, as the request has it.
pub(crate) fn content_type<'py>(
    run: &Run,
    py: Python<'py>,
) -> PyResult<Option<Bound<'py, PyBytes>>> {
    let shown = Shown::by(run, py)?;
    let headers = shown.map_or(Ok(None), |shown| shown.received(Source::Header))?;
    let Some(headers) = headers else {
        return header::header_value(run.io.scope.bind(py), b"content-type");
    };
    let value = headers.call_method1(intern!(py, "get"), (intern!(py, "content-type"),))?;
    if value.is_none() {
        return Ok(None);
    }
    let bytes = value.call_method1(intern!(py, "encode"), ("latin-1", "replace"))?;
    Ok(Some(bytes.cast_into()?))
}

/// Extracts a node's parameters and makes them arguments, or collects their errors.
pub(crate) fn params(run: &mut Run, py: Python<'_>, node: &Node) -> PyResult<()> {
    if let Some(shown) = Shown::by(run, py)? {
        return params_shown(run, py, node, shown);
    }
    if !node.reads_query {
        return params_with(run, py, &node.params, None);
    }
    let Some(query_string) = query::query_string(run.io.scope.bind(py))? else {
        let shown = Shown::none_of(run.request(py)?);
        return params_shown(run, py, node, shown);
    };
    let query = Index::of(query_string.as_bytes()).map_err(memory_error)?;
    params_with(run, py, &node.params, Some(&query))
}

fn params_with(
    run: &mut Run,
    py: Python<'_>,
    params: &[Param],
    query: Option<&Index<'_>>,
) -> PyResult<()> {
    let cookies = Cookies::default();
    let mut sources = Sources::of(query, &cookies);
    for declared in params {
        one(run, py, &mut sources, declared)?;
    }
    Ok(())
}

/// What a node's parameters are read from, cut once for all of them.
struct Sources<'s, 'q, 'py> {
    query: Option<&'s Index<'q>>,
    cookies: &'s Cookies<'py>,
    /// The cookies, once one was asked for.
    jar: Option<Jar<'s>>,
}

impl<'s, 'q, 'py> Sources<'s, 'q, 'py> {
    fn of(query: Option<&'s Index<'q>>, cookies: &'s Cookies<'py>) -> Self {
        Self {
            query,
            cookies,
            jar: None,
        }
    }

    fn jar(&mut self, scope: &Bound<'py, PyDict>) -> PyResult<&mut Jar<'s>> {
        let jar = match self.jar.take() {
            Some(jar) => jar,
            None => cookie::cut(self.cookies.headers(scope)?)?,
        };
        Ok(self.jar.insert(jar))
    }
}

#[inline]
fn one<'py>(
    run: &mut Run,
    py: Python<'py>,
    sources: &mut Sources<'_, '_, 'py>,
    declared: &Param,
) -> PyResult<()> {
    if let Some(value) = plain_param(run, py, sources.query, declared) {
        run.solving.arguments.push(Held::new(value));
        return Ok(());
    }
    if declared.fetch == Fetch::Model {
        let attribute = shown::attribute(py, declared.source);
        let received = run.request(py)?.getattr(attribute)?;
        return read_in_python(run, py, declared, &received);
    }
    param(run, py, sources, declared)
}

/// The same, where the request shows some sources differently.
#[cold]
fn params_shown(run: &mut Run, py: Python<'_>, node: &Node, mut shown: Shown<'_>) -> PyResult<()> {
    let query_string = match shown.shows(Source::Query) {
        true => None,
        false => query::query_string(run.io.scope.bind(py))?,
    };
    if query_string.is_none() {
        shown = shown.also(Source::Query);
    }
    let query_string = query_string
        .as_ref()
        .map_or(b"".as_slice(), |text| text.as_bytes());
    let query = Index::of(query_string).map_err(memory_error)?;
    let cookies = Cookies::default();
    let mut sources = Sources::of(Some(&query), &cookies);
    for declared in &node.params {
        match shown.received(declared.source)? {
            Some(received) => read_in_python(run, py, declared, &received)?,
            None => one(run, py, &mut sources, declared)?,
        }
    }
    Ok(())
}

/// The everyday parameter: its first name arrived, and the text passes a native check. Makes no
/// Python object on the way.
#[inline]
fn plain_param(
    run: &Run,
    py: Python<'_>,
    query: Option<&Index<'_>>,
    param: &Param,
) -> Option<Py<PyAny>> {
    let check = param.value.check.filter(|_| param.fetch == Fetch::One)?;
    let name = param.aliases.first()?;
    match param.source {
        Source::Query => query?.read_last(&name.text, |text| plain::text(py, text, check))?,
        Source::Path => {
            let value = lookup(&path_params(run, py).ok()??, name.key.bind(py))?;
            plain::object(&value, check)
        }
        Source::Header | Source::Cookie => None,
    }
}

fn param<'py>(
    run: &mut Run,
    py: Python<'py>,
    sources: &mut Sources<'_, '_, 'py>,
    param: &Param,
) -> PyResult<()> {
    let mut alias = 0;
    let mut arrived = None;
    for (index, candidate) in param.aliases.iter().enumerate() {
        arrived = fetch(run, py, sources, param, candidate)?;
        if arrived.is_some() {
            alias = index;
            break;
        }
    }
    if param.empty_is_missing {
        arrived = arrived.filter(|value| value.len().is_ok_and(|length| length > 0));
    }
    run.accept(py, &param.value, arrived, param.aliases[alias].loc.bind(py))
}

/// The matched parameters of the path; `None` where the scope has none.
#[inline]
fn path_params<'py>(run: &Run, py: Python<'py>) -> PyResult<Option<Bound<'py, PyDict>>> {
    if let Some(params) = &run.solving.path_params {
        return Ok(Some(params.bind(py).clone()));
    }
    match lookup(run.io.scope.bind(py), intern!(py, "path_params")) {
        Some(params) => params
            .cast_into()
            .or_else(|other| dict_of(&other.into_inner()))
            .map(Some),
        None => Ok(None),
    }
}

fn fetch<'py>(
    run: &Run,
    py: Python<'py>,
    sources: &mut Sources<'_, '_, 'py>,
    param: &Param,
    alias: &Alias,
) -> PyResult<Option<Bound<'py, PyAny>>> {
    let scope = run.io.scope.bind(py);
    let many = param.fetch == Fetch::Many;
    match param.source {
        Source::Path => {
            let value = path_params(run, py)?.and_then(|all| lookup(&all, alias.key.bind(py)));
            Ok(value.filter(|value| !value.is_none()))
        }
        Source::Query => match sources.query {
            Some(query) => query::fetch(py, query, &alias.text, many),
            None => Ok(None),
        },
        Source::Header => header::fetch(scope, &alias.text, many),
        Source::Cookie => cookie::fetch(py, sources.jar(scope)?, &alias.text),
    }
}

/// A parameter model, or a parameter of a changed request: Python decides what belongs to it.
fn read_in_python(
    run: &mut Run,
    py: Python<'_>,
    param: &Param,
    received: &Bound<'_, PyAny>,
) -> PyResult<()> {
    let extract = kit(py)?.cold.extract_param.bind(py);
    let answer = extract.call1((&param.field, &param.model, received))?;
    let (value, errors): (Py<PyAny>, Vec<Bound<'_, PyAny>>) = answer.extract()?;
    for error in &errors {
        run.solving.reject(py, error)?;
    }
    if errors.is_empty() {
        run.solving.arguments.push(Held::new(value));
    }
    Ok(())
}
