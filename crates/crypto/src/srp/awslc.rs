//! Arithmetic modulo N by AWS-LC: powers and products in constant time.
//!
//! AWS-LC is twice as fast here as safe code and has no safe interface to it; this is the only
//! module of the project's own crates with `unsafe` code. Property tests compare it with
//! `crypto-bigint`.
//!
//! Ground rules, on which the comments in its files rely:
//!
//! - [`Number`], [`Scratch`] and [`Modulus`] own what they point to: the pointers come from a
//!   constructor that returned non-null, are never copied out of the module, and are freed exactly
//!   once, by `Drop`. A panic half-way therefore leaks nothing.
//! - AWS-LC reports failed allocations as null or 0. There is no sensible way to go on, so they
//!   panic, as failed allocations of Rust's own do (they abort).
//! - AWS-LC overwrites every block of its memory on free, `BN_CTX` scratch space and the table of
//!   powers included; `BN_clear_free` says so for the numbers.
//! - A number has a width, in words, and the time of arithmetic depends on it. `BN_bin2bn` and
//!   `BN_le2bn` take it from the length of what they read and not from the value, and the products
//!   here are as wide as the modulus.

#![expect(unsafe_code, reason = "AWS-LC offers the arithmetic as C functions only")]

mod modulus;
mod number;
mod power;
mod product;

use modulus::Modulus;
use number::{Number, Scratch};

pub(super) use power::{power, power_public};
pub(super) use product::{Product, product};

const OUT_OF_MEMORY: &str = "AWS-LC has memory for a few numbers";
