//! Why a response is refused. The texts quote nothing of it.

use crate::signature::BadSignature;
use crate::xml::BadXml;

/// In the order in which it is found out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    #[error("the response is longer than {} characters", crate::response::CHARS_MAX)]
    TooLong,
    #[error("the response is not base64 of UTF-8")]
    Base64,
    #[error(transparent)]
    Xml(#[from] BadXml),
    #[error("the document is no SAML 2.0 response")]
    NotAResponse,
    #[error("two elements have the same ID")]
    DuplicateId,
    #[error("the identity provider reports that it did not succeed")]
    Status,
    #[error("encrypted assertions are not supported")]
    Encrypted,
    #[error("the response does not have one assertion, directly in it")]
    Assertions,
    #[error("a signature stands elsewhere than directly in the response or assertion, or twice")]
    Signatures,
    #[error("neither the response nor the assertion is signed")]
    Unsigned,
    #[error("the signature does not stand: {0}")]
    Signature(#[from] BadSignature),
    /// The part that is missing, or not as it should be.
    #[error("the assertion cannot be read: {0}")]
    Unreadable(&'static str),
    #[error("the issuer is another one")]
    Issuer,
    #[error("the response is destined for another address")]
    Destination,
    #[error("the response does not answer the request")]
    InResponseTo,
    #[error("the assertion is for another audience")]
    Audience,
    #[error("nothing confirms the subject for this recipient")]
    Recipient,
    #[error("a condition is not understood")]
    Condition,
    #[error("the assertion is not valid yet")]
    TooEarly,
    #[error("the assertion has expired")]
    Expired,
    #[error("the assertion was issued too long ago")]
    TooOld,
}
