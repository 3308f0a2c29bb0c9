//! AnyIO's cancel scope around the clean-up of async generators, at a bearable price.
//!
//! FastAPI enters a scope before the first generator and shields it while one is cleaned up:
//! 8 µs with a task group around. What the scope is for stays; what it costs goes:
//! - It only matters where somebody can cancel *through AnyIO* from outside, which needs a scope
//!   that is open already: the task's state is looked up in AnyIO's own table.
//! - The backend's class is called directly (`anyio.CancelScope` spends 1.6 µs on finding it).
//! - The shield is a slot; its setter's work is only called for where a scope was cancelled.
//!
//! Where AnyIO's private names are not found, and on trio, the public ones are used.

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyWeakrefReference};

use crate::python::kit;

/// AnyIO's and asyncio's tables.
struct Tables {
    /// `{weakref(task): TaskState}`
    states: Py<PyDict>,
    scope_class: Py<PyAny>,
    current_task: CurrentTask,
}

enum CurrentTask {
    /// 3.11: `{loop: task}`
    Table(Py<PyDict>),
    /// 3.12 and later: a C function of the loop
    Function(Py<PyAny>),
}

static TABLES: PyOnceLock<Option<Tables>> = PyOnceLock::new();

fn tables(py: Python<'_>) -> Option<&'static Tables> {
    TABLES.get_or_init(py, || find_tables(py).ok()).as_ref()
}

fn find_tables(py: Python<'_>) -> PyResult<Tables> {
    let backend = py.import("anyio._backends._asyncio")?;
    let states = backend
        .getattr("_task_states")?
        .getattr("data")?
        .cast_into::<PyDict>()?
        .unbind();
    let scope_class = backend.getattr("CancelScope")?;
    for slot in [
        "_shield",
        "_parent_scope",
        "_cancel_called",
        "_restart_cancellation_in_parent",
    ] {
        scope_class.getattr(slot)?;
    }
    let asyncio = py.import("_asyncio")?;
    let current_task = match asyncio.getattr("current_task") {
        Ok(function) => CurrentTask::Function(function.unbind()),
        Err(_) => CurrentTask::Table(
            asyncio
                .getattr("_current_tasks")?
                .cast_into::<PyDict>()?
                .unbind(),
        ),
    };
    Ok(Tables {
        states,
        scope_class: scope_class.unbind(),
        current_task,
    })
}

/// The innermost AnyIO scope around the running task.
enum Current<'py> {
    None,
    Scope(Bound<'py, PyAny>),
    /// Not asyncio, or an AnyIO that looks different.
    Unknown,
}

fn current(py: Python<'_>) -> PyResult<Current<'_>> {
    let event_loop = kit(py)?.running_loop.bind(py).call0()?;
    let Some(tables) = tables(py).filter(|_| !event_loop.is_none()) else {
        return Ok(Current::Unknown);
    };
    let states = tables.states.bind(py);
    if states.is_empty() {
        return Ok(Current::None);
    }
    let task = match &tables.current_task {
        CurrentTask::Table(table) => table.bind(py).get_item(&event_loop)?,
        CurrentTask::Function(function) => Some(function.bind(py).call1((&event_loop,))?),
    };
    let Some(task) = task.filter(|task| !task.is_none()) else {
        return Ok(Current::None);
    };
    let Some(state) = states.get_item(PyWeakrefReference::new(&task)?)? else {
        return Ok(Current::None);
    };
    let scope = state.getattr(intern!(py, "cancel_scope"))?;
    Ok(if scope.is_none() {
        Current::None
    } else {
        Current::Scope(scope)
    })
}

/// A fresh scope of the running event loop's kind, where one is needed: an AnyIO scope is open
/// around the running task, or that cannot be told.
pub(crate) fn needed_scope(py: Python<'_>) -> PyResult<Option<Bound<'_, PyAny>>> {
    match current(py)? {
        Current::None => Ok(None),
        Current::Scope(scope) => scope.get_type().call0().map(Some),
        Current::Unknown => kit(py)?.cancel_scope.bind(py).call0().map(Some),
    }
}

/// A fresh scope of the running event loop's kind.
pub(crate) fn new_scope(py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
    kit(py)?.cancel_scope.bind(py).call0()
}

fn is_known(py: Python<'_>, scope: &Bound<'_, PyAny>) -> bool {
    tables(py).is_some_and(|tables| scope.get_type().is(&tables.scope_class))
}

pub(crate) fn is_shielded(scope: &Bound<'_, PyAny>) -> PyResult<bool> {
    let py = scope.py();
    let name = if is_known(py, scope) {
        intern!(py, "_shield")
    } else {
        intern!(py, "shield")
    };
    scope.getattr(name)?.is_truthy()
}

/// `scope.shield = value`
pub(crate) fn set_shield(scope: &Bound<'_, PyAny>, value: bool) -> PyResult<()> {
    let py = scope.py();
    if !is_known(py, scope) {
        return scope.setattr(intern!(py, "shield"), value);
    }
    if is_shielded(scope)? == value {
        return Ok(());
    }
    scope.setattr(intern!(py, "_shield"), value)?;
    let above = scope.getattr(intern!(py, "_parent_scope"))?;
    if !value && is_cancelled(above)? {
        scope.call_method0(intern!(py, "_restart_cancellation_in_parent"))?;
    }
    Ok(())
}

/// Whether a scope, or one above it up to the first shield, was cancelled.
fn is_cancelled(mut scope: Bound<'_, PyAny>) -> PyResult<bool> {
    let py = scope.py();
    while !scope.is_none() {
        if scope.getattr(intern!(py, "_cancel_called"))?.is_truthy()? {
            return Ok(true);
        }
        if scope.getattr(intern!(py, "_shield"))?.is_truthy()? {
            return Ok(false);
        }
        scope = scope.getattr(intern!(py, "_parent_scope"))?;
    }
    Ok(false)
}

/// AnyIO's checkpoint, where a cancellation may be waiting to be delivered at it.
pub(crate) fn checkpoint(py: Python<'_>) -> PyResult<Option<Py<PyAny>>> {
    let waiting = match current(py)? {
        Current::None => false,
        Current::Unknown => true,
        Current::Scope(scope) => is_cancelled(scope)?,
    };
    if !waiting {
        return Ok(None);
    }
    Ok(Some(
        kit(py)?.checkpoint_if_cancelled.bind(py).call0()?.unbind(),
    ))
}
