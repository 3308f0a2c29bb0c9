//! How deep natively driven calls nest on one thread's stack, and where that ends.
//!
//! A request that calls the application again, or a `send` around a `send`, nests without a Python
//! frame of ours, so the interpreter's count of frames does not see most of the stack that is used:
//! CPython 3.11 counts a thousand frames, later ones ten thousand calls of C, in a thread that may
//! have a stack of 1 MB. So the stack is measured.

use std::cell::Cell;

use pyo3::PyResult;
use pyo3::exceptions::PyRecursionError;

/// Fewer levels are not measured: FastAPI goes as deep with the interpreter's usual limit, and so few
/// take a small part of any stack.
const FREE: u32 = 64;

/// How much of the stack the levels above may have taken, in bytes: within half a megabyte, which
/// FastAPI can live on, and still more levels than it reaches, also behind a custom route (8 KB each).
const MOST: usize = 448 << 10;

struct Nesting {
    depth: Cell<u32>,
    /// Where the stack stood at the outermost level.
    base: Cell<usize>,
}

thread_local! {
    static NESTING: Nesting = const {
        Nesting { depth: Cell::new(0), base: Cell::new(0) }
    };
}

/// Runs one more level; `began` where it goes on with what was begun, which has half as much room again,
/// so that what could be begun can be ended.
///
/// # Errors
/// `RecursionError` where the stack may end.
#[inline(always)]
pub(crate) fn level<R>(began: bool, run: impl FnOnce() -> PyResult<R>) -> PyResult<R> {
    NESTING.with(|nesting| {
        let _level = nesting.enter(began)?;
        run()
    })
}

impl Nesting {
    #[inline]
    fn enter(&self, began: bool) -> PyResult<Level<'_>> {
        let mark = 0_u8;
        let here = (&raw const mark).addr();
        let depth = self.depth.get();
        if depth == 0 {
            self.base.set(here);
        } else if depth >= FREE {
            self.measure(here, began)?;
        }
        self.depth.set(depth + 1);
        Ok(Level(self))
    }

    #[cold]
    fn measure(&self, here: usize, began: bool) -> PyResult<()> {
        let most = if began { MOST + MOST / 2 } else { MOST };
        if self.base.get().abs_diff(here) <= most {
            return Ok(());
        }
        Err(PyRecursionError::new_err(
            "maximum recursion depth exceeded while calling a Python object",
        ))
    }
}

/// Ends the level, also where it panics or its thread is ended.
struct Level<'n>(&'n Nesting);

impl Drop for Level<'_> {
    #[inline]
    fn drop(&mut self) {
        self.0.depth.set(self.0.depth.get() - 1);
    }
}
