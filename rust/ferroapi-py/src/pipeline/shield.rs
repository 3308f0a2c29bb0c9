//! Whether the clean-up of async generators needs AnyIO's cancel scope around it.
//!
//! FastAPI always enters one: about 4 µs. It only matters where somebody can cancel from
//! outside *through AnyIO*, which needs a scope that is open already. So the task's state is
//! looked up in AnyIO's own table (0.4 µs); where that private table is not found, or on
//! trio, where every task has a scope, the real scope is entered.

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyWeakrefReference};

use crate::python::kit;

/// AnyIO's and asyncio's tables.
struct Tables {
    /// `{weakref(task): TaskState}`
    states: Py<PyDict>,
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
    let states = py
        .import("anyio._backends._asyncio")?
        .getattr("_task_states")?
        .getattr("data")?
        .cast_into::<PyDict>()?
        .unbind();
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
        current_task,
    })
}

/// True when an AnyIO scope is open around the running task, or that cannot be told.
pub(crate) fn is_needed(py: Python<'_>) -> PyResult<bool> {
    let event_loop = kit(py)?.running_loop.bind(py).call0()?;
    if event_loop.is_none() {
        return Ok(true);
    }
    let Some(tables) = tables(py) else {
        return Ok(true);
    };
    let states = tables.states.bind(py);
    if states.is_empty() {
        return Ok(false);
    }
    let task = match &tables.current_task {
        CurrentTask::Table(table) => table.bind(py).get_item(&event_loop)?,
        CurrentTask::Function(function) => Some(function.bind(py).call1((&event_loop,))?),
    };
    let Some(task) = task.filter(|task| !task.is_none()) else {
        return Ok(false);
    };
    let Some(state) = states.get_item(PyWeakrefReference::new(&task)?)? else {
        return Ok(false);
    };
    Ok(!state.getattr(intern!(py, "cancel_scope"))?.is_none())
}
