//! What an access token is worth to the self-service operations (TK-1, TK-2).

use std::sync::Arc;

use serde_json::Value;

use cognate_crypto::jwt;
use cognate_domain::attempt::Attempts;
use cognate_domain::{Client, Map, Pool, Session, Sub, User, id, refusal};
use cognate_store::records::signing_key::Kind;
use cognate_store::records::user::{self, WithSession};

use crate::clients::ClientEntry;
use crate::cx::Cx;
use crate::discovery;
use crate::error::{Error, Result};
use crate::tokens::SIGN_IN_SCOPE;

/// Longest token looked at, in bytes.
const TOKEN_BYTES_MAX: usize = 16 * 1024;

/// The bearer of a valid token.
pub struct Verified {
    pub pool: Arc<Pool>,
    pub client: Arc<ClientEntry>,
    pub user: User,
    pub session: Session,
    /// The user's counter of wrong passwords, as of the same read.
    pub attempts: Attempts,
}

/// Errors, in order: malformed; not signed by the pool it names; not an access token of it; expired;
/// without the scope; the client gone; the user deleted, disabled; the session revoked.
pub async fn verify(cx: &Cx, token: &str) -> Result<Verified> {
    let invalid = || Error::not_authorized("Invalid Access Token");
    let parsed = jwt::parse(token, TOKEN_BYTES_MAX).map_err(|_| invalid())?;
    let pool = pool_of_issuer(cx, parsed.unverified("iss")).await?.ok_or_else(invalid)?;
    cx.at_this_site(&pool).await?;
    let set = cx.signing_set(pool.key).await?;
    let wrong_signature = || Error::not_authorized("Could not verify signature for Access Token");
    let key =
        set.verifier(Kind::AccessToken, &parsed.kid, cx.now_ms()).ok_or_else(wrong_signature)?;
    let claims = parsed.verify(key).map_err(|_| wrong_signature())?;
    let claimed = Claimed::read(&claims).ok_or_else(invalid)?;
    if claimed.expires <= cx.clock().now_s() {
        return Err(Error::not_authorized("Access Token has expired"));
    }
    if !claimed.scope.split(' ').any(|scope| scope == SIGN_IN_SCOPE) {
        return Err(Error::not_authorized("Access Token does not have required scopes"));
    }
    let client = cx.client(claimed.client).await?;
    let client = client.filter(|entry| entry.client.pool == pool.key).ok_or_else(invalid)?;
    let Bearer { user, session, attempts } =
        bearer(cx, &pool, &client, claimed.sub, claimed.session).await?;
    Ok(Verified { pool, client, user, session, attempts })
}

/// The bearer of a token as the store knows them now.
pub struct Bearer {
    pub user: User,
    pub session: Session,
    pub attempts: Attempts,
}

/// Reads the bearer of a verified token; again, when a change was made from a row that moved.
///
/// Errors, in order: the user deleted, disabled; the session revoked.
pub async fn bearer(
    cx: &Cx,
    pool: &Pool,
    client: &ClientEntry,
    sub: Sub,
    session: [u8; 16],
) -> Result<Bearer> {
    let found = user::with_session(cx.store(), pool.key, sub, session).await?;
    let Some(WithSession { user, session, attempts }) = found else {
        return Err(refusal::user_not_found("User does not exist.").into());
    };
    let session = admit(cx, client, &user, session)?;
    Ok(Bearer { user, session, attempts })
}

/// The session of a token, if it still lets its bearer act. Only clients that exchange tokens have some
/// of another client's session.
///
/// Errors, in order: the user disabled; the session revoked.
pub fn admit(
    cx: &Cx,
    client: &ClientEntry,
    user: &User,
    session: Option<Session>,
) -> Result<Session> {
    if !user.enabled {
        return Err(Error::not_authorized("User is disabled."));
    }
    let revoked = || Error::not_authorized("Access Token has been revoked");
    let session = session.ok_or_else(revoked)?;
    let stands = session.admits_access_token(user.epoch)
        && session.store_epoch == cx.store_epoch()
        && (session.client == client.client.id || client.client.rules.flows.exchanges());
    if stands { Ok(session) } else { Err(revoked()) }
}

/// The pool that a token claims to come from. Nothing is verified.
pub(crate) async fn claimed_pool(cx: &Cx, token: &str) -> Result<Option<Arc<Pool>>> {
    match jwt::parse(token, TOKEN_BYTES_MAX) {
        Ok(parsed) => pool_of_issuer(cx, parsed.unverified("iss")).await,
        Err(_) => Ok(None),
    }
}

/// The pool whose issuer the token names, exactly.
async fn pool_of_issuer(cx: &Cx, issuer: Option<&Value>) -> Result<Option<Arc<Pool>>> {
    let Some(issuer) = issuer.and_then(Value::as_str) else { return Ok(None) };
    let Some((_, pool_id)) = issuer.rsplit_once('/') else { return Ok(None) };
    let pool = cx.any_pool(pool_id).await?;
    Ok(pool.filter(|pool| discovery::issuer(cx, pool) == issuer))
}

/// The claims that decide. A wrong type is as bad as none (TK-1).
struct Claimed<'a> {
    sub: Sub,
    session: [u8; 16],
    client: &'a str,
    scope: &'a str,
    expires: i64,
}

impl<'a> Claimed<'a> {
    fn read(claims: &'a Map) -> Option<Claimed<'a>> {
        let text = |name: &str| claims.get(name).and_then(Value::as_str);
        if text("token_use")? != "access" {
            return None;
        }
        claims.get("iat").and_then(Value::as_i64)?;
        Some(Claimed {
            sub: Sub::parse(text("sub")?)?,
            session: id::parse_uuid(text("origin_jti")?)?,
            client: text("client_id")?,
            // A token without scopes is good for other services only.
            scope: claims.get("scope").map_or(Some(""), Value::as_str)?,
            expires: claims.get("exp").and_then(Value::as_i64)?,
        })
    }
}

impl Verified {
    pub fn client(&self) -> &Client {
        &self.client.client
    }
}
