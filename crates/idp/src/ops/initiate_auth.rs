//! # InitiateAuth
//!
//! Starts a sign-in, or refreshes tokens.
//!
//! Caller: anyone; a client with a secret proves it with `SECRET_HASH`.
//!
//! Changes: a user whom UserMigration finds; the attempt counter of the account (or of the unknown
//! name); a code and its message for a factor by message; the counter of a passkey; a session when
//! tokens are issued; the session's generation when a refresh token rotates.
//!
//! Triggers and messages: UserMigration, PreAuthentication; DefineAuthChallenge and
//! CreateAuthChallenge in CUSTOM_AUTH; CustomMessage (`CustomMessage_Authentication`) and a code for
//! factors by message; PostAuthentication and PreTokenGeneration when tokens are issued.
//!
//! Errors, in order: unknown client; flow at the wrong door or not enabled; missing parameter; a
//! preferred challenge that is no first factor; a `Session` that is not of ConfirmSignUp; step-up: the
//! pool's tier, no level of the pool, the access token; secret hash; unknown user; disabled; locked;
//! function; an access token of another user, no level that the user can reach, or one that the token
//! has reached; wrong password; unconfirmed, to be reset, expired temporary password; no usable sender.
//!
//! Differences from AWS: USER_AUTH answers SELECT_CHALLENGE also where one factor is all there is.
//! First factors without a password are not offered to users of whom a second factor is demanded,
//! except passkeys that count as two. Tokens say `acr` and `amr` where a level was asked for.
//! Users whom UserMigration finds get no welcome message, whatever `messageAction` says. In a pool with
//! UserMigration, USER_AUTH offers a password to everybody whose existence is hidden, since nobody knows
//! whom the function knows.
//! `AnalyticsMetadata` and `UserContextData` have no consumer (no analytics, no risk score) and are
//! ignored.

use cognate_core::auth::{Request, Scene, start};
use cognate_core::{Anyone, Error, Result};
use cognate_domain::auth::{Door, Flow};
use cognate_shapes::idp::{InitiateAuthRequest, InitiateAuthResponse};

use crate::outcome;

pub async fn initiate_auth(
    caller: Anyone,
    req: InitiateAuthRequest,
) -> Result<InitiateAuthResponse> {
    let (client, pool) = caller.client_and_pool(&req.client_id).await?;
    let flow = Flow::from_name(req.auth_flow.as_str())
        .ok_or_else(|| Error::invalid_parameter("Initiate Auth method not supported."))?;
    let scene = Scene::new(&caller, Door::Public, pool, client, req.client_metadata).await?;
    let parameters = req.auth_parameters.unwrap_or_default();
    let outcome = start(&scene, Request { flow, parameters, session: req.session }).await?;
    let (challenge, authentication_result) = outcome::split(outcome);
    Ok(InitiateAuthResponse {
        challenge_name: challenge.name,
        session: challenge.session,
        challenge_parameters: Some(challenge.parameters),
        authentication_result,
        available_challenges: challenge.available,
    })
}
