//! AnyIO's cancel scope around the clean-up of async generators, at a bearable price.
//!
//! FastAPI enters a scope before the first generator and shields it while one is cleaned up:
//! 8 µs with a task group around. What the scope is for stays; what it costs goes:
//! - It only matters where somebody can cancel *through AnyIO* from outside, which needs a scope
//!   that is open already: the task's state is looked up in AnyIO's own table.
//! - It only matters while a clean-up is suspended, or where a cancellation is waiting when it
//!   starts. So the shield goes up at the first suspension: most clean-ups never have one.
//! - Where the generator holds scopes of its own, the outermost of them is the shield; a scope
//!   entered then would not be left in the order AnyIO insists on.
//!
//! Where AnyIO's private names are not found, and on trio, a public scope is entered early.

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyWeakrefReference};
use pyo3::{PyTraverseError, PyVisit, intern};

use crate::python::kit;

/// AnyIO's and asyncio's tables.
struct Tables {
    /// `{weakref(task): TaskState}`
    states: Py<PyDict>,
    current_task: CurrentTask,
    /// `sys.modules`
    modules: Py<PyDict>,
}

enum CurrentTask {
    /// Until 3.13: `{loop: task}`
    Table(Py<PyDict>),
    /// Later: a C function
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
    for slot in ["_shield", "_parent_scope", "_active", "_cancel_called"] {
        scope_class.getattr(slot)?;
    }
    let asyncio = py.import("_asyncio")?;
    let current_task = match asyncio.getattr("_current_tasks") {
        Ok(table) => CurrentTask::Table(table.cast_into::<PyDict>()?.unbind()),
        Err(_) => CurrentTask::Function(asyncio.getattr("current_task")?.unbind()),
    };
    let modules = py.import("sys")?.getattr("modules")?;
    Ok(Tables {
        states,
        current_task,
        modules: modules.cast_into::<PyDict>()?.unbind(),
    })
}

/// What is known of the running task's scopes.
enum Surroundings<'py> {
    /// No scope of AnyIO's is open.
    Open,
    /// AnyIO's state of the task, in a scope.
    Scoped(Bound<'py, PyAny>),
    /// Not asyncio, or an AnyIO that looks different.
    Unknown,
}

fn surroundings(py: Python<'_>) -> PyResult<Surroundings<'_>> {
    let Some(tables) = tables(py) else {
        return Ok(Surroundings::Unknown);
    };
    // To ask for the running loop is a system call (`getpid`): only where it may be another's.
    let trio_may_run = tables.modules.bind(py).contains(intern!(py, "trio"))?;
    let known = trio_may_run.then(|| running_loop(py)).transpose()?;
    if known.as_ref().is_some_and(|running| running.is_none()) {
        return Ok(Surroundings::Unknown);
    }
    if tables.states.bind(py).is_empty() {
        return Ok(Surroundings::Open);
    }
    // One task runs, in this thread or in another: where it is in no scope, nobody is.
    if let Some(task) = only_task(py, tables)
        && scoped_state(py, tables, &task)?.is_none()
    {
        return Ok(Surroundings::Open);
    }
    let Some(task) = running_task(py, tables, known)? else {
        return Ok(Surroundings::Open);
    };
    let state = scoped_state(py, tables, &task)?;
    Ok(state.map_or(Surroundings::Open, Surroundings::Scoped))
}

fn running_loop(py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
    kit(py)?.running_loop.bind(py).call0()
}

/// The task that runs, where no other thread is in the middle of one too.
fn only_task<'py>(py: Python<'py>, tables: &Tables) -> Option<Bound<'py, PyAny>> {
    match &tables.current_task {
        CurrentTask::Table(table) if table.bind(py).len() == 1 => {
            table.bind(py).iter().next().map(|(_, task)| task)
        }
        _ => None,
    }
}

