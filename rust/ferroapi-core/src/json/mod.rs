//! JSON output, byte for byte what `json.dumps(…, ensure_ascii=False)` gives.
//!
//! Strings and numbers only: containers are walked by whoever knows them.
//!
//! ```
//! use ferroapi_core::json::{write_f64, write_i64, write_str};
//!
//! let mut out = Vec::new();
//! write_str(&mut out, "a\"b\n");
//! write_i64(&mut out, -7);
//! write_f64(&mut out, 1e-5);
//! assert_eq!(out, br#""a\"b\n"-71e-05"#);
//! ```

mod append;
mod escape;
mod number;

pub use escape::write_str;
pub use number::{write_f64, write_f64_serde, write_i64};
