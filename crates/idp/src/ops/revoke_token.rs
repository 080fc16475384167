//! # RevokeToken
//!
//! Revokes a refresh token, and with it every token of the same sign-in.
//!
//! Caller: anyone; a client with a secret proves it with `ClientSecret`.
//!
//! Changes: the session is revoked: its refresh tokens and access tokens are refused from now on; with
//! `LINKED`, where the pool tracks sessions, also the SSO session that it came through. Revoking again,
//! or what has expired, changes nothing and succeeds.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown client, wrong or missing secret (both UnauthorizedException); a token
//! that is no refresh token; revocation is off for the client; a token of another client.
//!
//! Differences from AWS: none known. Access tokens stay good where only their signature is verified, as
//! with AWS.

use cognate_core::clients::ClientEntry;
use cognate_core::{Anyone, Result, tokens, users};
use cognate_crypto::compact;
use cognate_domain::{Refusal, Sub, refusal};
use cognate_shapes::idp::{RevokeAssociatedSessionsType, RevokeTokenRequest, RevokeTokenResponse};
use cognate_store::records::session;
use cognate_store::records::tracked_session::{self, Kind};

use crate::sessions;

pub async fn revoke_token(caller: Anyone, req: RevokeTokenRequest) -> Result<RevokeTokenResponse> {
    let (client, pool) = caller.client_and_pool(&req.client_id).await?;
    if !client.secret_matches(req.client_secret.as_deref()) {
        return Err(refusal::unauthorized("Invalid client or secret").into());
    }
    // ID and access tokens have three parts; this server's refresh tokens have five.
    let hint = compact::peek_hint(&req.token)
        .map_err(|_| refusal::unsupported_token_type("The token is not a refresh token."))?;
    may_revoke(&client)?;
    let foreign = || refusal::unauthorized("The token was not issued to this client.");
    if hint != pool.key.to_be_bytes() {
        return Err(foreign().into());
    }
    let keys = caller.keys().pool(pool.key).await?;
    let token = tokens::open_refresh_token(&keys, &req.token).map_err(|_| foreign())?;
    if token.client != client.client.id {
        return Err(foreign().into());
    }
    let sub = Sub(token.sub);
    let mut statements = vec![session::revoke(token.pool, sub, token.session)];
    if pool.rules.tracking.enabled {
        let (key, kind) = (pool.key, Kind::Token);
        statements.push(tracked_session::delete(key, sub, kind, token.session));
        if req.revoke_associated_sessions == Some(RevokeAssociatedSessionsType::Linked) {
            statements.extend(sessions::ending_origin(&caller, &pool, sub, token.session).await?);
        }
    }
    caller.store().write(users::batch(statements)).await?;
    Ok(RevokeTokenResponse {})
}

fn may_revoke(client: &ClientEntry) -> std::result::Result<(), Refusal> {
    if client.client.rules.revocation {
        return Ok(());
    }
    Err(refusal::unsupported_operation("Token revocation is not enabled for this client."))
}
