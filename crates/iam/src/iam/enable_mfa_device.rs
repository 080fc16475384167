//! # EnableMFADevice
//!
//! Gives a device to a user, who shows by two codes in a row that an authenticator has its seed. From
//! then on its codes count for `AssumeRole` and `GetSessionToken`.
//!
//! Caller: an IAM principal allowed `iam:EnableMFADevice` on the user.
//!
//! Changes: the device is the user's; how far its clock is from ours is remembered; both codes are used
//! up. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: an unknown user or device (NoSuchEntity); a device that is somebody's already
//! (EntityAlreadyExists); as many devices as a user may have (LimitExceeded); codes that are wrong, do
//! not follow each other, are older than five minutes or used already (InvalidAuthenticationCode);
//! others kept changing the user or the device meanwhile (Throttling).
//!
//! Differences from AWS: devices are virtual ones, and the root has none.

use cognate_core::iam::{Change, Done, TRIES, entity};
use cognate_core::{Admin, Error, Result};
use cognate_shapes::iam::EnableMFADeviceRequest;
use cognate_store::records::iam_link::Relation;

use crate::devices::{self, Codes};
use crate::entities::Whose;
use crate::faults;

pub async fn enable_mfa_device(caller: Admin, req: EnableMFADeviceRequest) -> Result<()> {
    let mut codes = Codes::new(&req.authentication_code1, &req.authentication_code2);
    for _ in 0..TRIES {
        let user = Whose::User(&req.user_name).found(&caller).await?;
        let mut device = Whose::Device(&req.serial_number).found(&caller).await?;
        if devices::link_of(&caller, &device).await?.is_some() {
            let text = format!("MFA device {} is in use already.", req.serial_number);
            return Err(faults::already_exists(text));
        }
        if devices::links_of(&caller, &user).await?.len() >= devices::PER_USER_MAX {
            return Err(faults::quota("MFADevicesPerUser", devices::PER_USER_MAX));
        }
        let [first, second] = codes.shown(&caller, &user, &mut device).await?;
        let change = Change::new(&caller).update(&user).update(&device);
        let change = change.link(Relation::MfaOf, &device, &user.id, None);
        let target = format!("user {}: {}", entity::name(&user), req.serial_number);
        let change = change.with(first).with(second);
        if change.commit(&caller.principal, &target).await? == Done::Committed {
            return Ok(());
        }
    }
    Err(Error::too_many_requests())
}
