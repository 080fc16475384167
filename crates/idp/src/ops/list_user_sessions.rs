//! # ListUserSessions
//!
//! Lists the sessions of the signed-in user over all clients of the pool, the newest first, on one page.
//!
//! Caller: the bearer of an access token with the scope `aws.cognito.signin.user.admin`.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: those of the access token; a password to be reset; an unconfirmed user; a pool that
//! does not track sessions (OperationNotEnabledException); a `NextToken`, which no answer gives
//! (InvalidParameterException).
//!
//! Differences from AWS: there are no SSO sessions before the pages of managed login are built;
//! `LastLocation` is unknown, because nothing maps addresses to places; activity, address and device are
//! brought up to date at most once a minute.

use cognate_core::{Result, SignedIn};
use cognate_shapes::idp::{ListUserSessionsRequest, ListUserSessionsResponse};

use crate::sessions;
use crate::standing::may_act;

pub async fn list_user_sessions(
    caller: SignedIn,
    req: ListUserSessionsRequest,
) -> Result<ListUserSessionsResponse> {
    may_act(&caller.user)?;
    let (token, own) = (req.next_token.as_deref(), Some(caller.session.id));
    let sessions = sessions::list(&caller, &caller.pool, &caller.user, token, own).await?;
    Ok(ListUserSessionsResponse { sessions: Some(sessions), next_token: None })
}
