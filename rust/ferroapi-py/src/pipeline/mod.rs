//! The way of one request: enter → match → read → solve → call → serialize → send → leave.
//!
//! One file per room; `run.rs` holds what the rooms share, `drive.rs` steps the awaitables between
//! them, `cycle.rs` is the object that Python awaits.

mod call;
mod caught;
mod coroutine;
mod cycle;
mod doors;
mod drive;
mod enter;
mod exits;
mod fail;
mod leave;
mod outcome;
mod overrides;
mod pending;
mod read;
mod respond;
mod run;
mod send;
mod shield;
mod shown;
mod solve;

pub(crate) use cycle::{Cycle, Given};
pub(crate) use pending::{ExitRun, PendingExits};
pub(crate) use run::{Io, Mode, Run};
pub(crate) use send::Sender;
pub(crate) use shown::is_unused;
pub(crate) use solve::Body;
