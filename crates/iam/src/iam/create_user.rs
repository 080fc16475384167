//! # CreateUser
//!
//! Creates a user, who can do nothing yet.
//!
//! Caller: an IAM principal allowed `iam:CreateUser` on the user.
//!
//! Changes: the user. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: a tag twice or reserved (InvalidInput); the name is taken (EntityAlreadyExists); as
//! many users as there may be (LimitExceeded); a boundary whose ARN is none (InvalidInput), or that is
//! unknown (NoSuchEntity); others kept changing something meanwhile (Throttling).
//!
//! Differences from AWS: none known.

use cognate_core::iam::{Change, Done, TRIES, entity};
use cognate_core::{Admin, Error, Result};
use cognate_domain::Map;
use cognate_shapes::iam::{CreateUserRequest, CreateUserResponse};
use cognate_store::records::iam_entity::Kind;
use cognate_store::records::iam_link::Relation;

use crate::attachments::Target;
use crate::{boundaries, entities, faults, tags, users};

pub async fn create_user(caller: Admin, req: CreateUserRequest) -> Result<CreateUserResponse> {
    let tags = tags::accepted(req.tags.as_deref().unwrap_or_default())?;
    let path = entities::path(req.path.as_deref());
    let mut user = entity::new(&caller, Kind::User, &req.user_name, path, Map::new());
    entity::set_tags(&mut user, &tags);
    for _ in 0..TRIES {
        entities::room_for(&caller, Kind::User, &req.user_name).await?;
        let mut change = Change::new(&caller).insert(&user);
        if let Some(arn) = &req.permissions_boundary {
            let target = Target::find(&caller, arn).await?;
            let unknown = || faults::no_such_entity(boundaries::not_a_boundary(arn));
            let target = target.ok_or_else(unknown)?;
            change = change.link(Relation::Boundary, &user, arn, target.entity());
        }
        let target = format!("user {}", req.user_name);
        if change.commit(&caller.principal, &target).await? == Done::Committed {
            let user = users::shown(&caller, &user, false).await?;
            return Ok(CreateUserResponse { user: Some(user) });
        }
    }
    Err(Error::too_many_requests())
}
