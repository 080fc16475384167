//! # AdminInitiateAuth
//!
//! Starts a sign-in from a server, or refreshes tokens: the signed twin of InitiateAuth, with
//! `ADMIN_USER_PASSWORD_AUTH` (formerly `ADMIN_NO_SRP_AUTH`) besides.
//!
//! Caller: an IAM principal allowed `cognito-idp:AdminInitiateAuth` on the pool.
//!
//! Changes: as InitiateAuth.
//!
//! Triggers and messages: as InitiateAuth.
//!
//! Errors, in order: unknown pool; unknown client of it; then as InitiateAuth.
//!
//! Differences from AWS: as InitiateAuth; `ContextData` has no consumer (no risk score) and is
//! ignored.

use cognate_core::auth::{Request, Scene, start};
use cognate_core::{Admin, Error, Result};
use cognate_domain::auth::{Door, Flow};
use cognate_shapes::idp::{AdminInitiateAuthRequest, AdminInitiateAuthResponse};

use crate::outcome;

pub async fn admin_initiate_auth(
    caller: Admin,
    req: AdminInitiateAuthRequest,
) -> Result<AdminInitiateAuthResponse> {
    let pool = caller.pool(&req.user_pool_id).await?;
    let client = caller.client_of_pool(&pool, &req.client_id).await?;
    let flow = Flow::from_name(req.auth_flow.as_str())
        .ok_or_else(|| Error::invalid_parameter("Initiate Auth method not supported."))?;
    let scene = Scene::new(&caller, Door::Admin, pool, client, req.client_metadata).await?;
    let parameters = req.auth_parameters.unwrap_or_default();
    let outcome = start(&scene, Request { flow, parameters, session: req.session }).await?;
    let (challenge, authentication_result) = outcome::split(outcome);
    Ok(AdminInitiateAuthResponse {
        challenge_name: challenge.name,
        session: challenge.session,
        challenge_parameters: Some(challenge.parameters),
        authentication_result,
        available_challenges: challenge.available,
    })
}
