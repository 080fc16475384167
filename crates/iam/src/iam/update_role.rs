//! # UpdateRole
//!
//! Changes the description of a role, or how long its sessions may be. What is left out stays as it is.
//!
//! Caller: an IAM principal allowed `iam:UpdateRole` on the role.
//!
//! Changes: the role. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: an unknown role (NoSuchEntity); a role that a service owns (UnmodifiableEntity);
//! others kept changing the role meanwhile (Throttling).
//!
//! Differences from AWS: none known.

use cognate_core::iam::{Change, Done, TRIES, entity};
use cognate_core::{Admin, Error, Result};
use cognate_shapes::iam::{UpdateRoleRequest, UpdateRoleResponse};

use crate::entities::Whose;
use crate::roles;

pub async fn update_role(caller: Admin, req: UpdateRoleRequest) -> Result<UpdateRoleResponse> {
    for _ in 0..TRIES {
        let mut role = Whose::Role(&req.role_name).found(&caller).await?;
        roles::modifiable(&role)?;
        if let Some(description) = &req.description {
            role.document.insert("Description".to_owned(), description.as_str().into());
        }
        if let Some(seconds) = req.max_session_duration {
            role.document.insert("MaxSessionDuration".to_owned(), seconds.into());
        }
        let change = Change::new(&caller).update(&role);
        let target = format!("role {}", entity::name(&role));
        if change.commit(&caller.principal, &target).await? == Done::Committed {
            return Ok(UpdateRoleResponse {});
        }
    }
    Err(Error::too_many_requests())
}
