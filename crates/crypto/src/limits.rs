//! What this machine can do: the physical costs a benchmark compares sign-ins with.
//!
//! This crate reads no clock: the caller passes one, in seconds. A clock of the thread's
//! processor time gives the steadiest numbers.

use crate::signing_key::SigningKey;
use crate::srp;

/// Seconds for one generic exponentiation modulo the 3072-bit group with a 256-bit exponent;
/// an SRP sign-in needs two. The mean of `iterations` (at least one).
pub fn exponentiation_seconds(iterations: u32, clock: &mut dyn FnMut() -> f64) -> f64 {
    mean(iterations, clock, &mut srp::one_exponentiation)
}

/// Seconds for one power of the generator with a 256-bit exponent; an SRP sign-in and a password
/// check need one each.
pub fn fixed_base_seconds(iterations: u32, clock: &mut dyn FnMut() -> f64) -> f64 {
    mean(iterations, clock, &mut srp::one_fixed_base_power)
}

/// Seconds for one RS256 signature; a sign-in needs two.
pub fn signature_seconds(key: &SigningKey, iterations: u32, clock: &mut dyn FnMut() -> f64) -> f64 {
    mean(iterations, clock, &mut || {
        std::hint::black_box(key.sign(b"a token's header and claims"));
    })
}

fn mean(iterations: u32, clock: &mut dyn FnMut() -> f64, work: &mut dyn FnMut()) -> f64 {
    work(); // Tables are built at first use.
    let iterations = iterations.max(1);
    let start = clock();
    for _ in 0..iterations {
        work();
    }
    (clock() - start) / f64::from(iterations)
}