/// The task of this thread, by its running loop.
fn running_task<'py>(
    py: Python<'py>,
    tables: &Tables,
    known: Option<Bound<'py, PyAny>>,
) -> PyResult<Option<Bound<'py, PyAny>>> {
    let table = match &tables.current_task {
        CurrentTask::Function(function) => {
            let task = function.bind(py).call0()?;
            return Ok(Some(task).filter(|task| !task.is_none()));
        }
        CurrentTask::Table(table) => table.bind(py),
    };
    let running = match known {
        Some(running) => running,
        None => running_loop(py)?,
    };
    table.get_item(running)
}

/// AnyIO's state of a task, if it is in a scope.
fn scoped_state<'py>(
    py: Python<'py>,
    tables: &Tables,
    task: &Bound<'py, PyAny>,
) -> PyResult<Option<Bound<'py, PyAny>>> {
    let states = tables.states.bind(py);
    let Some(state) = states.get_item(PyWeakrefReference::new(task)?)? else {
        return Ok(None);
    };
    let scoped = !current_scope(&state)?.is_none();
    Ok(scoped.then_some(state))
}

fn current_scope<'py>(state: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    state.getattr(intern!(state.py(), "cancel_scope"))
}

/// What the clean-ups of a request are shielded from.
pub(crate) enum Guard {
    /// Nobody can cancel through AnyIO.
    Nothing,
    /// The scope around the request, and AnyIO's state of its task.
    Outer { scope: Py<PyAny>, state: Py<PyAny> },
    /// A scope entered before the first generator.
    Entered(Py<PyAny>),
}

impl Guard {
    pub(super) fn traverse(&self, visit: &PyVisit<'_>) -> Result<(), PyTraverseError> {
        match self {
            Self::Nothing => Ok(()),
            Self::Outer { scope, state } => {
                visit.call(scope)?;
                visit.call(state)
            }
            Self::Entered(scope) => visit.call(scope),
        }
    }

    /// What is needed around the running task; a scope to enter first, where that cannot be told.
    pub(crate) fn find(py: Python<'_>) -> PyResult<Self> {
        Ok(match surroundings(py)? {
            Surroundings::Open => Self::Nothing,
            Surroundings::Scoped(state) => Self::Outer {
                scope: current_scope(&state)?.unbind(),
                state: state.unbind(),
            },
            Surroundings::Unknown => Self::Entered(new_scope(py)?.unbind()),
        })
    }

    /// How one generator's clean-up is shielded, as things stand when it was entered.
    pub(crate) fn shield(&self, py: Python<'_>) -> PyResult<Option<Shield>> {
        Ok(match self {
            Self::Nothing => None,
            Self::Outer { scope, state } => Some(Shield::Late {
                outer: scope.clone_ref(py),
                state: state.clone_ref(py),
                raised: None,
            }),
            Self::Entered(scope) => Some(Shield::Early {
                was: is_shielded(scope.bind(py))?,
                scope: scope.clone_ref(py),
            }),
        })
    }
}

/// A fresh scope of the running event loop's kind.
pub(crate) fn new_scope(py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
    kit(py)?.cancel_scope.bind(py).call0()
}

/// The shield of one clean-up.
pub(crate) enum Shield {
    /// Goes up when it is needed, inside `outer`.
    Late {
        outer: Py<PyAny>,
        state: Py<PyAny>,
        raised: Option<Raised>,
    },
    /// A scope that was entered already, and its shield before.
    Early { scope: Py<PyAny>, was: bool },
}

/// A shield that is up.
pub(crate) enum Raised {
    /// A scope entered for it.
    Own(Py<PyAny>),
    /// A scope of the generator's, and its shield before.
    Borrowed(Py<PyAny>, bool),
}

impl Shield {
    pub(super) fn traverse(&self, visit: &PyVisit<'_>) -> Result<(), PyTraverseError> {
        let (outer, state, raised) = match self {
            Self::Early { scope, .. } => return visit.call(scope),
            Self::Late {
                outer,
                state,
                raised,
            } => (outer, state, raised),
        };
        visit.call(outer)?;
        visit.call(state)?;
        match raised {
            None => Ok(()),
            Some(Raised::Own(scope) | Raised::Borrowed(scope, _)) => visit.call(scope),
        }
    }

