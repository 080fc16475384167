//! # DeactivateMFADevice
//!
//! Takes a device from its user; without `UserName`, from the caller. Its codes count no more; sessions
//! that were made with them go on.
//!
//! Caller: an IAM principal allowed `iam:DeactivateMFADevice` on the user.
//!
//! Changes: the device is nobody's, and can be enabled again. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: no name, and the caller is a session of a role or a federated user
//! (ValidationError); an unknown user or device, or a device that is not the user's (NoSuchEntity);
//! others kept changing the device meanwhile (Throttling).
//!
//! Differences from AWS: the root has no devices.

use cognate_core::iam::{Change, Done, TRIES, entity};
use cognate_core::{Admin, Error, Result};
use cognate_shapes::iam::DeactivateMFADeviceRequest;
use cognate_store::records::iam_link::Relation;

use crate::devices;
use crate::entities::Whose;
use crate::users::Meant;

pub async fn deactivate_mfa_device(caller: Admin, req: DeactivateMFADeviceRequest) -> Result<()> {
    for _ in 0..TRIES {
        let meant = Meant::by(&caller, req.user_name.as_deref()).await?;
        let Some(user) = meant.user() else {
            return Err(Whose::Device(&req.serial_number).unknown());
        };
        let (device, link) = devices::of_user(&caller, user, &req.serial_number).await?;
        let change = Change::new(&caller).update(&device);
        let change = change.unlink(Relation::MfaOf, &device, &link.target);
        let target = format!("user {}: {}", entity::name(user), req.serial_number);
        if change.commit(&caller.principal, &target).await? == Done::Committed {
            return Ok(());
        }
    }
    Err(Error::too_many_requests())
}
