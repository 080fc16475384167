//! Why a signature was refused, in the words of both protocols.

use std::fmt;

/// The answer to a signature that does not match.
pub const MISMATCH: &str = "The request signature we calculated does not match the signature you \
     provided. Check your AWS Secret Access Key and signing method. Consult the service \
     documentation for details.";

/// A refused signature. [`SigError::json`] and [`SigError::query`] give code, HTTP status and
/// message for the JSON services (user pools, identity pools) and the query services (STS, IAM).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SigError {
    /// A signed operation was called without any signature.
    MissingToken,
    /// The signature cannot be parsed, or a part of it is missing or given twice.
    Incomplete(String),
    /// Not `AWS4-HMAC-SHA256`.
    UnsupportedAlgorithm(String),
    /// The access key is unknown or inactive, its kind does not fit the session token, or the
    /// token cannot be opened. One text for all: which of them, is nobody's business.
    Unrecognized,
    /// The session of temporary credentials has expired.
    Expired,
    /// The scope does not fit the request or the server, a header that must be signed is not, or
    /// the payload is not what was signed.
    InvalidSignature(String),
    /// The request's time is outside the window, or a presigned URL is over.
    Skew(String),
    /// The signature differs from the one computed.
    Mismatch,
}

impl SigError {
    /// Code, status and message of the JSON protocol.
    pub fn json(&self) -> (&'static str, u16, String) {
        let code = match self {
            SigError::MissingToken => "MissingAuthenticationTokenException",
            SigError::Incomplete(_) | SigError::UnsupportedAlgorithm(_) => {
                "IncompleteSignatureException"
            }
            SigError::Unrecognized => "UnrecognizedClientException",
            SigError::Expired => "ExpiredTokenException",
            SigError::InvalidSignature(_) | SigError::Skew(_) | SigError::Mismatch => {
                "InvalidSignatureException"
            }
        };
        (code, 400, self.to_string())
    }

    /// Code, status and message of the query protocol.
    pub fn query(&self) -> (&'static str, u16, String) {
        match self {
            SigError::MissingToken => (
                "MissingAuthenticationToken",
                403,
                "Request is missing Authentication Token".to_owned(),
            ),
            SigError::Incomplete(_) | SigError::UnsupportedAlgorithm(_) => {
                ("IncompleteSignature", 400, self.to_string())
            }
            SigError::Unrecognized => ("InvalidClientTokenId", 403, self.to_string()),
            SigError::Expired => ("ExpiredToken", 403, self.to_string()),
            SigError::InvalidSignature(_) | SigError::Skew(_) | SigError::Mismatch => {
                ("SignatureDoesNotMatch", 403, self.to_string())
            }
        }
    }

    /// `'x' must be a 'SignedHeader' in the AWS Authorization.`
    pub(super) fn must_be_signed(header: &str) -> SigError {
        SigError::InvalidSignature(format!(
            "{header} must be a 'SignedHeader' in the AWS Authorization."
        ))
    }
}

impl fmt::Display for SigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SigError::MissingToken => f.write_str("Missing Authentication Token"),
            SigError::Incomplete(text)
            | SigError::InvalidSignature(text)
            | SigError::Skew(text) => f.write_str(text),
            SigError::UnsupportedAlgorithm(name) => {
                write!(f, "Unsupported AWS 'algorithm': '{name}'.")
            }
            SigError::Unrecognized => {
                f.write_str("The security token included in the request is invalid.")
            }
            SigError::Expired => {
                f.write_str("The security token included in the request is expired")
            }
            SigError::Mismatch => f.write_str(MISMATCH),
        }
    }
}

impl std::error::Error for SigError {}
