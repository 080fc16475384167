//! # AdminRespondToAuthChallenge
//!
//! Answers a challenge of a sign-in, from a server: the signed twin of RespondToAuthChallenge.
//!
//! Caller: an IAM principal allowed `cognito-idp:AdminRespondToAuthChallenge` on the pool.
//!
//! Changes: as RespondToAuthChallenge.
//!
//! Triggers and messages: as RespondToAuthChallenge.
//!
//! Errors, in order: unknown pool; unknown client of it; then as RespondToAuthChallenge.
//!
//! Differences from AWS: as RespondToAuthChallenge; `ContextData` has no consumer and is ignored.

use cognate_core::auth::{Response, Scene, respond};
use cognate_core::{Admin, Result};
use cognate_domain::auth::Door;
use cognate_shapes::idp::{
    AdminRespondToAuthChallengeRequest, AdminRespondToAuthChallengeResponse,
};

use crate::outcome;

pub async fn admin_respond_to_auth_challenge(
    caller: Admin,
    req: AdminRespondToAuthChallengeRequest,
) -> Result<AdminRespondToAuthChallengeResponse> {
    let pool = caller.pool(&req.user_pool_id).await?;
    let client = caller.client_of_pool(&pool, &req.client_id).await?;
    let scene = Scene::new(&caller, Door::Admin, pool, client, req.client_metadata).await?;
    let response = Response {
        challenge: req.challenge_name.as_str().to_owned(),
        session: req.session,
        answers: req.challenge_responses.unwrap_or_default(),
    };
    let (challenge, authentication_result) = outcome::split(respond(&scene, response).await?);
    Ok(AdminRespondToAuthChallengeResponse {
        challenge_name: challenge.name,
        session: challenge.session,
        challenge_parameters: Some(challenge.parameters),
        authentication_result,
        available_challenges: challenge.available,
    })
}
