//! # DeleteVirtualMFADevice
//!
//! Deletes a device that is nobody's.
//!
//! Caller: an IAM principal allowed `iam:DeleteVirtualMFADevice` on the device.
//!
//! Changes: the device and its seed are gone. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: an unknown device (NoSuchEntity); it is somebody's (DeleteConflict); others kept
//! changing the device meanwhile (Throttling).
//!
//! Differences from AWS: none known.

use cognate_core::iam::{Change, Done, TRIES};
use cognate_core::{Admin, Error, Result};
use cognate_shapes::iam::DeleteVirtualMFADeviceRequest;

use crate::entities::Whose;
use crate::{devices, faults};

pub async fn delete_virtual_mfa_device(
    caller: Admin,
    req: DeleteVirtualMFADeviceRequest,
) -> Result<()> {
    for _ in 0..TRIES {
        let device = Whose::Device(&req.serial_number).found(&caller).await?;
        if devices::link_of(&caller, &device).await?.is_some() {
            let text = "MFA VirtualDevice in use. Must deactivate first.";
            return Err(faults::delete_conflict(text));
        }
        let change = Change::new(&caller).delete(&device);
        let target = format!("MFA device {}", req.serial_number);
        if change.commit(&caller.principal, &target).await? == Done::Committed {
            return Ok(());
        }
    }
    Err(Error::too_many_requests())
}
