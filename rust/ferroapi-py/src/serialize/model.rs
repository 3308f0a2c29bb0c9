//! Values of closed schemas → JSON bytes, for responses with a response model.
//!
//! Equal, byte for byte, to what pydantic-core's `to_json` makes of a value
//! that is exactly what its schema says. Anything else (a subclass, a field that
//! is missing or out of order, a number JSON has no text for) ends the walk: the
//! caller starts again with `to_json`, which knows what to warn of. No Python code
//! runs in here.

use ferroapi_core::json::{Buffer, write_f64_serde, write_i64, write_str};
use pyo3::prelude::*;
use pyo3::types::{
    PyBool, PyDate, PyDateTime, PyDict, PyFloat, PyInt, PyList, PyString, PyTime, PyTuple,
};

use super::container::{Written, close, expect};
use super::json::Encoded;
use super::moment::{is_uuid, write_date, write_datetime, write_time, write_uuid};
use crate::ffi::dict::HeldPairs;
use crate::ffi::instance::instance_dict;
use crate::ffi::int::as_i64;
use crate::ffi::text::utf8;
use crate::plan::{Constant, Member, Shape, Shapes};

/// Deeper values go to pydantic-core: it knows cycles, and has a limit of its own, which is higher:
/// it counts references, and each leads to a shape that is counted here.
const MAX_DEPTH: u32 = 200;

/// pydantic-core writes floats from here on differently in different versions.
const LARGE: f64 = 1e16;

/// Appends `value`, which has the first of `shapes`, as JSON.
pub(crate) fn write_shaped(
    shapes: &Shapes,
    exclude_none: bool,
    value: &Bound<'_, PyAny>,
    out: &mut Buffer,
) -> Encoded {
    let mut walk = Walk {
        out,
        shapes,
        exclude_none,
    };
    let written = walk.value(0, value, MAX_DEPTH);
    written.map_or(Encoded::Fallback, |()| Encoded::Done)
}

/// One walk through a value.
struct Walk<'w> {
    out: &'w mut Buffer,
    shapes: &'w Shapes,
    exclude_none: bool,
}

impl<'w> Walk<'w> {
    /// Writes a value that may nest `depth` shapes deep.
    #[inline]
    fn value(&mut self, place: usize, value: &Bound<'_, PyAny>, depth: u32) -> Written {
        let shape = self.shapes.get(place)?;
        match shape {
            Shape::Str => write_str(self.out, utf8(value.cast_exact::<PyString>().ok()?)?),
            Shape::Int => write_i64(self.out, as_i64(value.cast_exact::<PyInt>().ok()?)?),
            Shape::Float => self.float(value.cast_exact::<PyFloat>().ok()?.value())?,
            Shape::Bool => self.bool(value.cast_exact::<PyBool>().ok()?.is_true()),
            Shape::Nullable(_) if value.is_none() => self.null(),
            Shape::Nullable(inner) => return self.value(*inner, value, depth.checked_sub(1)?),
            _ => return self.compound(shape, value, depth),
        }
        Some(())
    }

    #[inline(never)]
    fn compound(&mut self, shape: &'w Shape, value: &Bound<'_, PyAny>, depth: u32) -> Written {
        match shape {
            Shape::Model { class, members } => {
                if value.get_type_ptr() != class.as_ptr().cast() {
                    return None;
                }
                self.model(members, value, depth.checked_sub(1)?)
            }
            Shape::List(item) => {
                let items = value.cast_exact::<PyList>().ok()?.iter();
                self.array(*item, items, depth.checked_sub(1)?)
            }
            Shape::Tuple(item) => {
                let items = value.cast_exact::<PyTuple>().ok()?.iter();
                self.array(*item, items, depth.checked_sub(1)?)
            }
            Shape::Dict(inner) => {
                let dict = value.cast_exact::<PyDict>().ok()?;
                self.dict(*inner, dict, depth.checked_sub(1)?)
            }
            Shape::Union(choices) => {
                let choice = choices.iter().find(|choice| self.takes(**choice, value))?;
                self.value(*choice, value, depth.checked_sub(1)?)
            }
            Shape::Constant(constants) => {
                let text = &constant_of(constants, value)?.text;
                self.out.extend_from_slice(text);
                Some(())
            }
            Shape::None => value.is_none().then(|| self.null()),
            Shape::Datetime => write_datetime(self.out, value),
            Shape::Date => write_date(self.out, value),
            Shape::Time => write_time(self.out, value),
            Shape::Uuid => write_uuid(self.out, value),
            Shape::Str | Shape::Int | Shape::Float | Shape::Bool | Shape::Nullable(_) => None,
        }
    }

