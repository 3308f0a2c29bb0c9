//! References that only attached threads let go of.
#![expect(
    unsafe_code,
    reason = "`Py` asks a thread-local variable at each drop whether it is attached: a dozen times \
              a request, 2 % of the smallest one"
)]

use std::marker::PhantomData;
use std::mem::ManuallyDrop;
use std::ops::Deref;

use pyo3::{Bound, Py, Python};

/// A `Py` that is part of a Python object, or of a value on an attached thread's stack.
///
/// It may only be dropped by a thread that is attached to the interpreter. Whoever owns a request
/// is: the interpreter deallocates the `Cycle` around it, and everything else that owns a part of
/// one has a `Python` token at hand. It is not `Send`, so that no other thread and no detached
/// section gets one; what makes either is not allowed here (`clippy.toml`).
#[repr(transparent)]
pub(crate) struct Held<T>(ManuallyDrop<Py<T>>, PhantomData<*const T>);

impl<T> Held<T> {
    pub(crate) const fn new(object: Py<T>) -> Self {
        Self(ManuallyDrop::new(object), PhantomData)
    }
}

impl<T> From<Bound<'_, T>> for Held<T> {
    fn from(object: Bound<'_, T>) -> Self {
        Self::new(object.unbind())
    }
}

impl<T> Deref for Held<T> {
    type Target = Py<T>;

    #[inline]
    fn deref(&self) -> &Py<T> {
        &self.0
    }
}

impl<T> Drop for Held<T> {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: taken once, here; the thread is attached by this type's contract.
        unsafe {
            let object = ManuallyDrop::take(&mut self.0);
            drop(object.into_bound(Python::assume_attached()));
        }
    }
}
