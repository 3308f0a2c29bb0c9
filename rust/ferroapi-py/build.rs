//! Tells the compiler which CPython the extension is built for (`cfg(Py_3_14)` and the like), and whether
//! it ends threads by unwinding them (`cfg(unwound)`; see `src/ffi/thread_end.rs`).

use std::env::var;

fn main() {
    pyo3_build_config::use_pyo3_cfgs();
    println!("cargo::rustc-check-cfg=cfg(unwound)");
    if unwinds_threads() {
        println!("cargo::rustc-cfg=unwound");
    }
}

/// glibc's `pthread_exit` unwinds, and CPython calls it before 3.14. Where the unwinding tables look
/// different, or nobody has looked, nothing is done about it.
fn unwinds_threads() -> bool {
    let target = |name: &str| var(format!("CARGO_CFG_TARGET_{name}")).unwrap_or_default();
    let version = pyo3_build_config::get().version();
    target("OS") == "linux"
        && target("ENV") == "gnu"
        && ["x86_64", "aarch64"].contains(&target("ARCH").as_str())
        && version
            < pyo3_build_config::PythonVersion {
                major: 3,
                minor: 14,
            }
}
