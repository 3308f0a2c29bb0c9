//! Notices that somebody assigned to attributes of types or to names of modules.
#![expect(
    unsafe_code,
    reason = "a look at the types and modules in question through the interpreter's functions costs \
              2 µs a request, at the numbers that count their changes 20 ns"
)]

use std::ffi::c_uint;

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyType};

use super::dict::version_counter;

/// Types and namespaces as they were at one moment.
pub(crate) struct Watched {
    types: Box<[Counted<c_uint>]>,
    namespaces: Box<[Counted<u64>]>,
    /// What the counters stand in.
    _held: Vec<Py<PyAny>>,
}

/// A number inside of an object, and what it was.
struct Counted<N> {
    at: *const N,
    seen: N,
}

// SAFETY: the counters are only read with a token of an attached thread; the objects that they stand
// in are held beside them.
unsafe impl Send for Watched {}

impl Watched {
    pub(crate) fn new(
        types: Vec<Bound<'_, PyType>>,
        namespaces: Vec<Bound<'_, PyDict>>,
    ) -> PyResult<Self> {
        for class in &types {
            // The interpreter numbers a type when something is looked up in it.
            class.getattr_opt(intern!(class.py(), "__never__"))?;
        }
        let tags = types.iter().map(|class| {
            // SAFETY: a field of a live type, which is held below.
            Counted::at(unsafe { &raw const (*class.as_type_ptr()).tp_version_tag })
        });
        let versions = namespaces.iter().filter_map(version_counter);
        Ok(Self {
            types: tags.collect(),
            namespaces: versions.map(Counted::at).collect(),
            _held: types
                .into_iter()
                .map(|class| class.into_any().unbind())
                .chain(
                    namespaces
                        .into_iter()
                        .map(|names| names.into_any().unbind()),
                )
                .collect(),
        })
    }

    /// Whether all are as they were. CPython 3.14 does not count changes of a namespace: there it
    /// is only seen with one of a type.
    ///
    /// A type's tag is a number that no type has had before, after each change of it or of one that
    /// it derives from; zero after a change until something is looked up, and for good after some
    /// thousand changes: then it says nothing. All are looked at without a branch between: 60
    /// instructions instead of 190.
    #[inline]
    pub(crate) fn is_unchanged(&self, _py: Python<'_>) -> bool {
        let tags = self.types.iter().fold(false, |changed, tag| {
            let now = tag.now();
            changed | (now != tag.seen) | (now == 0)
        });
        let versions = self.namespaces.iter();
        !versions.fold(tags, |changed, version| {
            changed | (version.now() != version.seen)
        })
    }
}

impl<N: Copy> Counted<N> {
    fn at(at: *const N) -> Self {
        // SAFETY: callers give a field of a live object.
        let seen = unsafe { *at };
        Self { at, seen }
    }

    #[inline(always)]
    fn now(&self) -> N {
        // SAFETY: `Watched` holds the object that the field is in, and has a token.
        unsafe { *self.at }
    }
}
