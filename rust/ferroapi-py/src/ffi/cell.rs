//! Interior mutability guarded by the interpreter lock instead of a borrow flag.
#![expect(
    unsafe_code,
    reason = "a request is resumed once per await; a RefCell in a Mutex costs two atomics each time"
)]

use std::cell::{Cell, UnsafeCell};

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

/// A slot that one call at a time may change in place; a second one is turned away.
///
/// What a `RefCell` is, for a thread-shared object that only attached threads touch.
pub(crate) struct GilRefCell<T> {
    busy: Cell<bool>,
    value: UnsafeCell<T>,
}

// SAFETY: as for `GilCell`; `busy` keeps calls on the same thread apart.
unsafe impl<T: Send> Sync for GilRefCell<T> {}

impl<T> GilRefCell<T> {
    pub(crate) const fn new(value: T) -> Self {
        Self {
            busy: Cell::new(false),
            value: UnsafeCell::new(value),
        }
    }

    /// Lets `change` work on the value; `None` while another call does.
    pub(crate) fn try_with<R>(
        &self,
        _py: Python<'_>,
        change: impl FnOnce(&mut T) -> R,
    ) -> Option<R> {
        if self.busy.replace(true) {
            return None;
        }
        // SAFETY: the token proves the lock is held, `busy` that no other reference is out: it is
        // set for as long as this one lives, and stays set if `change` panics.
        let result = change(unsafe { &mut *self.value.get() });
        self.busy.set(false);
        Some(result)
    }

    /// Reads through `look`, which must not run Python code; `None` while the value is changed.
    pub(crate) fn try_peek<R>(&self, look: impl FnOnce(&T) -> R) -> Option<R> {
        if self.busy.get() {
            return None;
        }
        // SAFETY: callers hold the lock, and no exclusive reference is out.
        Some(look(unsafe { &*self.value.get() }))
    }
}
