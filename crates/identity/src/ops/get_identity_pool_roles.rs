//! # GetIdentityPoolRoles
//!
//! Shows the roles and role mappings of a pool.
//!
//! Caller: an IAM principal allowed `cognito-identity:GetIdentityPoolRoles` on the pool.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool (ResourceNotFoundException).
//!
//! Differences from AWS: none known.

use serde_json::Value as Json;

use cognate_core::{Admin, Result, document};
use cognate_shapes::identity::{GetIdentityPoolRolesInput, GetIdentityPoolRolesResponse};

pub async fn get_identity_pool_roles(
    caller: Admin,
    req: GetIdentityPoolRolesInput,
) -> Result<GetIdentityPoolRolesResponse> {
    let pool = caller.identity_pool(&req.identity_pool_id).await?;
    let mut shown = cognate_domain::Map::new();
    shown.insert("IdentityPoolId".into(), pool.id().into());
    for member in ["Roles", "RoleMappings"] {
        if let Some(value) = pool.document.get(member) {
            shown.insert(member.into(), value.clone());
        }
    }
    shown.entry("Roles").or_insert(Json::Object(cognate_domain::Map::new()));
    document::read(shown)
}
