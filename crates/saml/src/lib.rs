//! SAML 2.0 documents: read, never trusted further than what is asked of them.
//!
//! One reader serves every document ([`xml::parse`]): no DOCTYPE, no entities but the five of XML, no
//! processing instructions, and limits on everything (SA-R1).

pub mod metadata;
pub mod xml;
