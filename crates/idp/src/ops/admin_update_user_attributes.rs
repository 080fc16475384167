//! # AdminUpdateUserAttributes
//!
//! Sets attributes of a user; an empty value deletes one.
//!
//! Caller: an IAM principal allowed `cognito-idp:AdminUpdateUserAttributes` on the pool.
//!
//! Changes: the user's attributes, sign-in names and search rows; an audit row. A new e-mail address or
//! phone number is not verified, unless the same call says so. Where the pool verifies before it
//! updates, the new value waits for its code, and the present one stays.
//!
//! Triggers and messages: a code to each new contact that the pool verifies automatically or before the
//! update (`CustomMessage_UpdateUserAttribute`).
//!
//! Errors, in order: unknown pool; unknown user; attributes (schema, format, immutable, required); a
//! contact that is another user's name (AliasExistsException); no sender for a code
//! (InvalidEmailRoleAccessPolicyException, InvalidSmsRoleAccessPolicyException); function; an alias
//! that another user holds (AliasExistsException); the destination's messages of the day
//! (TooManyRequestsException).
//!
//! Differences from AWS: a code that cannot be sent for want of a sender is refused by the exceptions
//! for sender roles, since the operation declares no CodeDeliveryFailureException.

use cognate_core::{Admin, Result, audit, users};
use cognate_domain::attribute::{self, Writer};
use cognate_shapes::idp::{AdminUpdateUserAttributesRequest, AdminUpdateUserAttributesResponse};

use crate::attributes::Scene;
use crate::profile;

pub async fn admin_update_user_attributes(
    caller: Admin,
    req: AdminUpdateUserAttributesRequest,
) -> Result<AdminUpdateUserAttributesResponse> {
    let pool = caller.pool(&req.user_pool_id).await?;
    let keys = caller.keys().pool(pool.key).await?;
    let metadata = req.client_metadata.as_ref();
    let scene = Scene { cx: &caller, pool: &pool, keys: &keys, client_id: None, metadata };
    let given = profile::pairs(Some(req.user_attributes));
    let named: Vec<&str> = given.iter().map(|(name, _)| name.as_str()).collect();
    for _ in 0..users::TRIES {
        let user = caller.user(&pool, &req.username).await?;
        let change = attribute::accept_change(&pool.rules, &user, &given, Writer::Admin)?;
        let prepared = scene.prepare(&user, change, &named).await?;
        let mut statements = prepared.statements;
        statements.push(audit::event(&caller, &caller.principal, Some(&pool.id), &user.username));
        if scene.commit(statements).await? {
            return Ok(AdminUpdateUserAttributesResponse {});
        }
    }
    Err(users::moved("attributes"))
}
