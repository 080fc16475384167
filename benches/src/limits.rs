//! The physical limits: what one thread of this machine needs for the bare cryptography.

use cognate_crypto::{SigningKey, SystemRandom, limits};
use rustix::time::{ClockId, clock_gettime};

/// Milliseconds of processor time.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// One power modulo the 3072-bit group, generic base, 256-bit exponent.
    pub exponentiation_ms: f64,
    /// One RS256 signature with a 2048-bit key.
    pub signature_ms: f64,
}

impl Limits {
    /// Measures both, for about half a second.
    pub fn measure() -> Self {
        let key = SigningKey::generate(&SystemRandom);
        let mut clock = thread_seconds;
        let exponentiation_ms = limits::exponentiation_seconds(400, &mut clock) * 1e3;
        let signature_ms = limits::signature_seconds(&key, 400, &mut clock) * 1e3;
        Limits { exponentiation_ms, signature_ms }
    }

    /// The mean of two measurements, one from before and one from after what is compared.
    pub fn mean(self, other: Self) -> Self {
        Limits {
            exponentiation_ms: (self.exponentiation_ms + other.exponentiation_ms) / 2.0,
            signature_ms: (self.signature_ms + other.signature_ms) / 2.0,
        }
    }
}

/// Processor time of this thread, so that neighbours on the machine do not count.
fn thread_seconds() -> f64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 * 1e-9
}
