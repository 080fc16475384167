//! # ConfirmSignUp
//!
//! Confirms a sign-up with the code that was sent.
//!
//! Caller: anyone; a client with a secret proves it with `SecretHash`.
//!
//! Changes: the user is CONFIRMED, the contact that received the code is verified and, where the pool
//! has such aliases, signs in; the code is used up. With `ForceAliasCreation` an alias moves here, and
//! its former holder's contact is no longer verified. A wrong answer raises the code's counter, the
//! hour's and the account's.
//!
//! Triggers and messages: PostConfirmation (`PostConfirmation_ConfirmSignUp`), when the user is
//! confirmed already: its failure takes nothing back.
//!
//! Errors, in order: unknown client; a `Session`; secret hash; unknown or disabled user, a user who is
//! not unconfirmed; too many answers in this hour; no code, a dead or a wrong one; an alias that
//! another user holds; function.
//!
//! Differences from AWS: no `Session` is answered, and one that is sent is none of ours: USER_AUTH is
//! not available in this version. Where existence is hidden, a user who is not unconfirmed or is
//! disabled is answered like one who does not exist, and everybody like one who was sent a code: five
//! wrong answers are a mismatch, then the code is dead.
//! `AnalyticsMetadata` and `UserContextData` have no consumer and are ignored.

use cognate_core::confirm::{self, Confirmation};
use cognate_core::{Anyone, Error, Result};
use cognate_shapes::idp::{ConfirmSignUpRequest, ConfirmSignUpResponse};

pub async fn confirm_sign_up(
    caller: Anyone,
    req: ConfirmSignUpRequest,
) -> Result<ConfirmSignUpResponse> {
    let (client, pool) = caller.client_and_pool(&req.client_id).await?;
    if req.session.is_some() {
        return Err(Error::not_authorized("Invalid session for the user."));
    }
    let confirmation = Confirmation {
        pool: &pool,
        client: &client,
        username: &req.username,
        code: &req.confirmation_code,
        secret_hash: Some(req.secret_hash.as_deref()),
        force: req.force_alias_creation.unwrap_or(false),
        metadata: req.client_metadata.as_ref(),
    };
    confirm::sign_up(&caller, &confirmation).await?;
    Ok(ConfirmSignUpResponse { session: None })
}
