//! STS and IAM over the wire, through the real dispatcher.

mod sts;
