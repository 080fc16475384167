//! STS and IAM over the wire, through the real dispatcher.

mod iam;
mod sts;
