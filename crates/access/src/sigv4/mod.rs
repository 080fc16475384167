//! AWS Signature Version 4, header and query (presigned) form.
//!
//! A server asks in two steps, so that it looks a key up only for requests that are otherwise
//! in order:
//!
//! 1. [`presented`] parses the signature and checks all that needs no key: the form, duplicates,
//!    the credential scope, the time window, which headers must be signed.
//! 2. [`verify`] recomputes the signature with the caller's [`SigningSecret`] and compares in
//!    constant time. For an unknown access key call it with [`SigningSecret::dummy`], so that the
//!    work is the same.
//!
//! What the caller still owes: a session token must be opened and be bound to the access key, the
//! session must not have expired, and under [`PayloadRule::Declared`] (S3) the body must be checked
//! against [`Presented::payload`].
//!
//! Everything is canonicalised from the request as received: raw target, raw header bytes.

mod canonical;
pub(crate) mod date;
mod error;
mod header;
mod key;
mod percent;
mod present;
mod query;
mod required;
mod rules;
mod sign;
mod verify;

pub use canonical::canonical_request;
pub use date::{amz_date, parse_amz_date};
pub use error::{MISMATCH, SigError};
pub use key::{SigningSecret, signing_key};
pub use present::presented;
pub use rules::{PathRule, PayloadRule, Rules};
pub use sign::{Credentials, presign, sign};
pub use verify::{verify, verify_under};

/// The only algorithm served. The asymmetric variant is refused as unsupported.
pub const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// The last element of every credential scope.
pub const TERMINATOR: &str = "aws4_request";

/// A request as it came over the wire.
#[derive(Clone, Copy)]
pub struct RequestView<'a> {
    /// As received, upper case.
    pub method: &'a str,
    /// Raw `path?query` as received, never decoded or normalised. Starts with `/`.
    pub target: &'a str,
    /// Lower-case names with raw values, in the order received. HTTP/2 requests carry their
    /// `:authority` as `host`.
    pub headers: &'a [(&'a str, &'a [u8])],
    /// The whole body. Not looked at under [`PayloadRule::Declared`].
    pub body: &'a [u8],
}

/// What the server demands of a signature.
#[derive(Clone, Copy)]
pub struct Expect<'a> {
    /// Signing name of the service addressed, for example `cognito-idp`. Selects the [`Rules`].
    pub service: &'a str,
    /// Regions a credential scope may name.
    pub regions: RegionRule<'a>,
    /// The server's clock, milliseconds since the epoch.
    pub now_ms: i64,
    /// How far the request's time may be from the server's, either way. AWS: 300.
    pub window_seconds: i64,
}

/// Which regions a credential scope may name.
#[derive(Clone, Copy)]
pub enum RegionRule<'a> {
    /// Anything shaped like an AWS region: `us-east-1`, `us-gov-west-1`, `eusc-de-east-1`.
    AwsShaped,
    /// Only these.
    OneOf(&'a [String]),
}

/// Where the signature travelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// In the `Authorization` header.
    Header,
    /// In `X-Amz-*` query parameters. `expires_seconds` as stated by the client, if at all.
    Query { expires_seconds: Option<i64> },
}

/// What stands for the body in the signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Payload {
    /// The SHA-256 of the body, which [`verify`] computes. If the client declared one too, they
    /// must be equal.
    Body { declared: Option<String> },
    /// The value the client declared (S3: 64 hex digits, `UNSIGNED-PAYLOAD` or `STREAMING-…`). The
    /// caller checks the body against it while streaming.
    Declared(String),
}

/// A signature that is well-formed, fresh and scoped to this server, but not yet verified.
#[derive(Clone)]
pub struct Presented {
    pub access_key_id: String,
    /// The session token as sent. It is part of what is signed.
    pub session_token: Option<String>,
    pub region: String,
    pub service: String,
    /// `YYYYMMDD`, the date of the scope: with region and service the key of a signing-key cache.
    pub date: String,
    /// `YYYYMMDDTHHMMSSZ`, the time of signing.
    pub amz_date: String,
    /// The time of signing, milliseconds since the epoch.
    pub signed_at_ms: i64,
    pub form: Form,
    pub payload: Payload,
    /// Sorted, lower case, separated by `;`.
    pub signed_headers: String,
    signature: [u8; 32],
}

/// Names the caller, never the token or the signature.
impl std::fmt::Debug for Presented {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Presented")
            .field("access_key_id", &self.access_key_id)
            .field("scope", &self.scope())
            .field("form", &self.form)
            .finish_non_exhaustive()
    }
}

impl Presented {
    /// `date/region/service/aws4_request`
    pub fn scope(&self) -> String {
        format!("{}/{}/{}/{TERMINATOR}", self.date, self.region, self.service)
    }
}

impl RequestView<'_> {
    fn path_and_query(&self) -> (&str, &str) {
        self.target.split_once('?').unwrap_or((self.target, ""))
    }

    /// The values of a header, in the order received.
    fn values<'b>(&'b self, name: &'b str) -> impl Iterator<Item = &'b [u8]> {
        self.headers.iter().filter(move |(n, _)| *n == name).map(|(_, value)| *value)
    }
}
