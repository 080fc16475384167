//! # CreateRole
//!
//! Creates a role. Users and roles that its trust policy names are tied to it by their unique ids.
//!
//! Caller: an IAM principal allowed `iam:CreateRole` on the role.
//!
//! Changes: the role. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: no trust policy, an unknown principal in it, or tokens of every identity pool let
//! in (MalformedPolicyDocument); a trust policy that is too long (LimitExceeded); a tag twice or
//! reserved, or the path of services (InvalidInput); the name is taken (EntityAlreadyExists); as many
//! roles as there may be (LimitExceeded); an unknown boundary (InvalidInput); others kept changing
//! something meanwhile (Throttling).
//!
//! Differences from AWS: a trust policy that lets in `cognito-identity.amazonaws.com` must name the
//! identity pools by `cognito-identity.amazonaws.com:aud`; in development this is only a warning.
//! Principals of other accounts are unknown.

use cognate_core::iam::{Change, Done, TRIES, entity, trust};
use cognate_core::{Admin, Error, Result};
use cognate_domain::Map;
use cognate_shapes::iam::{CreateRoleRequest, CreateRoleResponse};
use cognate_store::records::iam_entity::Kind;
use cognate_store::records::iam_link::Relation;

use crate::attachments::Target;
use crate::roles::Show;
use crate::{boundaries, entities, faults, roles, tags};

pub async fn create_role(caller: Admin, req: CreateRoleRequest) -> Result<CreateRoleResponse> {
    let ids = roles::trusted(&caller, &req.role_name, &req.assume_role_policy_document).await?;
    let tags = tags::accepted(req.tags.as_deref().unwrap_or_default())?;
    let path = entities::path(req.path.as_deref());
    if path.starts_with(roles::SERVICE_PATH) {
        let text = format!("The path {} is reserved for roles of services.", roles::SERVICE_PATH);
        return Err(faults::invalid_input(text));
    }
    let mut role = entity::new(&caller, Kind::Role, &req.role_name, path, Map::new());
    trust::set(&mut role, &req.assume_role_policy_document, &ids);
    entity::set_tags(&mut role, &tags);
    let seconds = req.max_session_duration.unwrap_or(roles::SESSION_SECONDS);
    role.document.insert("MaxSessionDuration".to_owned(), seconds.into());
    if let Some(description) = req.description {
        role.document.insert("Description".to_owned(), description.into());
    }
    for _ in 0..TRIES {
        entities::room_for(&caller, Kind::Role, &req.role_name).await?;
        let mut change = Change::new(&caller).insert(&role);
        if let Some(arn) = &req.permissions_boundary {
            let target = Target::find(&caller, arn).await?;
            let unknown = || faults::invalid_input(boundaries::not_a_boundary(arn));
            let target = target.ok_or_else(unknown)?;
            change = change.link(Relation::Boundary, &role, arn, target.entity());
        }
        let target = format!("role {}", req.role_name);
        if change.commit(&caller.principal, &target).await? == Done::Committed {
            let role = roles::shown(&caller, &role, Show::Changed).await?;
            return Ok(CreateRoleResponse { role });
        }
    }
    Err(Error::too_many_requests())
}
