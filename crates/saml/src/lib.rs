//! SAML 2.0 documents: read, never trusted further than what is asked of them.
//!
//! One reader serves every document ([`xml::parse`]): no DOCTYPE, no entities but the five of XML, no
//! processing instructions, and limits on everything (SA-R1).
//!
//! A response goes three steps: [`Response::read`] checks its form, [`Response::verify`] its signatures
//! with certificates from [`metadata`], [`Verified::check`] whether it holds here and now.

pub mod assertion;
pub mod canonical;
pub mod conditions;
pub mod metadata;
mod problem;
mod response;
pub mod signature;
mod time;
pub mod xml;

pub use problem::Problem;
pub use response::{CHARS_MAX, Response, Verified};
