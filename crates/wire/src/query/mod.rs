//! The aws-query protocol: `Action=…&Version=…&Tags.member.1.Key=…` in a body or a query string.

mod form;
mod read;

pub use form::{Form, parse};
pub use read::read;
