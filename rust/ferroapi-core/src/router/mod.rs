//! Which routes may answer a path, first declared first.
//!
//! Routes are known here by the order of their declaration only: an id, a path
//! template, a set of methods. Handlers, names and conversions to Python values
//! live with the caller (`ferroapi-py`).
//!
//! # How it works
//!
//! Starlette tries every route in turn and takes the first full match. The
//! routers on crates.io prefer static text over parameters instead, so this one
//! is its own. It finds the same candidates, in the same order, without the
//! walk:
//!
//! 1. *Exact table.* A path without parameters is looked up whole. What stands
//!    behind it is the list of every template that matches that very path,
//!    computed when the router is built: a `/items/{id}` declared before
//!    `/items/me` is in the list of `/items/me`, before it.
//! 2. *Shapes.* Templates with parameters are grouped by shape: the number of
//!    segments and which of them are literal. One hash over the literal segments
//!    finds all templates of a shape that agree with the path. An application has
//!    a handful of shapes however many routes it has, so the cost depends on the
//!    path, not on the table. A hit is verified, so a colliding hash is harmless.
//! 3. *Opaque routes.* What this module does not model (mounts, hosts, foreign
//!    route classes, two parameters in a segment, custom convertors) is a
//!    candidate for every path, in its place; the caller asks Python about it.
//!
//! ```
//! use ferroapi_core::router::{Entry, RouterBuilder, Verdict};
//!
//! let mut builder = RouterBuilder::new();
//! let item = builder.push(Entry::Template { template: "/items/{id:int}", methods: &["GET"] });
//! let router = builder.build();
//!
//! let found = router.candidates("/items/7", "GET").next().expect("a candidate");
//! assert_eq!((found.id, found.verdict), (item, Verdict::Full));
//! assert_eq!(found.captures[0].1, "7");
//! assert!(router.candidates("/items/x", "GET").next().is_none());
//! ```

mod builder;
mod captures;
mod convertor;
mod methods;
mod search;
mod segments;
mod table;
mod template;

pub use builder::{Entry, RouterBuilder};
pub use captures::{Capture, Captures};
pub use convertor::Convertor;
pub use search::{Candidate, Candidates, Verdict};
pub use table::Router;
