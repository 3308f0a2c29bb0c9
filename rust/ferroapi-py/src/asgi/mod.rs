//! The ASGI door: the only files that know the protocol's entry points.

mod app;
pub(crate) mod count;
mod door;
pub(crate) mod replaced;
mod routes;
mod scope_entry;

pub(crate) use app::NativeApp;
pub(crate) use door::{Handlers, Pipeline, scope_of};
pub(crate) use routes::{Kind, Routes, Target, routes_changed};
