//! # ResyncMFADevice
//!
//! Follows the clock of a user's device, which shows two codes in a row.
//!
//! Caller: an IAM principal allowed `iam:ResyncMFADevice` on the user.
//!
//! Changes: how far the device's clock is from ours; both codes are used up. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: an unknown user or device, or a device that is not the user's (NoSuchEntity);
//! codes that are wrong, do not follow each other, are off by more than five minutes or used already
//! (InvalidAuthenticationCode); others kept changing the device meanwhile (Throttling).
//!
//! Differences from AWS: none known.

use cognate_core::iam::{Change, Done, TRIES, entity};
use cognate_core::{Admin, Error, Result};
use cognate_shapes::iam::ResyncMFADeviceRequest;

use crate::devices::{self, Codes};
use crate::entities::Whose;

pub async fn resync_mfa_device(caller: Admin, req: ResyncMFADeviceRequest) -> Result<()> {
    let mut codes = Codes::new(&req.authentication_code1, &req.authentication_code2);
    for _ in 0..TRIES {
        let user = Whose::User(&req.user_name).found(&caller).await?;
        let (mut device, _) = devices::of_user(&caller, &user, &req.serial_number).await?;
        let [first, second] = codes.shown(&caller, &user, &mut device).await?;
        let change = Change::new(&caller).update(&device).with(first).with(second);
        let target = format!("user {}: {}", entity::name(&user), req.serial_number);
        if change.commit(&caller.principal, &target).await? == Done::Committed {
            return Ok(());
        }
    }
    Err(Error::too_many_requests())
}
