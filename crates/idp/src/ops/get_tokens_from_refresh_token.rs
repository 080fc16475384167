//! # GetTokensFromRefreshToken
//!
//! Exchanges a refresh token for an ID and an access token; where the client rotates refresh tokens,
//! for a new refresh token, too.
//!
//! Caller: anyone; a client with a secret proves it with `ClientSecret`.
//!
//! Changes: the session's generation when the refresh token rotates; the session is revoked when a
//! token comes back after its grace period.
//!
//! Triggers and messages: PreTokenGeneration.
//!
//! Errors, in order: unknown client; secret missing or wrong; a token of another pool or client;
//! expired; revoked; user disabled, unconfirmed or to be reset; in a pool with device tracking, not the
//! `DeviceKey` of the sign-in, or that of a device which is not confirmed; a token that was used before;
//! function.
//!
//! Differences from AWS: unconfirmed users and those whose password is to be reset get
//! NotAuthorizedException, because the operation declares no other exception for them.

use cognate_core::auth::{Presented, Scene, refresh};
use cognate_core::{Anyone, Error, Result};
use cognate_domain::auth::Door;
use cognate_shapes::idp::{GetTokensFromRefreshTokenRequest, GetTokensFromRefreshTokenResponse};

use crate::outcome;

pub async fn get_tokens_from_refresh_token(
    caller: Anyone,
    req: GetTokensFromRefreshTokenRequest,
) -> Result<GetTokensFromRefreshTokenResponse> {
    let (client, pool) = caller.client_and_pool(&req.client_id).await?;
    client.authenticate(req.client_secret.as_deref())?;
    let scene = Scene::new(&caller, Door::Public, pool, client, req.client_metadata).await?;
    let presented =
        Presented { token: req.refresh_token, secret_hash: None, device: req.device_key };
    let issued = refresh(&scene, presented).await.map_err(declared)?;
    Ok(GetTokensFromRefreshTokenResponse { authentication_result: Some(outcome::result(issued)) })
}

fn declared(error: Error) -> Error {
    match error.code.as_ref() {
        "UserNotConfirmedException" | "PasswordResetRequiredException" => {
            Error::not_authorized(error.message)
        }
        _ => error,
    }
}
