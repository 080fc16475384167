//! OIDC providers of the account: entities of IAM, with their URL and client ids.
//!
//! `ThumbprintList` decides nothing: connections trust the public authorities, or the operator's, as AWS
//! does since 2024 where a certificate leads to one.

use serde_json::Value;

use cognate_crypto::jwt::Signed;
use cognate_store::records::iam_entity::{Entity, Kind};

use super::issuers::Source;
use super::{Checked, Provider, TokenProblem, Verified, claims, foreign, user_pool};
use crate::cx::Cx;
use crate::error::Result;
use crate::iam::entity;

/// A provider, as verification needs it.
pub(super) struct OidcProvider {
    pub arn: String,
    /// As the entity writes it, without scheme.
    pub name: String,
    pub client_ids: Vec<String>,
}

/// The provider of this name: the URL without scheme.
pub(super) async fn named(cx: &Cx, name: &str) -> Result<Option<OidcProvider>> {
    let found = cx.iam_entity(Kind::OidcProvider, name).await?;
    let provider = found.map(|found| provider(cx, &found));
    // Names are unique whatever their case, but issuers are compared exactly.
    Ok(provider.filter(|provider| provider.name == name))
}

fn provider(cx: &Cx, entity: &Entity) -> OidcProvider {
    let listed = entity.document.get("ClientIDList").and_then(Value::as_array);
    let client_ids = listed.into_iter().flatten().filter_map(Value::as_str);
    OidcProvider {
        arn: entity::arn(&cx.config().account, entity),
        name: user_pool::without_scheme(entity::name(entity)).to_owned(),
        client_ids: client_ids.map(str::to_owned).collect(),
    }
}

/// The provider that is registered for an issuer; for an own user pool under either of its names.
pub(super) async fn of_issuer(cx: &Cx, issuer: &str) -> Result<Option<OidcProvider>> {
    if let Some(pool) = user_pool::of_issuer(cx, issuer).await? {
        for name in user_pool::names(cx, &pool) {
            if let Some(provider) = named(cx, &name).await? {
                return Ok(Some(provider));
            }
        }
        return Ok(None);
    }
    match issuer.strip_prefix("https://") {
        Some(name) => named(cx, name).await,
        None => Ok(None),
    }
}

/// Verifies a token whose issuer is known to be the provider's.
///
/// Problems, in order: expired; too early; signature, or keys that cannot be had; missing claims; wrong
/// audience; not an ID token.
pub(super) async fn verify(cx: &Cx, provider: &OidcProvider, signed: &Signed) -> Checked<Verified> {
    let issuer = claims::issuer(signed)?;
    let times = claims::times(signed, cx.clock().now_s())?;
    let (claims, is_id) = match user_pool::of_issuer(cx, issuer).await? {
        Some(pool) => user_pool::verify(cx, &pool, signed).await?,
        None if foreign::GOOGLE.names(issuer) => {
            (foreign::claims_of(cx, &foreign::GOOGLE, signed).await?, true)
        }
        // A pool that is gone: this server does not ask itself.
        None if user_pool::is_own(cx, issuer) => return Err(TokenProblem::Signature),
        None => {
            let source = Source { issuer, base: issuer };
            (cx.issuers().verify(cx, &source, signed).await?, true)
        }
    };
    let vouches = Provider::Oidc { arn: provider.arn.clone() };
    let verified = claims::read(claims, times, &provider.name, vouches)?;
    if !foreign::is_for(&verified, |audience| provider.client_ids.iter().any(|id| id == audience)) {
        return Err(TokenProblem::WrongAudience);
    }
    if !is_id || claims::is_of_another_type(signed) {
        return Err(TokenProblem::NotAnIdToken);
    }
    Ok(verified)
}
