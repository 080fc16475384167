//! # GetRole
//!
//! Shows a role, with when it was last assumed. The trust policy is URL-encoded; who was deleted appears
//! in it under the unique id.
//!
//! Caller: an IAM principal allowed `iam:GetRole` on the role.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: an unknown role (NoSuchEntity).
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result};
use cognate_shapes::iam::{GetRoleRequest, GetRoleResponse};

use crate::entities::Whose;
use crate::roles::{self, Show};

pub async fn get_role(caller: Admin, req: GetRoleRequest) -> Result<GetRoleResponse> {
    let role = Whose::Role(&req.role_name).found(&caller).await?;
    Ok(GetRoleResponse { role: roles::shown(&caller, &role, Show::All).await? })
}
