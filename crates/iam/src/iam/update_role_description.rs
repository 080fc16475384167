//! # UpdateRoleDescription
//!
//! Changes the description of a role.
//!
//! Caller: an IAM principal allowed `iam:UpdateRoleDescription` on the role.
//!
//! Changes: the role. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: an unknown role (NoSuchEntity); a role that a service owns (UnmodifiableEntity);
//! others kept changing the role meanwhile (Throttling).
//!
//! Differences from AWS: AWS lets the descriptions of services' roles be changed.

use cognate_core::iam::{Change, Done, TRIES, entity};
use cognate_core::{Admin, Error, Result};
use cognate_shapes::iam::{UpdateRoleDescriptionRequest, UpdateRoleDescriptionResponse};

use crate::entities::Whose;
use crate::roles::{self, Show};

pub async fn update_role_description(
    caller: Admin,
    req: UpdateRoleDescriptionRequest,
) -> Result<UpdateRoleDescriptionResponse> {
    for _ in 0..TRIES {
        let mut role = Whose::Role(&req.role_name).found(&caller).await?;
        roles::modifiable(&role)?;
        role.document.insert("Description".to_owned(), req.description.as_str().into());
        let change = Change::new(&caller).update(&role);
        let target = format!("role {}", entity::name(&role));
        if change.commit(&caller.principal, &target).await? == Done::Committed {
            let role = Some(roles::shown(&caller, &role, Show::Changed).await?);
            return Ok(UpdateRoleDescriptionResponse { role });
        }
    }
    Err(Error::too_many_requests())
}
