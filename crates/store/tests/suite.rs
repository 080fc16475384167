//! The store, from outside, on both engines.

mod records;
