//! # RespondToAuthChallenge
//!
//! Answers a challenge of a sign-in: `PASSWORD_VERIFIER`, `NEW_PASSWORD_REQUIRED`.
//!
//! Caller: anyone; a client with a secret proves it with `SECRET_HASH`.
//!
//! Changes: the attempt counter; the one-time value of the session or secret block; password,
//! status and attributes when a new password is set; a session when tokens are issued.
//!
//! Triggers and messages: PostAuthentication and PreTokenGeneration when tokens are issued.
//!
//! Errors, in order: unknown client; missing answer; secret hash missing; a challenge that is not
//! built; a session or secret block that is foreign, expired or used; secret hash wrong; user not the
//! session's; disabled; locked; wrong proof; password policy; attributes; password history.
//!
//! Differences from AWS: `PASSWORD_VERIFIER` is accepted without a `Session`, as AWS does, and never
//! with one, because plain SRP sends none; challenges that are not built are refused;
//! `AnalyticsMetadata` and `UserContextData` have no consumer and are ignored.

use cognate_core::auth::{Response, Scene, respond};
use cognate_core::{Anyone, Result};
use cognate_domain::auth::Door;
use cognate_shapes::idp::{RespondToAuthChallengeRequest, RespondToAuthChallengeResponse};

use crate::outcome;

pub async fn respond_to_auth_challenge(
    caller: Anyone,
    req: RespondToAuthChallengeRequest,
) -> Result<RespondToAuthChallengeResponse> {
    let (client, pool) = caller.client_and_pool(&req.client_id).await?;
    let scene = Scene::new(&caller, Door::Public, pool, client, req.client_metadata).await?;
    let response = Response {
        challenge: req.challenge_name.as_str().to_owned(),
        session: req.session,
        answers: req.challenge_responses.unwrap_or_default(),
    };
    let (challenge, authentication_result) = outcome::split(respond(&scene, response).await?);
    Ok(RespondToAuthChallengeResponse {
        challenge_name: challenge.name,
        session: challenge.session,
        challenge_parameters: Some(challenge.parameters),
        authentication_result,
        available_challenges: challenge.available,
    })
}