    /// A clean-up begins; `wanted`: whatever it does.
    pub(crate) fn begin(&mut self, py: Python<'_>, wanted: bool) -> PyResult<()> {
        match self {
            Self::Early { scope, .. } => set_shield(scope.bind(py), true),
            Self::Late { outer, .. } => {
                if wanted || is_cancelled(outer.bind(py).clone())? {
                    self.suspend(py)?;
                }
                Ok(())
            }
        }
    }

    /// The clean-up waits for something: from now on it can be cancelled.
    pub(crate) fn suspend(&mut self, py: Python<'_>) -> PyResult<()> {
        let Self::Late {
            outer,
            state,
            raised,
        } = self
        else {
            return Ok(());
        };
        let up = match raised {
            None => false,
            Some(Raised::Own(_)) => true,
            Some(Raised::Borrowed(scope, _)) => is_active(scope.bind(py))?,
        };
        if !up {
            *raised = Some(raise(outer.bind(py), state.bind(py))?);
        }
        Ok(())
    }

    /// The clean-up is over. Gives AnyIO's checkpoint, if a cancellation waits to be delivered
    /// at it and `checked`.
    pub(crate) fn end(self, py: Python<'_>, checked: bool) -> PyResult<Option<Py<PyAny>>> {
        let waiting = match self {
            Self::Early { scope, was } => {
                set_shield(scope.bind(py), was)?;
                true
            }
            Self::Late { state, raised, .. } => {
                raised.map_or(Ok(()), |raised| raised.lower(py))?;
                checked && is_cancelled(current_scope(state.bind(py))?)?
            }
        };
        if !(checked && waiting) {
            return Ok(None);
        }
        let checkpoint = kit(py)?.checkpoint_if_cancelled.bind(py);
        Ok(Some(checkpoint.call0()?.unbind()))
    }
}

/// Puts a shield between `outer` and what the task is in now.
fn raise(outer: &Bound<'_, PyAny>, state: &Bound<'_, PyAny>) -> PyResult<Raised> {
    let py = outer.py();
    let mut scope = current_scope(state)?;
    if scope.is(outer) {
        let own = outer.get_type().call0()?;
        own.call_method0(intern!(py, "__enter__"))?;
        own.setattr(intern!(py, "_shield"), true)?;
        return Ok(Raised::Own(own.unbind()));
    }
    loop {
        let above = scope.getattr(intern!(py, "_parent_scope"))?;
        if above.is(outer) || above.is_none() {
            break;
        }
        scope = above;
    }
    let was = is_shielded(&scope)?;
    set_shield(&scope, true)?;
    Ok(Raised::Borrowed(scope.unbind(), was))
}

impl Raised {
    fn lower(self, py: Python<'_>) -> PyResult<()> {
        match self {
            Self::Own(scope) => {
                let nothing = (py.None(), py.None(), py.None());
                scope.call_method1(py, intern!(py, "__exit__"), nothing)?;
            }
            Self::Borrowed(scope, was) => {
                let scope = scope.bind(py);
                if is_active(scope)? {
                    set_shield(scope, was)?;
                }
            }
        }
        Ok(())
    }
}

fn is_active(scope: &Bound<'_, PyAny>) -> PyResult<bool> {
    scope.getattr(intern!(scope.py(), "_active"))?.is_truthy()
}

fn is_shielded(scope: &Bound<'_, PyAny>) -> PyResult<bool> {
    scope.getattr(intern!(scope.py(), "shield"))?.is_truthy()
}

/// `scope.shield = value`: AnyIO delivers what was held back when a shield goes down.
fn set_shield(scope: &Bound<'_, PyAny>, value: bool) -> PyResult<()> {
    scope.setattr(intern!(scope.py(), "shield"), value)
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
