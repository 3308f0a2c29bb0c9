//! Interior mutability guarded by the interpreter lock instead of a borrow flag.
#![expect(
    unsafe_code,
    reason = "a request is resumed once per await; a RefCell in a Mutex costs two atomics each time"
)]

use std::cell::{Cell, UnsafeCell};

use pyo3::{Py, PyTraverseError, PyVisit, Python};

/// Proof that the thread has the interpreter to itself: it is attached, or the collector runs on it.
pub(crate) trait Attached {}

impl Attached for Python<'_> {}

impl Attached for &PyVisit<'_> {}

/// What a [`GilCell`] can show without running any code but that of this module.
pub(crate) trait Shared: Sized + sealed::Shared {}

impl<T: sealed::Shared> Shared for T {}

mod sealed {
    use super::{Py, PyTraverseError, PyVisit, Python};

    pub(crate) trait Shared {
        /// The same references again.
        fn share(&self, py: Python<'_>) -> Self;

        /// Lets the collector see them.
        fn show(&self, visit: &PyVisit<'_>) -> Result<(), PyTraverseError>;
    }

    impl<T> Shared for Py<T> {
        #[inline]
        fn share(&self, py: Python<'_>) -> Self {
            self.clone_ref(py)
        }

        fn show(&self, visit: &PyVisit<'_>) -> Result<(), PyTraverseError> {
            visit.call(self)
        }
    }

    impl<N: Copy, T: Shared> Shared for (N, T) {
        #[inline]
        fn share(&self, py: Python<'_>) -> Self {
            (self.0, self.1.share(py))
        }

        fn show(&self, visit: &PyVisit<'_>) -> Result<(), PyTraverseError> {
            self.1.show(visit)
        }
    }

    impl<T: Shared> Shared for Option<T> {
        #[inline]
        fn share(&self, py: Python<'_>) -> Self {
            self.as_ref().map(|value| value.share(py))
        }

        fn show(&self, visit: &PyVisit<'_>) -> Result<(), PyTraverseError> {
            self.as_ref().map_or(Ok(()), |value| value.show(visit))
        }
    }
}

/// A slot that only a thread attached to the interpreter touches.
///
/// The extension declares `gil_used = true`, so being attached means being alone.
/// No reference into the slot is ever handed out.
pub(crate) struct GilCell<T>(UnsafeCell<T>);

// SAFETY: every access needs a token of an attached thread, so two threads never meet here.
unsafe impl<T: Send> Sync for GilCell<T> {}

impl<T> GilCell<T> {
    pub(crate) const fn new(value: T) -> Self {
        Self(UnsafeCell::new(value))
    }

    /// Puts `value` in and returns what was there.
    pub(crate) fn replace(&self, _py: Python<'_>, value: T) -> T {
        // SAFETY: the token proves the lock is held, and no reference outlives a method of this
        // type, none of which runs anybody's code while it has one.
        unsafe { std::mem::replace(&mut *self.0.get(), value) }
    }
}

impl<T: Shared> GilCell<T> {
    /// What is in the slot, which keeps it.
    #[inline]
    pub(crate) fn get(&self, py: Python<'_>) -> T {
        // SAFETY: as in `replace`; `share` only counts references.
        unsafe { &*self.0.get() }.share(py)
    }

    /// Lets the collector see what is in the slot.
    pub(crate) fn traverse(&self, visit: &PyVisit<'_>) -> Result<(), PyTraverseError> {
        // SAFETY: as in `replace`: the collector, which runs this, holds the lock and runs no code
        // of anybody's meanwhile.
        unsafe { &*self.0.get() }.show(visit)
    }
}

/// A slot that one call at a time may look at or change in place; a second one is turned away.
///
/// What a `RefCell` is, for a thread-shared object that only attached threads touch.
pub(crate) struct GilRefCell<T> {
    busy: Cell<bool>,
    value: UnsafeCell<T>,
}

// SAFETY: as for `GilCell`; `busy` keeps calls on the same thread apart. What is in it need not be
// `Send`: a thread that looks is attached, and so is one that drops it, as these are parts of Python
// objects, which only the interpreter deallocates.
unsafe impl<T> Sync for GilRefCell<T> {}

// SAFETY: the same.
unsafe impl<T> Send for GilRefCell<T> {}

impl<T> GilRefCell<T> {
    pub(crate) const fn new(value: T) -> Self {
        Self {
            busy: Cell::new(false),
            value: UnsafeCell::new(value),
        }
    }

    /// Lets `change` work on the value; `None` while another call does.
    #[inline]
    pub(crate) fn try_with<R>(
        &self,
        _token: impl Attached,
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
}
