//! # GetId
//!
//! Answers the identity of whoever has these logins, and makes one when nobody has them. Without logins
//! it makes a guest's, a new one at each call: its id is all that proves who the guest is.
//!
//! Caller: anyone; a signature is ignored.
//!
//! Changes: an identity, and the logins that nobody had. Logins of several identities merge these: the
//! oldest one stays, the others are disabled.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool (ResourceNotFoundException); another account than the pool's
//! (NotAuthorizedException); without logins: no guests (NotAuthorizedException); a login that is not of a
//! provider of the pool, or does not stand (NotAuthorizedException), whose provider cannot be asked
//! (ExternalServiceException); two logins of one provider (ResourceConflictException); more logins than
//! an identity may have (LimitExceededException); others kept changing the identities meanwhile
//! (TooManyRequestsException).
//!
//! Differences from AWS: encrypted SAML assertions are refused. Of identities that merge, the one that was made first
//! stays.

use cognate_core::{Anyone, Error, Result};
use cognate_domain::identity_pool::{self as rules, Flow};
use cognate_shapes::identity::{GetIdInput, GetIdResponse};

use crate::settle::{Call, settle};
use crate::{logins, session, settle};

pub async fn get_id(caller: Anyone, req: GetIdInput) -> Result<GetIdResponse> {
    let pool = caller.identity_pool(&req.identity_pool_id).await?;
    if req.account_id.is_some_and(|account| account != caller.config().account) {
        let text = "The identity pool does not belong to this account.";
        return Err(Error::not_authorized(text));
    }
    let logins = req.logins.unwrap_or_default();
    let identity = if logins.is_empty() {
        session::check_guests(&pool)?;
        settle::guest(&caller, &pool).await?
    } else {
        let proved = logins::proved(&caller, &pool, &logins).await?;
        let call = Call { pool: &pool, flow: Flow::GetId, principal: None };
        settle(&caller, call, None, &proved).await?
    };
    Ok(GetIdResponse { identity_id: Some(rules::id(&pool.head.region, &identity)) })
}
