//! Issuing tokens: claims from the rules, signatures from the pool's keys, on the workers.

use std::sync::Arc;

use cognate_crypto::compact;
use cognate_domain::auth::refresh::RefreshToken;
use cognate_domain::token::{Facts, Overrides, access_claims, id_claims};
use cognate_domain::{Client, Map, Pool, Session, User, id, refusal};
use cognate_store::records::signing_key::Kind;

use crate::cx::Cx;
use crate::discovery;
use crate::error::{Error, Result};
use crate::keys::PoolKeys;

/// The scope of every API sign-in.
pub const SIGN_IN_SCOPE: &str = "aws.cognito.signin.user.admin";

/// Signed tokens, ready to send.
pub struct Tokens {
    pub id: String,
    pub access: String,
    /// Lifetime of the access token, in seconds.
    pub expires_in: i64,
}

/// No token is longer, in bytes: none of ours is looked at that is (TK-1).
const TOKEN_BYTES_MAX: usize = 16 * 1024;

/// Builds and signs an ID and an access token for a session, with the groups the user has now, and with
/// what a function changes about them.
pub async fn issue(
    cx: &Cx,
    pool: &Arc<Pool>,
    client: &Client,
    user: &User,
    session: &Session,
    overrides: &Overrides,
) -> Result<Tokens> {
    let set = cx.signing_set(pool.key).await?;
    let groups = cx.token_groups(user).await?;
    let now_ms = cx.now_ms();
    let issuer = discovery::issuer(cx, pool);
    let facts = Facts {
        issuer: &issuer,
        client_id: &client.id,
        client: &client.rules,
        pool: &pool.rules,
        user,
        groups: &groups,
        auth_time: session.auth_time,
        issued: now_ms.div_euclid(1_000),
        event_id: session.event_id,
        origin_jti: session.id,
        scope: &session.scope,
        device_key: session.device.as_deref(),
        acr: session.acr.as_deref(),
        amr: &session.amr,
    };
    let mut id = id_claims(&facts, id::version_4(cx.random().array()));
    overrides.of_id(&mut id);
    let mut access = access_claims(&facts, id::version_4(cx.random().array()));
    overrides.of_access(&mut access, &client.id);
    let (id, access) = (json(&id)?, json(&access)?);
    let signed = cx.workers().run(move || -> Result<(String, String)> {
        Ok((
            set.signer(Kind::IdToken, now_ms)?.sign_jwt(&id),
            set.signer(Kind::AccessToken, now_ms)?.sign_jwt(&access),
        ))
    });
    let (id, access) = signed.await??;
    if !overrides.is_empty() && id.len().max(access.len()) > TOKEN_BYTES_MAX {
        return Err(refusal::invalid_lambda_response(
            "Invalid lambda function output : the tokens would be too long",
        )
        .into());
    }
    Ok(Tokens { id, access, expires_in: client.rules.access_seconds })
}

/// The sealed refresh token of a session's generation.
pub fn refresh_token(
    cx: &Cx,
    keys: &PoolKeys,
    session: &Session,
    generation: i64,
) -> Result<String> {
    let token = RefreshToken {
        pool: session.pool,
        client: session.client.clone(),
        sub: session.sub.0,
        session: session.id,
        generation,
        expires_ms: session.expires,
    };
    let payload = postcard::to_stdvec(&token).map_err(Error::internal)?;
    Ok(compact::seal(&keys.refresh, cx.random(), &session.pool.to_be_bytes(), &payload))
}

/// Opens a refresh token with the keys of the pool it names.
///
/// `NotAuthorizedException` `Invalid Refresh Token` for anything this pool did not seal.
pub fn open_refresh_token(keys: &PoolKeys, token: &str) -> Result<RefreshToken> {
    let invalid = || Error::not_authorized("Invalid Refresh Token");
    let payload = compact::open(&keys.refresh, token).map_err(|_| invalid())?;
    let token: RefreshToken = postcard::from_bytes(&payload).map_err(|_| invalid())?;
    if token.pool == keys.pool { Ok(token) } else { Err(invalid()) }
}

fn json(claims: &Map) -> Result<Vec<u8>> {
    serde_json::to_vec(claims).map_err(Error::internal)
}
