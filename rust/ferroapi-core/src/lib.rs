//! Routing, HTTP grammars and JSON output: bytes in, spans or bytes out.
//!
//! Everything here is a pure function of its input: no Python, no I/O, no
//! threads, no `unsafe`. `ferroapi-py` calls it and owns every Python object;
//! tests, fuzz targets and benches call it without an interpreter.
//!
//! * [`router`]: which routes may answer a path, in the order of declaration.
//! * [`http`]: query strings, cookies and media types, one grammar per file.
//! * [`json`]: strings and numbers written as `json.dumps` writes them.
//! * [`memory`]: what grows with what a client sends, without ending the process.
#![forbid(unsafe_code)]

pub mod http;
pub mod json;
pub mod memory;
pub mod router;
mod swar;
