//! Tokens that prove who somebody is: whether they are genuine, and ours made.
//!
//! [`verify`] finds the issuer by the token (STS); [`verify_login`] by the key under which an identity
//! pool was given it. Keys of own user pools come from the key ring, those of other issuers from their
//! discovery documents, through the one port that asks other servers (EG rules).

mod problem;

use std::sync::Arc;

use cognate_domain::{Map, Pool};

use crate::cx::Cx;
use crate::error::Result;

pub use problem::TokenProblem;

/// How far clocks of issuers may be off, in seconds.
pub const GRACE_SECONDS: i64 = 300;
/// The name under which policies and `Logins` know the identity pools of this installation, whatever
/// the issuer in their tokens is.
pub const IDENTITY_POOLS: &str = "cognito-identity.amazonaws.com";

/// A token that stands.
#[derive(Clone, Debug)]
pub struct Verified {
    /// As policies name it: without scheme; for user pools as the key or the IAM provider writes it.
    pub issuer: String,
    pub provider: Provider,
    /// The user at this issuer.
    pub subject: String,
    /// The claim `aud`: one or several.
    pub audience: Vec<String>,
    /// The claim `azp`.
    pub authorized_party: Option<String>,
    pub amr: Vec<String>,
    /// All claims; of access tokens of social providers what the provider says about them.
    pub claims: Map,
    /// Seconds since the epoch, as `expires_at`.
    pub issued_at: Option<i64>,
    pub expires_at: i64,
}

/// Who vouches.
#[derive(Clone, Debug)]
pub enum Provider {
    UserPool { pool: Arc<Pool>, client_id: String },
    IdentityPool { pool_id: String },
    /// An OIDC provider of the account, by its ARN.
    Oidc { arn: String },
    /// A provider that needs no configuration in the account: its `Logins` key.
    WellKnown(&'static str),
}

/// What an identity pool accepts.
#[derive(Clone, Copy, Debug, Default)]
pub struct Accepted<'a> {
    /// `CognitoIdentityProviders`.
    pub user_pools: &'a [UserPoolClient],
    /// `SupportedLoginProviders`: the key, and the application's id there.
    pub social: &'a [(String, String)],
    /// `OpenIdConnectProviderARNs`.
    pub oidc: &'a [String],
}

/// An entry of `CognitoIdentityProviders`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserPoolClient {
    pub provider_name: String,
    pub client_id: String,
    pub server_side_check: bool,
}

/// How a token for other services is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signature {
    Rs256,
    Es384,
}

impl Signature {
    pub fn from_name(name: &str) -> Option<Signature> {
        match name {
            "RS256" => Some(Signature::Rs256),
            "ES384" => Some(Signature::Es384),
            _ => None,
        }
    }
}

/// Verifies an OIDC token by the issuer it names: the identity pools here, Google, or an OIDC provider
/// of the account, which a user pool needs too.
///
/// Problems, in order: not a JWT; no provider; expired; too early; signature, or keys that cannot be had;
/// missing claims; wrong audience.
pub async fn verify(_cx: &Cx, _token: &str) -> std::result::Result<Verified, TokenProblem> {
    Err(TokenProblem::NotAJwt)
}

/// Verifies what an identity pool was given under a key of `Logins`, other than its own tokens.
///
/// Problems, in order: unsupported key; not a JWT; issuer; expired; too early; signature, or keys that
/// cannot be had; missing `aud`; wrong client or audience; not an ID token; revoked.
pub async fn verify_login(
    _cx: &Cx,
    _key: &str,
    _token: &str,
    _accepted: &Accepted<'_>,
) -> std::result::Result<Verified, TokenProblem> {
    Err(TokenProblem::UnsupportedKey)
}

/// Verifies a token that GetOpenIdToken made: `audience` is the identity pool, `subject` the identity.
pub async fn verify_identity_token(
    _cx: &Cx,
    _token: &str,
) -> std::result::Result<Verified, TokenProblem> {
    Err(TokenProblem::NotAJwt)
}

/// Asks a social provider about its access token: `graph.facebook.com`, `www.amazon.com`. With an
/// `application`, the token must be for it.
pub async fn verify_access_token(
    _cx: &Cx,
    _provider: &str,
    _token: &str,
    _application: Option<&str>,
) -> std::result::Result<Verified, TokenProblem> {
    Err(TokenProblem::UnsupportedKey)
}

/// The issuer of identity pools' tokens, with scheme.
pub fn identity_issuer(_cx: &Cx) -> &str {
    "https://cognito-identity.amazonaws.com"
}

/// The issuer of GetWebIdentityToken's tokens, with scheme: one per account.
pub async fn outbound_issuer(cx: &Cx) -> Result<String> {
    Ok(cx.config().base_url.clone())
}

/// The token of an identity: RS512. The claims are taken as they are, `iss` included.
pub async fn sign_identity_token(_cx: &Cx, _claims: &Map) -> Result<String> {
    Err(crate::error::Error::internal("no key signs for identity pools"))
}

/// A token for other services. The claims are taken as they are, `iss` included.
pub async fn sign_web_identity_token(
    _cx: &Cx,
    _claims: &Map,
    _signature: Signature,
) -> Result<String> {
    Err(crate::error::Error::internal("no key signs for other services"))
}
