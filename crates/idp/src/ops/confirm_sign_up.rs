//! # ConfirmSignUp
//!
//! Confirms a sign-up with the code that was sent.
//!
//! Caller: anyone; a client with a secret proves it with `SecretHash`.
//!
//! Changes: the user is CONFIRMED, the contact that received the code is verified and, where the pool
//! has such aliases, signs in; the code is used up. With `ForceAliasCreation` an alias moves here, and
//! its former holder's contact is no longer verified. A wrong answer raises the code's counter, the
//! hour's and the account's. A `Session` of SignUp is exchanged for one with which USER_AUTH goes on
//! without another code; whoever sends none is given one where the pool lets such a code be a first
//! factor (`EMAIL_OTP`, `SMS_OTP`) and the client allows USER_AUTH.
//!
//! Triggers and messages: PostConfirmation (`PostConfirmation_ConfirmSignUp`), when the user is
//! confirmed already: its failure takes nothing back.
//!
//! Errors, in order: unknown client; a `Session` that SignUp did not give out to this client; secret
//! hash; a `Session` of another user; unknown or disabled user, a user who is not unconfirmed; too many
//! answers in this hour; no code, a dead or a wrong one; an alias that another user holds; function.
//!
//! Differences from AWS: an expired `Session` does not hinder the confirmation, but none is answered
//! then; nor is one in pools where MFA is required. Where existence is hidden, a user who is not
//! unconfirmed or is disabled is answered like one who does not exist, and everybody like one who was
//! sent a code: five wrong answers are a mismatch, then the code is dead.
//! `AnalyticsMetadata` and `UserContextData` have no consumer and are ignored.

use cognate_core::auth::Scene;
use cognate_core::auth::signing_up::{self, SigningUp};
use cognate_core::confirm::{self, Confirmation, Confirmed};
use cognate_core::{Anyone, Result};
use cognate_domain::auth::Door;
use cognate_shapes::idp::{ConfirmSignUpRequest, ConfirmSignUpResponse};

pub async fn confirm_sign_up(
    caller: Anyone,
    req: ConfirmSignUpRequest,
) -> Result<ConfirmSignUpResponse> {
    let (client, pool) = caller.client_and_pool(&req.client_id).await?;
    let scene = Scene::new(&caller, Door::Public, pool, client, req.client_metadata).await?;
    let session = req.session.as_deref().map(|text| signing_up::open(&scene, text)).transpose()?;
    let confirmation = Confirmation {
        pool: &scene.pool,
        client: &scene.client,
        username: &req.username,
        code: &req.confirmation_code,
        secret_hash: Some(req.secret_hash.as_deref()),
        force: req.force_alias_creation.unwrap_or(false),
        session_of: session.as_ref().and_then(SigningUp::sub),
        metadata: Some(&scene.metadata).filter(|metadata| !metadata.is_empty()),
    };
    let Confirmed { user, medium } = confirm::sign_up(&caller, &confirmation).await?;
    let next = match session {
        Some(session) => session.confirmed(&scene, &user, medium)?,
        None => signing_up::confirmed(&scene, &user, &req.username, medium)?,
    };
    Ok(ConfirmSignUpResponse { session: next })
}
