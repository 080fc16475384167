//! Who is calling, decided without I/O: Signature Version 4 (checking and making), ARNs and the
//! account inside an access key id.
//!
//! This crate knows no clock, no store and no keys of its own: time, secrets and the request's
//! bytes come as arguments. It depends on no other Cognate crate.

pub mod access_key;
pub mod arn;
pub mod sigv4;
