//! Interior mutability guarded by the interpreter lock instead of a borrow flag.
#![expect(
    unsafe_code,
    reason = "a request is resumed once per await; a RefCell in a Mutex costs two atomics each time"
)]

use std::cell::UnsafeCell;

use pyo3::Python;

/// A slot that only a thread attached to the interpreter touches.
///
/// The extension declares `gil_used = true`, so being attached means being alone.
/// No reference into the slot is ever handed out to code that could run Python.
pub(crate) struct GilCell<T>(UnsafeCell<T>);

// SAFETY: every access needs a `Python` token (or happens in `__traverse__`, which
// the collector runs while holding the lock), so two threads never meet here.
unsafe impl<T: Send> Sync for GilCell<T> {}

impl<T> GilCell<T> {
    pub(crate) const fn new(value: T) -> Self {
        Self(UnsafeCell::new(value))
    }

    /// Puts `value` in and returns what was there.
    pub(crate) fn replace(&self, _py: Python<'_>, value: T) -> T {
        // SAFETY: the token proves the lock is held and no reference outlives a method of this type.
        unsafe { std::mem::replace(&mut *self.0.get(), value) }
    }

    /// Reads through `look`, which must not run Python code (it gets no token).
    pub(crate) fn peek<R>(&self, look: impl FnOnce(&T) -> R) -> R {
        // SAFETY: callers hold the lock; `look` cannot release it without a token of its own.
        look(unsafe { &*self.0.get() })
    }
}

impl<T: Clone> GilCell<Option<T>> {
    /// A clone of the content. `T` is an `Arc` or plain data: cloning runs no Python code.
    pub(crate) fn get(&self, _py: Python<'_>) -> Option<T> {
        self.peek(Clone::clone)
    }
}
