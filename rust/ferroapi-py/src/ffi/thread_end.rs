//! What becomes of a daemon thread that is in this library when the interpreter ends.
//!
//! Until 3.13 CPython ends such a thread where it asks for the interpreter lock, by `pthread_exit`.
//! glibc's unwinds the thread's stack by force: the clean-ups of our frames would run without the
//! lock, and the `catch_unwind` around each method that Python calls would abort the process. CPython
//! 3.14 lets the thread hang instead. So does this, for threads that are in our frames: before any
//! of them is left, and whatever C function the thread was in.
//!
//! The unwinder asks a frame's *personality* what is to be done there. Ours all have Rust's, and
//! they find it by way of one pointer of this library: GCC's and LLVM's convention for code that is
//! loaded anywhere. It is pointed to a function that looks for the forced unwinding first. Where
//! nothing is unwound by force (musl, macOS, Windows), nothing is done.
#![cfg_attr(
    unwound,
    expect(
        unsafe_code,
        reason = "the one place that all frames of this library share, PyO3's included: a guard \
                  around each call into the interpreter would be two hundred guards"
    )
)]

/// Makes threads hang instead of being unwound when the interpreter ends. Once, at the import.
#[cfg(not(unwound))]
pub(crate) fn hang_at_exit() {}

#[cfg(unwound)]
pub(crate) use hook::hang_at_exit;

#[cfg(unwound)]
mod hook {
    use std::ffi::{c_int, c_void};
    use std::sync::atomic::{AtomicPtr, Ordering};
    use std::time::Duration;

    /// Itanium C++ ABI, exception handling, §1.6.2.
    type Personality = unsafe extern "C" fn(c_int, c_int, u64, *mut c_void, *mut c_void) -> c_int;

    /// `_UA_FORCE_UNWIND`
    const FORCED: c_int = 8;

    unsafe extern "C" {
        /// What the frames' unwinding tables point to; a variable of this library's own.
        #[link_name = "DW.ref.rust_eh_personality"]
        static PERSONALITY: AtomicPtr<c_void>;

        #[cfg_attr(not(Py_3_13), link_name = "_Py_IsFinalizing")]
        safe fn Py_IsFinalizing() -> c_int;
    }

    /// Rust's own personality.
    static RUST: AtomicPtr<c_void> = AtomicPtr::new(std::ptr::null_mut());

    pub(crate) fn hang_at_exit() {
        let own: Personality = personality;
        let own = own as *mut c_void;
        // SAFETY: the variable lives as long as this library, lies in its writable data, has the
        // size of a pointer, and is only read besides.
        let slot = unsafe { &PERSONALITY };
        let rust = slot.load(Ordering::Relaxed);
        if rust != own {
            RUST.store(rust, Ordering::Release);
            slot.store(own, Ordering::Release);
        }
    }

    /// Rust's personality, except for a thread that the ending interpreter unwinds.
    ///
    /// # Safety
    /// Called by the unwinder.
    unsafe extern "C" fn personality(
        version: c_int,
        actions: c_int,
        class: u64,
        exception: *mut c_void,
        context: *mut c_void,
    ) -> c_int {
        if actions & FORCED != 0 && Py_IsFinalizing() != 0 {
            loop {
                std::thread::sleep(Duration::MAX);
            }
        }
        let rust = RUST.load(Ordering::Acquire);
        // SAFETY: what the slot held is a personality, and gets its own arguments.
        unsafe {
            let rust: Personality = std::mem::transmute(rust);
            rust(version, actions, class, exception, context)
        }
    }
}
