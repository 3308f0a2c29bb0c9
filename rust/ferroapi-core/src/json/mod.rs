//! JSON output, byte for byte what `json.dumps(…, ensure_ascii=False)` gives.
//!
//! Strings and numbers only: containers are walked by whoever knows them.
//!
//! ```
//! use ferroapi_core::json::{Buffer, write_f64, write_i64, write_str};
//!
//! let mut out = Buffer::new();
//! write_str(&mut out, "a\"b\n");
//! write_i64(&mut out, -7);
//! write_f64(&mut out, 1e-5);
//! assert_eq!(out.finish(), Ok(br#""a\"b\n"-71e-05"#.as_slice()));
//! ```

mod append;
mod buffer;
mod escape;
mod number;

pub use buffer::Buffer;
pub use escape::write_str;
pub use number::{write_f64, write_f64_serde, write_i64};
