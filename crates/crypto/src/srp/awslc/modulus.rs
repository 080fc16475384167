//! N and what Montgomery multiplication needs of it.

use super::super::group::N;
use super::{Number, OUT_OF_MEMORY, Scratch};
use aws_lc_sys as lc;
use std::ptr::NonNull;
use std::sync::LazyLock;

/// Computed once and shared by all threads.
pub(super) struct Modulus {
    pub(super) number: Number,
    pub(super) montgomery: NonNull<lc::BN_MONT_CTX>,
}

// SAFETY: nothing in a `Modulus` is bound to the thread that made it (AWS-LC's allocator is the
// process's `malloc`), so it may be sent to and dropped on another.
unsafe impl Send for Modulus {}
// SAFETY: after `new` has returned, both numbers are passed only as `const` arguments of AWS-LC's
// functions, which read them. `BIGNUM` and `BN_MONT_CTX` have no hidden state (no lazy fields, no
// reference counts), so concurrent reads are not a data race. AWS-LC shares one Montgomery context
// between threads in the same way for every RSA key.
unsafe impl Sync for Modulus {}

impl Modulus {
    pub(super) fn get() -> &'static Self {
        static MODULUS: LazyLock<Modulus> = LazyLock::new(Modulus::new);
        &MODULUS
    }

    fn new() -> Self {
        let (number, scratch) = (Number::from_be_bytes(&N), Scratch::new());
        // SAFETY: both pointers are valid (ground rules); the number is read (the function keeps a
        // copy of its own), the scratch space is used by this call alone. The result is a fresh
        // allocation that we own, or null.
        let montgomery =
            unsafe { lc::BN_MONT_CTX_new_for_modulus(number.0.as_ptr(), scratch.0.as_ptr()) };
        Self { number, montgomery: NonNull::new(montgomery).expect(OUT_OF_MEMORY) }
    }
}

impl Drop for Modulus {
    fn drop(&mut self) {
        // SAFETY: the pointer came from `BN_MONT_CTX_new_for_modulus`, and this is the only place
        // that frees it.
        unsafe { lc::BN_MONT_CTX_free(self.montgomery.as_ptr()) }
    }
}
