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

use super::dict::version;

/// Types and namespaces as they were at one moment.
pub(crate) struct Watched {
    types: Vec<(Py<PyType>, c_uint)>,
    namespaces: Vec<(Py<PyDict>, Option<u64>)>,
}

impl Watched {
    pub(crate) fn new(
        types: Vec<Bound<'_, PyType>>,
        namespaces: Vec<Bound<'_, PyDict>>,
    ) -> PyResult<Self> {
        let types = types.into_iter().map(|class| {
            // The interpreter numbers a type when something is looked up in it.
            class.getattr_opt(intern!(class.py(), "__never__"))?;
            let seen = tag(&class);
            Ok((class.unbind(), seen))
        });
        let namespaces = namespaces.into_iter().map(|names| {
            let seen = version(&names);
            (names.unbind(), seen)
        });
        Ok(Self {
            types: types.collect::<PyResult<_>>()?,
            namespaces: namespaces.collect(),
        })
    }

    /// Whether all are as they were. CPython 3.14 does not count changes of a namespace: there it
    /// is only seen with one of a type.
    #[inline]
    pub(crate) fn is_unchanged(&self, py: Python<'_>) -> bool {
        let types = &mut self.types.iter();
        let namespaces = &mut self.namespaces.iter();
        types.all(|(class, seen)| tag(class.bind(py)) == *seen)
            && namespaces.all(|(names, seen)| version(names.bind(py)) == *seen)
    }
}

/// A number that no type has had before, after each change of this one or of one that it derives
/// from; zero after a change until something is looked up.
#[inline(always)]
fn tag(class: &Bound<'_, PyType>) -> c_uint {
    // SAFETY: a live type; its field is read while nothing else runs.
    unsafe { (*class.as_type_ptr()).tp_version_tag }
}
