//! # SetIdentityPoolRoles
//!
//! Says which roles the identities of a pool get: one for guests, one for users, and for single providers
//! by their tokens or by rules. All earlier roles and mappings are replaced.
//!
//! Caller: an IAM principal allowed `cognito-identity:SetIdentityPoolRoles`, and `iam:PassRole` on every
//! role that the request names.
//!
//! Changes: the pool's roles and role mappings. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: a role that the caller may not pass (AccessDeniedException); unknown pool
//! (ResourceNotFoundException); roles or mappings against the rules, a provider that the pool does not
//! have (InvalidParameterException); others kept changing the pool meanwhile
//! (ConcurrentModificationException).
//!
//! Differences from AWS: a change that meets another is decided anew, where AWS answers
//! ConcurrentModificationException at once. Whether roles exist and trust the pool is judged when they are
//! used.

use cognate_core::{Admin, Result, authorization, document};
use cognate_domain::identity_pool as rules;
use cognate_shapes::identity::SetIdentityPoolRolesInput;

use crate::change::change;
use crate::pools;

/// To whom the roles are passed.
const SERVICE: &str = "cognito-identity.amazonaws.com";

pub async fn set_identity_pool_roles(caller: Admin, req: SetIdentityPoolRolesInput) -> Result<()> {
    let request = document::of(&req);
    for role in rules::roles_named(&request) {
        authorization::pass_role(&caller, &caller.principal, &role, SERVICE).await?;
    }
    let site = pools::site(&caller);
    change(&caller, &req.identity_pool_id, |pool| {
        Ok((rules::set_roles(&pool.document, &pool.settings, &request, site)?, ()))
    })
    .await?;
    Ok(())
}
