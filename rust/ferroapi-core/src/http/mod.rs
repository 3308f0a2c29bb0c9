//! HTTP's small grammars, one per file: bytes in, texts out.

pub mod cookie;
pub mod latin1;
pub mod media_type;
mod percent;
pub mod query;
