//! The pairs of a `dict`: without counting references, or whatever happens to it.
#![expect(
    unsafe_code,
    reason = "PyO3's iterator counts two references a pair: 100 dicts of four fields cost \
              6.5 µs with it, 5.2 without"
)]

use std::ptr::null_mut;

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};
use pyo3::{Borrowed, ffi};

use crate::ffi::text::utf8;
use crate::serialize::json::Pairs;

/// Something that looks at the pairs of a `dict`.
///
/// # Safety
///
/// [`QuietVisitor::pair`] runs no Python code while it goes on to return
/// `Some`: nothing in it calls a Python function, drops the last reference to an
/// object or allocates one the garbage collector tracks. So the `dict` cannot
/// change between two pairs.
pub(crate) unsafe trait QuietVisitor {
    /// Looks at one pair; `None` ends the visit.
    fn pair(&mut self, key: &Bound<'_, PyAny>, value: &Bound<'_, PyAny>) -> Option<()>;
}

// SAFETY: the encoder reads `str`, `int`, `float`, `bool` and the containers themselves through
// calls that neither run Python code nor make tracked objects, and writes to a `Vec`. Only a lone
// surrogate makes an exception, and that ends the visit.
unsafe impl QuietVisitor for Pairs<'_, '_> {
    #[inline(always)]
    fn pair(&mut self, key: &Bound<'_, PyAny>, value: &Bound<'_, PyAny>) -> Option<()> {
        self.write(key, value)
    }
}

/// Shows `visitor` every pair in order, until it has seen enough.
#[inline(always)]
pub(crate) fn visit_pairs(dict: &Bound<'_, PyDict>, visitor: &mut impl QuietVisitor) -> Option<()> {
    let py = dict.py();
    let mut position = 0;
    let (mut key, mut value) = (null_mut(), null_mut());
    loop {
        // SAFETY: `dict` is a `dict`, and each pointer has room for an object pointer.
        let more = unsafe {
            ffi::PyDict_Next(
                dict.as_ptr(),
                &raw mut position,
                &raw mut key,
                &raw mut value,
            )
        };
        if more == 0 {
            return Some(());
        }
        // SAFETY: both are set, and the `dict` keeps both alive: it does not change before the
        // next pair is asked for, by the visitor's promise.
        let (key, value) = unsafe { (Borrowed::from_ptr(py, key), Borrowed::from_ptr(py, value)) };
        visitor.pair(&key, &value)?;
    }
}

/// The pairs of a `dict` one by one, whatever happens to it meanwhile: each value is held.
///
/// PyO3's iterator panics where the `dict` changed. This one misses pairs then, or shows one twice.
pub(crate) struct HeldPairs<'d, 'py> {
    dict: &'d Bound<'py, PyDict>,
    position: ffi::Py_ssize_t,
}

impl<'d, 'py> HeldPairs<'d, 'py> {
    pub(crate) fn of(dict: &'d Bound<'py, PyDict>) -> Self {
        Self { dict, position: 0 }
    }

    /// The next pair.
    #[inline]
    pub(crate) fn next(&mut self) -> Option<(Bound<'py, PyAny>, Bound<'py, PyAny>)> {
        let (key, value) = self.step()?;
        Some((key.to_owned(), value.to_owned()))
    }

    /// The next pair's value, if its key is `name`.
    #[inline]
    pub(crate) fn next_under(&mut self, name: &Py<PyString>) -> Option<Bound<'py, PyAny>> {
        let name = name.bind(self.dict.py());
        let (key, value) = self.step()?;
        if key.is(name) {
            return Some(value.to_owned());
        }
        let (key, value) = (key.to_owned(), value.to_owned());
        same_text(&key, name).then_some(value)
    }

    #[inline(always)]
    fn step(&mut self) -> Option<(Borrowed<'_, 'py, PyAny>, Borrowed<'_, 'py, PyAny>)> {
        let py = self.dict.py();
        let (mut key, mut value) = (null_mut(), null_mut());
        // SAFETY: `dict` is a `dict`, and each pointer has room for an object pointer. Any position
        // is allowed: one beyond the end ends the walk.
        let more = unsafe {
            ffi::PyDict_Next(
                self.dict.as_ptr(),
                &raw mut self.position,
                &raw mut key,
                &raw mut value,
            )
        };
        if more == 0 {
            return None;
        }
        // SAFETY: both are set, and the `dict` keeps both alive until it changes. The callers hold
        // what they give away, and run no code before.
        Some(unsafe { (Borrowed::from_ptr(py, key), Borrowed::from_ptr(py, value)) })
    }
}

/// How many references to it there are.
#[inline]
pub(crate) fn references<T>(object: &Bound<'_, T>) -> ffi::Py_ssize_t {
    // SAFETY: a live object.
    unsafe { ffi::Py_REFCNT(object.as_ptr()) }
}

/// A number that no `dict` has had before, after each change of this one; none where nothing counts:
/// from 3.13 on an instance's `__dict__` may share its values with the instance.
#[cfg(not(Py_3_14))]
#[cfg_attr(Py_3_12, expect(deprecated, reason = "until 3.14 there it is"))]
#[inline]
pub(crate) fn version(dict: &Bound<'_, PyDict>) -> Option<u64> {
    // SAFETY: a live `dict`; its fields are read while nothing else runs.
    let fields = unsafe { &*dict.as_ptr().cast::<ffi::PyDictObject>() };
    let counts = cfg!(not(Py_3_13)) || fields.ma_values.is_null();
    counts.then_some(fields.ma_version_tag)
}

/// Where that number of a module's namespace stands.
#[cfg(not(Py_3_14))]
#[cfg_attr(Py_3_12, expect(deprecated, reason = "until 3.14 there it is"))]
pub(crate) fn version_counter(dict: &Bound<'_, PyDict>) -> Option<*const u64> {
    // SAFETY: a live `dict`; only the address of a field of it is taken.
    Some(unsafe { &raw const (*dict.as_ptr().cast::<ffi::PyDictObject>()).ma_version_tag })
}

/// None: CPython 3.14 no longer counts.
#[cfg(Py_3_14)]
pub(crate) fn version_counter(_dict: &Bound<'_, PyDict>) -> Option<*const u64> {
    None
}

/// None: CPython 3.14 no longer counts.
#[cfg(Py_3_14)]
pub(crate) fn version(_dict: &Bound<'_, PyDict>) -> Option<u64> {
    None
}

/// Whether both are plain texts, and equal.
#[cold]
fn same_text(key: &Bound<'_, PyAny>, name: &Bound<'_, PyString>) -> bool {
    let text = key.cast_exact::<PyString>().ok().and_then(utf8);
    text.is_some() && text == utf8(name)
}
