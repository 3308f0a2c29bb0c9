//! The extension module `ferroapi._ferroapi`.

mod asgi;
mod error;
mod extract;
mod ffi;
mod pipeline;
mod plan;
mod python;
mod serialize;
mod stack;

/// What `import ferroapi._ferroapi` gives.
#[pyo3::pymodule(gil_used = true)]
mod _ferroapi {
    #[pymodule_export]
    use crate::asgi::{
        NativeApp, Pipeline, Routes, count::request_counts, replaced::replaced_parts,
        routes_changed,
    };
    #[pymodule_export]
    use crate::pipeline::{Cycle, ExitRun, PendingExits, Sender};
    #[pymodule_export]
    use crate::plan::{Plan, declaration_changed};

    #[pymodule_export]
    #[allow(non_upper_case_globals, reason = "Python's name for it")]
    const __version__: &str = env!("CARGO_PKG_VERSION");

    /// Before a thread can be in here.
    #[pymodule_init]
    fn init(_module: &pyo3::Bound<'_, pyo3::types::PyModule>) -> pyo3::PyResult<()> {
        crate::ffi::thread_end::hang_at_exit();
        Ok(())
    }

    /// Whether the compiler knew what is hot: set by `rust/release/build.py`.
    #[pymodule_export]
    const PROFILE_GUIDED: bool = option_env!("FERROAPI_PROFILE_GUIDED").is_some();
}
