//! # GetMFADevice
//!
//! Shows a device of a user; without `UserName`, of the caller.
//!
//! Caller: an IAM principal allowed `iam:GetMFADevice` on the user.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: no name, and the caller is a session of a role or a federated user
//! (ValidationError); an unknown user or device, or a device that is not the user's (NoSuchEntity).
//!
//! Differences from AWS: devices are virtual ones, which AWS does not show here, and have no
//! certifications.

use cognate_core::iam::entity;
use cognate_core::{Admin, Result};
use cognate_shapes::iam::{GetMFADeviceRequest, GetMFADeviceResponse};

use crate::devices;
use crate::entities::{Whose, shown_at};
use crate::users::Meant;

pub async fn get_mfa_device(
    caller: Admin,
    req: GetMFADeviceRequest,
) -> Result<GetMFADeviceResponse> {
    let meant = Meant::by(&caller, req.user_name.as_deref()).await?;
    let Some(user) = meant.user() else {
        return Err(Whose::Device(&req.serial_number).unknown());
    };
    let (device, link) = devices::of_user(&caller, user, &req.serial_number).await?;
    Ok(GetMFADeviceResponse {
        user_name: Some(entity::name(user).to_owned()),
        serial_number: entity::arn(&caller.config().account, &device),
        enable_date: Some(shown_at(link.at)),
        certifications: None,
    })
}
