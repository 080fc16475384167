//! # CreateGroup
//!
//! Creates a group without members.
//!
//! Caller: an IAM principal allowed `iam:CreateGroup` on the group.
//!
//! Changes: the group. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: the name is taken (EntityAlreadyExists); as many groups as there may be
//! (LimitExceeded); others kept changing something meanwhile (Throttling).
//!
//! Differences from AWS: none known.

use cognate_core::iam::{Change, Done, TRIES, entity};
use cognate_core::{Admin, Error, Result};
use cognate_domain::Map;
use cognate_shapes::iam::{CreateGroupRequest, CreateGroupResponse};
use cognate_store::records::iam_entity::Kind;

use crate::{entities, groups};

pub async fn create_group(caller: Admin, req: CreateGroupRequest) -> Result<CreateGroupResponse> {
    let path = entities::path(req.path.as_deref());
    let group = entity::new(&caller, Kind::Group, &req.group_name, path, Map::new());
    for _ in 0..TRIES {
        entities::room_for(&caller, Kind::Group, &req.group_name).await?;
        let change = Change::new(&caller).insert(&group);
        let target = format!("group {}", req.group_name);
        if change.commit(&caller.principal, &target).await? == Done::Committed {
            return Ok(CreateGroupResponse { group: groups::shown(&caller, &group) });
        }
    }
    Err(Error::too_many_requests())
}
