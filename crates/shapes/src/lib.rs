//! Types, constraints and operation tables of the four APIs, generated from the pinned models.
//!
//! `<service>::Op` names an operation, `Op::spec` says what the wire needs to know of it, and the
//! structures in AWS's names are read from and written to `cognate_wire::Value`s. This crate knows
//! nothing of what operations do.

pub mod iam;
pub mod identity;
pub mod idp;
pub mod operation;
pub mod sts;

pub use operation::{Auth, Fault, Operation, Service};
