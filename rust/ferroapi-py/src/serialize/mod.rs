//! Python values → JSON bytes, and response heads.

mod container;
pub(crate) mod head;
pub(crate) mod json;
mod keys;
pub(crate) mod model;
mod moment;
