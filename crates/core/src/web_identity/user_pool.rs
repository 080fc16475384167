//! ID tokens of this installation's own user pools: nobody is asked over HTTP.

use std::sync::Arc;

use cognate_crypto::jwt::Signed;
use cognate_domain::{Map, Pool, Sub, id};
use cognate_store::records::signing_key::Kind;
use cognate_store::records::user;

use super::{Checked, TokenProblem, Verified};
use crate::access_token;
use crate::cx::Cx;
use crate::discovery;
use crate::error::{Error, Result};

/// The id of the pool that a provider's name means: the issuer without scheme, or the name that AWS's
/// libraries make of a pool's id, `cognito-idp.<region>.amazonaws.com/<pool id>`.
pub(super) fn pool_id<'a>(cx: &Cx, name: &'a str) -> Option<&'a str> {
    let (place, pool_id) = name.rsplit_once('/')?;
    let (region, rest) = pool_id.split_once('_')?;
    if region.is_empty() || rest.is_empty() {
        return None;
    }
    let own = without_scheme(&cx.config().base_url);
    let aws =
        place.strip_prefix("cognito-idp.").and_then(|rest| rest.strip_suffix(".amazonaws.com"));
    (place == own || aws == Some(region)).then_some(pool_id)
}

/// The pool whose issuer this is, exactly.
pub(super) async fn of_issuer(cx: &Cx, issuer: &str) -> Result<Option<Arc<Pool>>> {
    let Some((_, pool_id)) = issuer.rsplit_once('/') else { return Ok(None) };
    if !is_own(cx, issuer) {
        return Ok(None);
    }
    let pool = cx.any_pool(pool_id).await?;
    Ok(pool.filter(|pool| discovery::issuer(cx, pool) == issuer))
}

/// Whether an issuer's documents would be asked of this server itself.
pub(super) fn is_own(cx: &Cx, issuer: &str) -> bool {
    let path = issuer.strip_prefix(cx.config().base_url.as_str());
    path.is_some_and(|path| path.is_empty() || path.starts_with('/'))
}

/// The names under which this pool can be a provider: its issuer's, and AWS's.
pub(super) fn names(cx: &Cx, pool: &Pool) -> [String; 2] {
    let region = id::region_of(&pool.id).unwrap_or(&pool.region);
    [
        without_scheme(&discovery::issuer(cx, pool)).to_owned(),
        format!("cognito-idp.{region}.amazonaws.com/{}", pool.id),
    ]
}

pub(super) fn without_scheme(url: &str) -> &str {
    url.split_once("://").map_or(url, |(_, rest)| rest)
}

/// The claims of a token that the pool has signed, and whether it is an ID token: it says so, and was
/// signed by the key for them (TK-3).
pub(super) async fn verify<'a>(
    cx: &Cx,
    pool: &Pool,
    signed: &'a Signed,
) -> Checked<(&'a Map, bool)> {
    cx.at_this_site(pool).await?;
    let set = cx.signing_set(pool.key).await?;
    let kid = signed.kid.as_deref().ok_or(TokenProblem::Signature)?;
    let now_ms = cx.now_ms();
    let found = [Kind::IdToken, Kind::AccessToken]
        .into_iter()
        .find_map(|kind| Some((kind, set.verifier(kind, kid, now_ms)?)));
    let (kind, key) = found.ok_or(TokenProblem::Signature)?;
    let claims = signed.verify_own(key).map_err(|_| TokenProblem::Signature)?;
    let is_id = kind == Kind::IdToken
        && claims.get("token_use").and_then(serde_json::Value::as_str) == Some("id");
    Ok((claims, is_id))
}

/// Whether the bearer may still act: the user is there and enabled, and the session stands (server-side
/// token check). Tokens of clients without revocation name no session.
pub(super) async fn check_bearer(
    cx: &Cx,
    pool: &Pool,
    client_id: &str,
    verified: &Verified,
) -> Checked<()> {
    let refused = |_: Error| TokenProblem::Revoked;
    let sub = Sub::parse(&verified.subject).ok_or(TokenProblem::Revoked)?;
    let client = cx.client(client_id).await?;
    let client = client.filter(|entry| entry.client.pool == pool.key);
    let client = client.ok_or(TokenProblem::Revoked)?;
    let session = match verified.claims.get("origin_jti") {
        None => None,
        Some(session) => {
            let session = session.as_str().and_then(id::parse_uuid);
            Some(session.ok_or(TokenProblem::Revoked)?)
        }
    };
    let Some(session) = session else {
        let user = user::find(cx.store(), pool.key, sub).await.map_err(Error::from)?;
        let stands = user.is_some_and(|user| user.enabled);
        return if stands { Ok(()) } else { Err(TokenProblem::Revoked) };
    };
    let found = user::with_session(cx.store(), pool.key, sub, session).await;
    let found = found.map_err(Error::from)?.ok_or(TokenProblem::Revoked)?;
    access_token::admit(cx, &client, &found.user, found.session).map_err(refused)?;
    Ok(())
}
