//! What an identity pool was given under a key of `Logins`.

use super::foreign::{APPLE, GOOGLE, WellKnown};
use super::oidc::OidcProvider;
use super::{
    Accepted, Checked, Provider, TokenProblem, UserPoolClient, Verified, amazon, claims, facebook,
    foreign, oidc, twitter, user_pool,
};
use crate::cx::Cx;

/// Verifies what an identity pool was given under a key of `Logins`, other than its own tokens.
///
/// Problems, in order: unsupported key; not a JWT; issuer; expired; too early; signature, or keys that
/// cannot be had; missing `aud`, `sub`; wrong client or audience; not an ID token; revoked. Of access
/// tokens: unsupported key; the provider cannot be asked; it says no; expired; wrong audience.
pub async fn verify_login(
    cx: &Cx,
    key: &str,
    token: &str,
    accepted: &Accepted<'_>,
) -> Checked<Verified> {
    let clients: Vec<&UserPoolClient> =
        accepted.user_pools.iter().filter(|entry| is_same(cx, &entry.provider_name, key)).collect();
    if !clients.is_empty() {
        return of_user_pool(cx, key, token, &clients).await;
    }
    let application = accepted.social.iter().find(|(social, _)| social == key);
    let application = application.map(|(_, application)| application.as_str());
    match (application, key) {
        (Some(application), facebook::KEY) => {
            return facebook::verify(cx, token, Some(application)).await;
        }
        (Some(application), amazon::KEY) => {
            return amazon::verify(cx, token, Some(application)).await;
        }
        (Some(application), twitter::KEY) => return twitter::verify(cx, token, application).await,
        _ => {}
    }
    let listed = accepted.oidc.iter().any(|arn| provider_name(arn) == Some(key));
    let provider = if listed { oidc::named(cx, key).await? } else { None };
    let known = [&GOOGLE, &APPLE].into_iter().find(|known| known.key == key);
    match (known, application, provider) {
        (Some(known), Some(application), provider) => {
            of_well_known(cx, known, token, application, provider).await
        }
        (_, _, Some(provider)) => of_oidc(cx, key, token, &provider).await,
        _ => Err(TokenProblem::UnsupportedKey),
    }
}

/// Whether a configured name and a key mean the same user pool: both may be spelled as the issuer here,
/// or as AWS's libraries spell it.
fn is_same(cx: &Cx, configured: &str, key: &str) -> bool {
    let pools = (user_pool::pool_id(cx, configured), user_pool::pool_id(cx, key));
    configured == key || matches!(pools, (Some(configured), Some(key)) if configured == key)
}

/// The name in the ARN of an OIDC provider.
fn provider_name(arn: &str) -> Option<&str> {
    arn.split_once(":oidc-provider/").map(|(_, name)| name)
}

async fn of_user_pool(
    cx: &Cx,
    key: &str,
    token: &str,
    clients: &[&UserPoolClient],
) -> Checked<Verified> {
    let signed = claims::parse(token)?;
    let issuer = claims::issuer(&signed)?;
    let pool = user_pool::of_issuer(cx, issuer).await?;
    let pool = pool.filter(|pool| user_pool::pool_id(cx, key) == Some(pool.id.as_str()));
    let pool = pool.ok_or(TokenProblem::IssuerMismatch)?;
    let times = claims::times(&signed, cx.clock().now_s())?;
    let (claims, is_id) = user_pool::verify(cx, &pool, &signed).await?;
    let client_id = String::new();
    let provider = Provider::UserPool { pool: pool.clone(), client_id };
    let mut verified = claims::read(claims, times, key, provider)?;
    let client = match &verified.audience[..] {
        [audience] => clients.iter().find(|client| client.client_id == *audience),
        _ => None,
    };
    let client = client.ok_or(TokenProblem::WrongClient)?;
    if !is_id {
        return Err(TokenProblem::NotAnIdToken);
    }
    if client.server_side_check {
        user_pool::check_bearer(cx, &pool, &client.client_id, &verified).await?;
    }
    verified.provider = Provider::UserPool { pool, client_id: client.client_id.clone() };
    Ok(verified)
}

async fn of_well_known(
    cx: &Cx,
    known: &WellKnown,
    token: &str,
    application: &str,
    provider: Option<OidcProvider>,
) -> Checked<Verified> {
    let signed = claims::parse(token)?;
    if !known.names(claims::issuer(&signed)?) {
        return Err(TokenProblem::IssuerMismatch);
    }
    match foreign::verify_well_known(cx, known, &signed, Some(application)).await {
        // The account may know further applications of the same provider.
        Err(TokenProblem::WrongAudience) if provider.is_some() => {}
        judged => return judged,
    }
    match provider {
        Some(provider) => oidc::verify(cx, &provider, &signed).await,
        None => Err(TokenProblem::WrongAudience),
    }
}

async fn of_oidc(cx: &Cx, key: &str, token: &str, provider: &OidcProvider) -> Checked<Verified> {
    let signed = claims::parse(token)?;
    let issuer = claims::issuer(&signed)?;
    let named = match user_pool::of_issuer(cx, issuer).await? {
        Some(pool) => user_pool::pool_id(cx, key) == Some(pool.id.as_str()),
        None => {
            issuer.strip_prefix("https://") == Some(key)
                || GOOGLE.names(issuer) && key == GOOGLE.key
        }
    };
    if !named {
        return Err(TokenProblem::IssuerMismatch);
    }
    oidc::verify(cx, provider, &signed).await
}
