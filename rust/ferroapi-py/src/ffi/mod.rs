//! The only room with `unsafe`: each function has a safe signature, each block
//! its reason. Nothing here knows the pipeline; everything else may call it.

pub(crate) mod call;
pub(crate) mod cell;
pub(crate) mod coroutine;
pub(crate) mod dict;
pub(crate) mod handled;
pub(crate) mod held;
pub(crate) mod instance;
pub(crate) mod int;
pub(crate) mod make;
pub(crate) mod scope_dict;
pub(crate) mod text;
pub(crate) mod thread_end;
pub(crate) mod watched;
