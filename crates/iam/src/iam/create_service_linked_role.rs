//! # CreateServiceLinkedRole
//!
//! Makes the role that AWS's user pools would use to send e-mail, or to do what else they do by
//! themselves. User pools here need none: the roles exist for stacks that make them.
//!
//! Caller: an IAM principal allowed `iam:CreateServiceLinkedRole` on the service's roles, with
//! `iam:AWSServiceName`.
//!
//! Changes: the role with its policy, which nobody can change. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: another service than `cognito-idp.amazonaws.com` and `email.cognito-
//! idp.amazonaws.com`, a suffix, or the name is taken (InvalidInput); as many roles as there may be
//! (LimitExceeded); others kept changing something meanwhile (Throttling).
//!
//! Differences from AWS: AWS creates these roles itself when a user pool needs them.

use cognate_core::iam::{Change, Done, TRIES};
use cognate_core::{Admin, Error, Result};
use cognate_shapes::iam::{CreateServiceLinkedRoleRequest, CreateServiceLinkedRoleResponse};
use cognate_store::records::iam_entity::{self, Kind};
use cognate_store::records::iam_link::Relation;

use crate::linked_roles::Service;
use crate::roles::Show;
use crate::{entities, faults, roles};

pub async fn create_service_linked_role(
    caller: Admin,
    req: CreateServiceLinkedRoleRequest,
) -> Result<CreateServiceLinkedRoleResponse> {
    let name = &req.aws_service_name;
    let Some(service) = Service::find(name) else {
        let text = format!("There is no service {name} here that has roles linked to it.");
        return Err(faults::invalid_input(text));
    };
    if req.custom_suffix.is_some() {
        return Err(faults::invalid_input(format!("Custom suffix is not allowed for {name}")));
    }
    let role = service.role(&caller, req.description);
    for _ in 0..TRIES {
        if iam_entity::find(caller.store(), Kind::Role, service.role_name).await?.is_some() {
            return Err(faults::invalid_input(format!(
                "Service role name {} has been taken in this account, please try a different \
                 suffix.",
                service.role_name
            )));
        }
        entities::room(&caller, Kind::Role).await?;
        let change = Change::new(&caller).insert(&role);
        let change = change.link(Relation::Attached, &role, &service.policy_arn(), None);
        let target = format!("role {}", service.role_name);
        if change.commit(&caller.principal, &target).await? == Done::Committed {
            let role = roles::shown(&caller, &role, Show::Changed).await?;
            return Ok(CreateServiceLinkedRoleResponse { role: Some(role) });
        }
    }
    Err(Error::too_many_requests())
}
