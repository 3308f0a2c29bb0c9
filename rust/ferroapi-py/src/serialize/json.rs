//! Untyped Python values → JSON bytes, for responses without a response model.
//!
//! Equal, byte for byte, to what FastAPI's `JSONResponse` renders from its
//! `jsonable_encoder(value)`, for the types JSON knows and no others: `str`,
//! `int`, `float`, `bool`, `None`, `dict`, `list` and `tuple` themselves.
//! A subclass, any other type, a value that ought to raise: the caller starts
//! again in Python, which is the reference. No Python code runs in here, so
//! containers cannot change under the walk.

use ferroapi_core::json::{Buffer, write_f64, write_i64, write_str};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyFloat, PyInt, PyList, PyString, PyTuple};

use super::container::{Written, close, expect};
use super::keys::KeyTable;
use crate::ffi::dict::visit_pairs;
use crate::ffi::int::as_i64;
use crate::ffi::text::utf8;

/// Deeper values go to Python: it knows when its stack ends, and cycles.
const MAX_DEPTH: u32 = 200;

/// Keys SQLAlchemy keeps for itself; FastAPI drops them.
const SQLALCHEMY_PREFIX: &str = "_sa";

/// So many dicts in a list are worth remembering their keys for.
const MANY: usize = 8;

/// What became of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encoded {
    /// The JSON text stands at the end of the buffer.
    Done,
    /// Ask Python. What was appended meanwhile is for the caller to cut off.
    Fallback,
}

/// Appends `value` as JSON.
pub(crate) fn encode(value: &Bound<'_, PyAny>, out: &mut Buffer) -> PyResult<Encoded> {
    let mut walk = Walk {
        out,
        keys: KeyTable::default(),
    };
    let written = walk.value(value, MAX_DEPTH);
    Ok(written.map_or(Encoded::Fallback, |()| Encoded::Done))
}

/// One walk through a value.
pub(crate) struct Walk<'o> {
    out: &'o mut Buffer,
    keys: KeyTable,
}

impl Walk<'_> {
    /// Writes a value that may nest `depth` containers deep.
    #[inline(always)]
    fn value(&mut self, value: &Bound<'_, PyAny>, depth: u32) -> Written {
        if let Ok(text) = value.cast_exact::<PyString>() {
            write_str(self.out, utf8(text)?);
            return Some(());
        }
        if let Ok(dict) = value.cast_exact::<PyDict>() {
            return self.dict(dict, depth.checked_sub(1)?);
        }
        if let Ok(list) = value.cast_exact::<PyList>() {
            return self.array(list.iter(), depth.checked_sub(1)?);
        }
        if let Ok(tuple) = value.cast_exact::<PyTuple>() {
            return self.array(tuple.iter(), depth.checked_sub(1)?);
        }
        self.scalar(value)
    }

    /// Writes what needs no quotes: a number, `true`, `false` or `null`.
    #[inline(always)]
    fn scalar(&mut self, value: &Bound<'_, PyAny>) -> Written {
        if let Ok(int) = value.cast_exact::<PyInt>() {
            write_i64(self.out, as_i64(int)?);
        } else if let Ok(float) = value.cast_exact::<PyFloat>() {
            let number = Some(float.value()).filter(|number| number.is_finite())?;
            write_f64(self.out, number);
        } else if value.is_none() {
            self.out.extend_from_slice(b"null");
        } else if let Ok(flag) = value.cast_exact::<PyBool>() {
            self.out
                .extend_from_slice(if flag.is_true() { b"true" } else { b"false" });
        } else {
            return None;
        }
        Some(())
    }

    #[inline(never)]
    fn array<'py>(
        &mut self,
        items: impl ExactSizeIterator<Item = Bound<'py, PyAny>>,
        depth: u32,
    ) -> Written {
        let more = items.len().saturating_sub(1);
        let start = self.out.len();
        for (index, item) in items.enumerate() {
            self.out.push(b',');
            self.value(&item, depth)?;
            if index == 0 {
                self.expect(more, &item, self.out.len() - start);
            }
        }
        close(self.out, start, [b'[', b']'])
    }

    #[inline(never)]
    fn dict(&mut self, dict: &Bound<'_, PyDict>, depth: u32) -> Written {
        let start = self.out.len();
        visit_pairs(dict, &mut Pairs { walk: self, depth })?;
        close(self.out, start, [b'{', b'}'])
    }

    /// Gets ready for `more` items of an array like the `first`, which took
    /// `length` bytes.
    #[inline]
    fn expect(&mut self, more: usize, first: &Bound<'_, PyAny>, length: usize) {
        expect(self.out, more, length);
        if more >= MANY && first.is_exact_instance_of::<PyDict>() {
            self.keys.open();
        }
    }

    /// Writes a comma, a key and a colon; false if the key is to be dropped.
    fn key(&mut self, key: &Bound<'_, PyAny>) -> Option<bool> {
        let start = self.out.len();
        self.out.push(b',');
        let Ok(name) = key.cast_exact::<PyString>() else {
            self.scalar_key(key)?;
            return Some(true);
        };
        let text = utf8(name)?;
        if text.starts_with(SQLALCHEMY_PREFIX) {
            self.out.truncate(start);
            return Some(false);
        }
        write_str(self.out, text);
        self.out.push(b':');
        self.keys.remember(key, &self.out[start..]);
        Some(true)
    }

    /// A key that is a number, a truth value or `None`: as `json.dumps` has it,
    /// the same text in quotes.
    #[cold]
    fn scalar_key(&mut self, key: &Bound<'_, PyAny>) -> Written {
        self.out.push(b'"');
        self.scalar(key)?;
        self.out.extend_from_slice(b"\":");
        Some(())
    }
}

/// The walk inside one `dict`.
pub(crate) struct Pairs<'w, 'o> {
    walk: &'w mut Walk<'o>,
    depth: u32,
}

impl Pairs<'_, '_> {
    /// Writes one pair, unless its key is to be dropped.
    #[inline(always)]
    pub(crate) fn write(&mut self, key: &Bound<'_, PyAny>, value: &Bound<'_, PyAny>) -> Written {
        let Walk { out, keys } = &mut *self.walk;
        if keys.write(out, key) || self.walk.key(key)? {
            self.walk.value(value, self.depth)?;
        }
        Some(())
    }
}
