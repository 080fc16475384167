//! The one checker between a parsed body and an operation.
//!
//! Types come first: a value of the wrong type ends the reading with the text of AWS's Java
//! deserialiser. Constraints come second and are all reported together. What is returned has every
//! required member, no unknown ones and no nulls, with members in schema order.

mod constraints;
mod types;

use std::fmt;

use crate::schema::Schema;
use crate::{Malformed, Protocol, Value};

/// Why a body was not accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rejection {
    /// A value of the wrong type.
    Malformed(Malformed),
    /// Values of the right types that the model forbids.
    Problems(Problems),
}

/// The breached constraints, in model order. `Display` gives AWS's message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems(pub Vec<String>);

/// A body may breach constraints in thousands of list items; the message stops here.
const PROBLEMS_MAX: usize = 100;

/// Checks a value against a schema and converts it to what the schema says: base64 to bytes, numbers and
/// ISO texts to times, integers to floats, and in [`Protocol::Query`] texts to numbers and booleans.
pub fn accept(value: Value, schema: &Schema, protocol: Protocol) -> Result<Value, Rejection> {
    if value.is_null() {
        return Err(Rejection::Malformed(Malformed::unexpected_token()));
    }
    let value = types::convert(value, schema, protocol).map_err(Rejection::Malformed)?;
    let problems = constraints::check(&value, schema);
    if problems.0.is_empty() { Ok(value) } else { Err(Rejection::Problems(problems)) }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = if self.0.len() == 1 { "" } else { "s" };
        write!(f, "{} validation error{plural} detected: {}", self.0.len(), self.0.join("; "))
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Rejection::Malformed(it) => it.fmt(f),
            Rejection::Problems(it) => it.fmt(f),
        }
    }
}

impl std::error::Error for Rejection {}
