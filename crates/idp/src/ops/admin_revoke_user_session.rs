//! # AdminRevokeUserSession
//!
//! Ends a session of a user.
//!
//! Caller: an IAM principal allowed `cognito-idp:AdminRevokeUserSession` on the pool.
//!
//! Changes: the session and all its tokens are revoked; with `LINKED` also the SSO session it came
//! through, or the token sessions that came through it. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool; unknown user; a pool that does not track sessions
//! (OperationNotEnabledException); unknown session, or one that has ended (ResourceNotFoundException).
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result, audit, users};
use cognate_shapes::idp::{AdminRevokeUserSessionRequest, AdminRevokeUserSessionResponse};

use crate::sessions;

pub async fn admin_revoke_user_session(
    caller: Admin,
    req: AdminRevokeUserSessionRequest,
) -> Result<AdminRevokeUserSessionResponse> {
    let pool = caller.pool(&req.user_pool_id).await?;
    let user = caller.user(&pool, &req.username).await?;
    let (id, linked) = (&req.session_id, req.revoke_associated_sessions);
    let mut statements = sessions::revoking(&caller, &pool, &user, id, linked).await?;
    statements.push(audit::event(&caller, &caller.principal, Some(&pool.id), &user.username));
    caller.store().write(users::batch(statements)).await?;
    Ok(AdminRevokeUserSessionResponse {})
}
