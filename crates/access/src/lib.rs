//! Who is calling and what they may do, decided without I/O: Signature Version 4 (checking and
//! making), ARNs, the account inside an access key id, and policies.
//!
//! This crate knows no clock, no store and no keys of its own: time, secrets and the request's
//! bytes come as arguments. It depends on no other Cognate crate.

pub mod access_key;
pub mod arn;
pub mod policy;
pub mod sigv4;
