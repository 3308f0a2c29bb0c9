//! Which parts of the way of a request somebody has replaced: `ferroapi._replaced` looks, this
//! remembers, and notices when it has to look again.

use std::sync::atomic::{AtomicU8, Ordering};

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyType};

use crate::ffi::cell::GilRefCell;
use crate::ffi::watched::Watched;

/// The parts of the way that run in Python just now; the numbers are `ferroapi._replaced.Part`'s.
#[derive(Clone, Copy)]
pub(crate) struct Replaced(u8);

impl Replaced {
    /// `Starlette.__call__`.
    pub(crate) fn way_in(self) -> bool {
        self.0 & 1 != 0
    }

    /// The middlewares around the routing, or the routing.
    pub(crate) fn layers(self) -> bool {
        self.0 & (2 | 4) != 0
    }

    /// What a route does with a request that matched.
    pub(crate) fn handling(self) -> bool {
        self.0 & 8 != 0
    }

    /// `solve_dependencies` or `run_endpoint_function`, or what the two call.
    pub(crate) fn sections(self) -> bool {
        self.0 & 16 != 0
    }

    /// What takes parameters out of the request, or makes the answer.
    pub(crate) fn details(self) -> bool {
        self.0 & 32 != 0
    }

    pub(crate) fn parts(self) -> u8 {
        self.0
    }
}

static PARTS: AtomicU8 = AtomicU8::new(0);
static WATCHED: GilRefCell<Option<Watched>> = GilRefCell::new(None);

/// What is replaced as of the last look.
#[inline]
pub(crate) fn known() -> Replaced {
    Replaced(PARTS.load(Ordering::Relaxed))
}

/// What is replaced now: looks again where a type or a module on the way was changed.
///
/// Costs some 100 instructions a request. Without it a tool that starts after the first request
/// would see none.
#[inline]
pub(crate) fn replaced(py: Python<'_>) -> PyResult<Replaced> {
    let unchanged = WATCHED.try_with(py, |watched| {
        watched
            .as_ref()
            .is_some_and(|watched| watched.is_unchanged(py))
    });
    if unchanged != Some(true) {
        look(py)?;
    }
    Ok(known())
}

#[cold]
fn look(py: Python<'_>) -> PyResult<()> {
    let module = py.import(intern!(py, "ferroapi._replaced"))?;
    let seen = module.call_method0(intern!(py, "look"))?;
    let (parts, types, namespaces): (u8, Vec<Bound<'_, PyType>>, Vec<Bound<'_, PyDict>>) =
        seen.extract()?;
    PARTS.store(parts, Ordering::Relaxed);
    let watched = Watched::new(types, namespaces)?;
    drop(WATCHED.try_with(py, |slot| slot.replace(watched)));
    Ok(())
}

/// The parts that are replaced now, as `ferroapi._replaced.Part`'s bits.
#[pyfunction]
pub(crate) fn replaced_parts(py: Python<'_>) -> PyResult<u8> {
    replaced(py).map(|replaced| replaced.0)
}
