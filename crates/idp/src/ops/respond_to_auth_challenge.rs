//! # RespondToAuthChallenge
//!
//! Answers a challenge of a sign-in: the first factor, a new password, the second factor, its set-up, a
//! device, a custom challenge.
//!
//! Caller: anyone; a client with a secret proves it with `SECRET_HASH`.
//!
//! Changes: a user whom UserMigration finds by a password of USER_AUTH; the attempt counter; the one-time value of the session or secret block; the code that was
//! answered, or one that is sent; password, status and attributes when a new password is set; a software
//! token or an e-mail address that is set up; `phone_number_verified` by SMS_MFA; a device and a
//! passkey that was used; a session when tokens are issued.
//!
//! Triggers and messages: UserMigration and then PreAuthentication, for a password of USER_AUTH and a
//! name that nobody has; DefineAuthChallenge, CreateAuthChallenge and VerifyAuthChallengeResponse in
//! CUSTOM_AUTH; CustomMessage (`CustomMessage_Authentication`) and a code for factors by message;
//! PostAuthentication and PreTokenGeneration when tokens are issued.
//!
//! Errors, in order: unknown client; missing answer; secret hash missing; a challenge that is never
//! sent; a session or secret block that is foreign, expired or used; secret hash wrong; user not the
//! session's; disabled; locked; a code that was replaced or answered too often; wrong proof or code; a
//! software token's code that was used; password policy; attributes; password history; a factor that is
//! not set up; a device that is not the user's; no usable sender; too many messages; function; an e-mail
//! address that is somebody else's name.
//!
//! Differences from AWS: plain SRP sends no `Session` with `PASSWORD_VERIFIER`, so that one that comes
//! back is refused there; elsewhere it may be left out. Where MFA is required and a user has set up
//! nothing, e-mail addresses serve as telephone numbers do. MFA_SETUP adds an e-mail address and
//! replaces none. Without a usable sender the error is InvalidEmailRoleAccessPolicyException or
//! InvalidSmsRoleAccessPolicyException, because the operation declares no CodeDeliveryFailureException;
//! too many messages are TooManyRequestsException. `AnalyticsMetadata` and `UserContextData` have no
//! consumer and are ignored.

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
