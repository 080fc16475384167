//! Tokens that prove who somebody is: whether they are genuine, and ours made.
//!
//! [`verify`] finds the issuer by the token (STS); [`verify_login`] by the key under which an identity
//! pool was given it. Keys of own user pools come from the key ring, those of other issuers from their
//! discovery documents, through the one port that asks other servers (EG rules).

mod amazon;
mod ask;
mod claims;
mod facebook;
mod foreign;
mod identity_pool;
mod issuers;
mod login;
mod oidc;
mod problem;
mod sign;
mod social;
mod twitter;
mod user_pool;

use std::sync::Arc;

use cognate_domain::{Map, Pool};

use crate::cx::Cx;

pub use identity_pool::verify_identity_token;
pub use issuers::Issuers;
pub use login::verify_login;
pub use problem::TokenProblem;
pub(crate) use sign::outbound_id;
pub use sign::{identity_issuer, outbound_issuer, sign_identity_token, sign_web_identity_token};

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
    /// Seconds since the epoch, as `expires_at`, which is the end of time for what does not expire.
    pub issued_at: Option<i64>,
    pub expires_at: i64,
}

/// Who vouches.
#[derive(Clone, Debug)]
pub enum Provider {
    UserPool {
        pool: Arc<Pool>,
        client_id: String,
    },
    IdentityPool {
        pool_id: String,
    },
    /// An OIDC provider of the account, by its ARN.
    Oidc {
        arn: String,
    },
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

type Checked<T> = std::result::Result<T, TokenProblem>;

/// Verifies an OIDC token by the issuer it names: the identity pools here, Google, or an OIDC provider
/// of the account, which a user pool needs too.
///
/// Problems, in order: not a JWT; no issuer; no provider for it; expired; too early; signature, or keys
/// that cannot be had; missing claims; wrong audience; not an ID token.
pub async fn verify(cx: &Cx, token: &str) -> Checked<Verified> {
    let signed = claims::parse(token)?;
    let issuer = claims::issuer(&signed)?.to_owned();
    if issuer == identity_issuer(cx) {
        return identity_pool::verify_signed(cx, &signed).await;
    }
    if foreign::GOOGLE.names(&issuer) {
        return foreign::verify_well_known(cx, &foreign::GOOGLE, &signed, None).await;
    }
    let Some(provider) = oidc::of_issuer(cx, &issuer).await? else {
        return Err(TokenProblem::NoProvider(issuer));
    };
    oidc::verify(cx, &provider, &signed).await
}

/// Asks a social provider about its access token: `graph.facebook.com`, `www.amazon.com`. With an
/// `application`, the token must be for it.
///
/// Problems, in order: another provider; it cannot be asked; it says no; expired; wrong audience.
pub async fn verify_access_token(
    cx: &Cx,
    provider: &str,
    token: &str,
    application: Option<&str>,
) -> Checked<Verified> {
    match provider {
        facebook::KEY => facebook::verify(cx, token, application).await,
        amazon::KEY => amazon::verify(cx, token, application).await,
        _ => Err(TokenProblem::UnsupportedKey),
    }
}
