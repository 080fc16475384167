//! Readers and writers of AWS's two wire protocols (aws-json 1.1, aws-query with XML answers), and the
//! one checker that holds a request against its schema.
//!
//! A body becomes a protocol-independent [`Value`]; [`accept`] checks and converts it by a static
//! [`Schema`]; a generated [`Shape`] is read from the result without further checks. Answers go the
//! other way: `Shape::write`, then [`json::render`] or [`xml::answer`].
//!
//! This crate knows no operation, no clock and no I/O.

pub mod accept;
pub mod json;
pub mod pattern;
pub mod query;
pub mod redact;
pub mod schema;
pub mod shape;
pub mod timestamp;
pub mod value;
pub mod xml;

pub use accept::{Problems, Rejection, accept};
pub use schema::{Kind, Member, Pattern, Schema, TextRules};
pub use shape::{Enumeration, Shape, Unrecognised};
pub use timestamp::Timestamp;
pub use value::Value;

/// Which of AWS's protocols carried a request. Query has only texts, so [`accept`] also reads numbers
/// and booleans from text there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    Json,
    Query,
}

/// A body that cannot be read, or has a value of the wrong type: `SerializationException` in JSON,
/// `MalformedInput` in query. The text is safe to show: it never repeats a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Malformed(pub String);

impl Malformed {
    /// What AWS's parser says about any text that is no JSON.
    pub(crate) fn unexpected_token() -> Malformed {
        Malformed::new("Unexpected token received from parser")
    }

    pub(crate) fn new(text: impl Into<String>) -> Malformed {
        Malformed(text.into())
    }
}

impl std::fmt::Display for Malformed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Malformed {}
