//! # RevokeUserSession
//!
//! Ends another session of the signed-in user.
//!
//! Caller: the bearer of an access token with the scope `aws.cognito.signin.user.admin`.
//!
//! Changes: the session and all its tokens are revoked; with `LINKED` also the SSO session it came
//! through, or the token sessions that came through it.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: those of the access token; a password to be reset; an unconfirmed user; the calling
//! session (InvalidParameterException); a pool that does not track sessions
//! (OperationNotEnabledException); unknown session, or one that has ended (ResourceNotFoundException).
//!
//! Differences from AWS: none known.

use cognate_core::{Result, SignedIn, users};
use cognate_domain::refusal;
use cognate_domain::tracking::{self, SessionKind};
use cognate_shapes::idp::{RevokeUserSessionRequest, RevokeUserSessionResponse};

use crate::sessions;
use crate::standing::may_act;

pub async fn revoke_user_session(
    caller: SignedIn,
    req: RevokeUserSessionRequest,
) -> Result<RevokeUserSessionResponse> {
    let (pool, user) = (&caller.pool, &caller.user);
    may_act(user)?;
    if req.session_id == tracking::text(SessionKind::Token, &caller.session.id) {
        return Err(refusal::invalid_parameter("The current session cannot be revoked.").into());
    }
    let (id, linked) = (&req.session_id, req.revoke_associated_sessions);
    let statements = sessions::revoking(&caller, pool, user, id, linked).await?;
    caller.store().write(users::batch(statements)).await?;
    Ok(RevokeUserSessionResponse {})
}
