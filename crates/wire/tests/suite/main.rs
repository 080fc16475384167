//! The crate seen from outside.

mod accept;
mod json;
mod query;
mod redaction;
mod sample;
mod xml;
