//! # AdminDeleteUserAttributes
//!
//! Deletes attributes of a user. Those that the user does not have are no error.
//!
//! Caller: an IAM principal allowed `cognito-idp:AdminDeleteUserAttributes` on the pool.
//!
//! Changes: the user's attributes, sign-in names and search rows; with a contact its verification and
//! what waits for a code; an audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool; unknown user; attributes (unknown, required, immutable, the last
//! name to sign in with).
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result, audit, users};
use cognate_domain::attribute::{self, Writer};
use cognate_shapes::idp::{AdminDeleteUserAttributesRequest, AdminDeleteUserAttributesResponse};

use crate::attributes::Scene;

pub async fn admin_delete_user_attributes(
    caller: Admin,
    req: AdminDeleteUserAttributesRequest,
) -> Result<AdminDeleteUserAttributesResponse> {
    let pool = caller.pool(&req.user_pool_id).await?;
    let keys = caller.keys().pool(pool.key).await?;
    let scene = Scene { cx: &caller, pool: &pool, keys: &keys, client_id: None, metadata: None };
    let names = &req.user_attribute_names;
    let named: Vec<&str> = names.iter().map(String::as_str).collect();
    for _ in 0..users::TRIES {
        let user = caller.user(&pool, &req.username).await?;
        let change = attribute::accept_removal(&pool.rules, &user, names, Writer::Admin)?;
        let mut statements = scene.prepare(&user, change, &named).await?.statements;
        statements.push(audit::event(&caller, &caller.principal, Some(&pool.id), &user.username));
        if scene.commit(statements).await? {
            return Ok(AdminDeleteUserAttributesResponse {});
        }
    }
    Err(users::moved("attributes"))
}
