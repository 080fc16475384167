//! # GetInstanceProfile
//!
//! Shows an instance profile with its role.
//!
//! Caller: an IAM principal allowed `iam:GetInstanceProfile` on the profile.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: an unknown profile (NoSuchEntity).
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result};
use cognate_shapes::iam::{GetInstanceProfileRequest, GetInstanceProfileResponse};

use crate::entities::Whose;
use crate::profiles;

pub async fn get_instance_profile(
    caller: Admin,
    req: GetInstanceProfileRequest,
) -> Result<GetInstanceProfileResponse> {
    let profile = Whose::InstanceProfile(&req.instance_profile_name).found(&caller).await?;
    let instance_profile = profiles::shown(&caller, &profile, false).await?;
    Ok(GetInstanceProfileResponse { instance_profile })
}
