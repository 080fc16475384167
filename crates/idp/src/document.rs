//! Between shapes and the documents that the rules take and give.

pub use cognate_core::document::{of, read};
