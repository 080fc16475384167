//! The door to IAM.

use cognate_core::call::{Door, missing};
use cognate_shapes::iam::{Op, SERVICE};

/// `iam`. Nothing is built: every operation answers `NotImplementedException`.
pub fn door() -> Door {
    Door::new(&SERVICE, Op::ALL.iter().map(|op| (op.spec().name, missing())))
}
