//! Parameters as the `Request` shows them, where a program made it show something else than the scope.
//!
//! A route class can hand over a request whose `query_params` are its own; a dependency can put
//! cookies into the request. FastAPI reads through the request, so there it counts.

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};

use crate::ffi::scope_dict::lookup;
use crate::pipeline::Run;
use crate::plan::Source;
use crate::python::kit;

/// A request that some source must be read from, and which.
pub(super) struct Shown<'py> {
    request: Bound<'py, PyAny>,
    sources: [bool; 4],
}

const SOURCES: [Source; 4] = [Source::Path, Source::Query, Source::Header, Source::Cookie];

impl<'py> Shown<'py> {
    /// `None`: the scope tells all, as it does for as long as nobody got the request.
    #[inline]
    pub(super) fn by(run: &Run, py: Python<'py>) -> PyResult<Option<Self>> {
        match &run.request {
            None => Ok(None),
            Some(request) => Self::of(request.bind(py).clone(), run.io.scope.bind(py)),
        }
    }

    fn of(request: Bound<'py, PyAny>, scope: &Bound<'py, PyDict>) -> PyResult<Option<Self>> {
        let py = request.py();
        let own = request.get_type();
        let kit = kit(py)?;
        let usual = own.is(&kit.request);
        let cached = request.getattr(intern!(py, "__dict__"))?;
        let cached = cached.cast::<PyDict>()?;
        let mut sources = [false; 4];
        for source in SOURCES {
            let name = attribute(py, source);
            if !usual && !own.getattr(name)?.is(kit.request.bind(py).getattr(name)?) {
                sources[source as usize] = true;
                // A request takes its cookies out of its headers.
                sources[Source::Cookie as usize] |= source == Source::Header;
            }
            sources[source as usize] |= is_cached(scope, cached, source)?;
        }
        let any = sources.contains(&true);
        Ok(any.then_some(Self { request, sources }))
    }

    /// A request that shows what the scope tells, so far.
    pub(super) fn none_of(request: Bound<'py, PyAny>) -> Self {
        Self {
            request,
            sources: [false; 4],
        }
    }

    /// The same, and `source` is read from the request too.
    pub(super) fn also(mut self, source: Source) -> Self {
        self.sources[source as usize] = true;
        self
    }

    pub(super) fn shows(&self, source: Source) -> bool {
        self.sources[source as usize]
    }

    /// What to read a source from.
    pub(super) fn received(&self, source: Source) -> PyResult<Option<Bound<'py, PyAny>>> {
        if !self.sources[source as usize] {
            return Ok(None);
        }
        self.request
            .getattr(attribute(self.request.py(), source))
            .map(Some)
    }
}

/// The request's attribute for a source.
pub(super) fn attribute(py: Python<'_>, source: Source) -> &Bound<'_, PyString> {
    match source {
        Source::Path => intern!(py, "path_params"),
        Source::Query => intern!(py, "query_params"),
        Source::Header => intern!(py, "headers"),
        Source::Cookie => intern!(py, "cookies"),
    }
}

/// Whether the request keeps its own reading of a source, which somebody may have changed. Headers
/// count only if they are no longer the scope's list: the security classes read them.
fn is_cached(
    scope: &Bound<'_, PyDict>,
    cached: &Bound<'_, PyDict>,
    source: Source,
) -> PyResult<bool> {
    let py = scope.py();
    let kept = match source {
        Source::Path => return Ok(false),
        Source::Query => intern!(py, "_query_params"),
        Source::Header => intern!(py, "_headers"),
        Source::Cookie => intern!(py, "_cookies"),
    };
    let Some(kept) = lookup(cached, kept) else {
        return Ok(false);
    };
    if source != Source::Header {
        return Ok(true);
    }
    let list = kept.getattr_opt(intern!(py, "_list"))?;
    let same = list.zip(lookup(scope, intern!(py, "headers")));
    Ok(!same.is_some_and(|(list, headers)| list.is(&headers)))
}
