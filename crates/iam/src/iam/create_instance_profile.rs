//! # CreateInstanceProfile
//!
//! Makes an instance profile without a role. There are no instances here: profiles stand for
//! themselves.
//!
//! Caller: an IAM principal allowed `iam:CreateInstanceProfile` on the profile.
//!
//! Changes: the profile. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: a tag twice or reserved (InvalidInput); the name is taken (EntityAlreadyExists);
//! 1,000 profiles (LimitExceeded); others kept changing something meanwhile (Throttling).
//!
//! Differences from AWS: none known.

use cognate_core::iam::{Change, Done, TRIES, entity};
use cognate_core::{Admin, Error, Result};
use cognate_domain::Map;
use cognate_shapes::iam::{CreateInstanceProfileRequest, CreateInstanceProfileResponse};
use cognate_store::records::iam_entity::Kind;

use crate::{entities, profiles, tags};

pub async fn create_instance_profile(
    caller: Admin,
    req: CreateInstanceProfileRequest,
) -> Result<CreateInstanceProfileResponse> {
    let tags = tags::accepted(req.tags.as_deref().unwrap_or_default())?;
    let (name, path) = (&req.instance_profile_name, entities::path(req.path.as_deref()));
    let mut profile = entity::new(&caller, Kind::InstanceProfile, name, path, Map::new());
    entity::set_tags(&mut profile, &tags);
    for _ in 0..TRIES {
        entities::room_for(&caller, Kind::InstanceProfile, name).await?;
        let change = Change::new(&caller).insert(&profile);
        let target = format!("instance profile {name}");
        if change.commit(&caller.principal, &target).await? == Done::Committed {
            let instance_profile = profiles::shown(&caller, &profile, false).await?;
            return Ok(CreateInstanceProfileResponse { instance_profile });
        }
    }
    Err(Error::too_many_requests())
}