    /// Whether the exact type of `value` is that of a shape. The choices of a union differ in it.
    fn takes(&self, place: usize, value: &Bound<'_, PyAny>) -> bool {
        let Some(shape) = self.shapes.get(place) else {
            return false;
        };
        match shape {
            Shape::Str => value.is_exact_instance_of::<PyString>(),
            Shape::Int => value.is_exact_instance_of::<PyInt>(),
            Shape::Float => value.is_exact_instance_of::<PyFloat>(),
            Shape::Bool => value.is_exact_instance_of::<PyBool>(),
            Shape::None => value.is_none(),
            Shape::List(_) => value.is_exact_instance_of::<PyList>(),
            Shape::Tuple(_) => value.is_exact_instance_of::<PyTuple>(),
            Shape::Dict(_) => value.is_exact_instance_of::<PyDict>(),
            Shape::Model { class, .. } => value.get_type_ptr() == class.as_ptr().cast(),
            Shape::Nullable(inner) => value.is_none() || self.takes(*inner, value),
            Shape::Constant(constants) => constant_of(constants, value).is_some(),
            Shape::Datetime => value.is_exact_instance_of::<PyDateTime>(),
            Shape::Date => value.is_exact_instance_of::<PyDate>(),
            Shape::Time => value.is_exact_instance_of::<PyTime>(),
            Shape::Uuid => is_uuid(value),
            Shape::Union(_) => false,
        }
    }

    #[inline]
    fn float(&mut self, number: f64) -> Written {
        if number.abs() < LARGE {
            write_f64_serde(self.out, number);
            return Some(());
        }
        None
    }

    fn bool(&mut self, flag: bool) {
        self.out
            .extend_from_slice(if flag { b"true" } else { b"false" });
    }

    fn null(&mut self) {
        self.out.extend_from_slice(b"null");
    }

    fn model(&mut self, members: &'w [Member], model: &Bound<'_, PyAny>, depth: u32) -> Written {
        let dict = instance_dict(model)?;
        if dict.len() != members.len() {
            return None;
        }
        let start = self.out.len();
        let mut pairs = HeldPairs::of(&dict);
        for member in members {
            let value = pairs.next_under(&member.name)?;
            let Some(shape) = member.shape else { continue };
            if self.exclude_none && value.is_none() {
                // It may be a union's tag, of which pydantic-core warns where it fits no choice.
                if let Some(Shape::Constant(constants)) = self.shapes.get(shape) {
                    constant_of(constants, &value)?;
                }
                continue;
            }
            self.out.extend_from_slice(&member.key);
            self.value(shape, &value, depth)?;
        }
        close(self.out, start, [b'{', b'}'])
    }

    fn dict(&mut self, inner: usize, dict: &Bound<'_, PyDict>, depth: u32) -> Written {
        let start = self.out.len();
        let mut pairs = HeldPairs::of(dict);
        while let Some((key, value)) = pairs.next() {
            self.out.push(b',');
            write_str(self.out, utf8(key.cast_exact::<PyString>().ok()?)?);
            self.out.push(b':');
            self.value(inner, &value, depth)?;
        }
        close(self.out, start, [b'{', b'}'])
    }

    fn array<'py>(
        &mut self,
        inner: usize,
        items: impl ExactSizeIterator<Item = Bound<'py, PyAny>>,
        depth: u32,
    ) -> Written {
        let more = items.len().saturating_sub(1);
        let start = self.out.len();
        for (index, item) in items.enumerate() {
            self.out.push(b',');
            self.value(inner, &item, depth)?;
            if index == 0 {
                let length = self.out.len() - start;
                expect(self.out, more, length);
            }
        }
        close(self.out, start, [b'[', b']'])
    }
}

/// The constant that `value` is. A text may be another object of the same letters.
fn constant_of<'c>(constants: &'c [Constant], value: &Bound<'_, PyAny>) -> Option<&'c Constant> {
    let same = constants.iter().find(|constant| value.is(&constant.value));
    if same.is_some() {
        return same;
    }
    let text = utf8(value.cast_exact::<PyString>().ok()?)?;
    constants.iter().find(|constant| {
        let constant = constant.value.bind(value.py());
        let letters = constant.cast_exact::<PyString>().ok().and_then(utf8);
        letters == Some(text)
    })
}
