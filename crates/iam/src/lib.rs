//! The doors to STS and IAM, the two query services: one file per operation, one line per operation
//! in the tables.

pub mod iam;
mod sessions;
pub mod sts;
