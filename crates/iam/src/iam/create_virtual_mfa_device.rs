//! # CreateVirtualMFADevice
//!
//! Makes a virtual MFA device: a seed that an authenticator takes as text or as a picture. It is of no
//! use until `EnableMFADevice` gives it to a user.
//!
//! Caller: an IAM principal allowed `iam:CreateVirtualMFADevice` on the device.
//!
//! Changes: the device, with its seed sealed. An audit row. The seed is shown this once.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: a tag twice or reserved, or a serial number of more than 256 characters
//! (InvalidInput); the name is taken (EntityAlreadyExists); as many devices as there may be users
//! (LimitExceeded); others kept changing something meanwhile (Throttling).
//!
//! Differences from AWS: names are unique whatever their path.

use cognate_core::iam::{Change, Done, TRIES, entity, mfa};
use cognate_core::{Admin, Error, Result};
use cognate_crypto::totp;
use cognate_domain::Map;
use cognate_shapes::iam::{
    CreateVirtualMFADeviceRequest, CreateVirtualMFADeviceResponse, VirtualMFADevice,
};
use cognate_store::records::iam_entity::Kind;

use crate::entities::encoded;
use crate::{account, devices, entities, faults, qr, tags};

pub async fn create_virtual_mfa_device(
    caller: Admin,
    req: CreateVirtualMFADeviceRequest,
) -> Result<CreateVirtualMFADeviceResponse> {
    let tags = tags::accepted(req.tags.as_deref().unwrap_or_default())?;
    let (name, path) = (&req.virtual_mfa_device_name, entities::path(req.path.as_deref()));
    let mut device = entity::new(&caller, Kind::MfaDevice, name, path, Map::new());
    let serial_number = entity::arn(&caller.config().account, &device);
    if serial_number.chars().count() > devices::SERIAL_CHARACTERS_MAX {
        let text = "The serial number of the device would be longer than 256 characters.";
        return Err(faults::invalid_input(text));
    }
    entity::set_tags(&mut device, &tags);
    let seed = mfa::new_seed(&caller);
    let keys = caller.keys().installation().await?;
    mfa::keep_seed(&caller, &keys, &mut device, seed.as_slice());

    let alias = account::alias(account::find(&caller).await?.as_ref());
    let issuer = alias.unwrap_or_else(|| caller.config().account.clone());
    let seed = totp::secret_code(seed.as_slice());
    let uri = format!("otpauth://totp/{}@{issuer}?secret={seed}", encoded(name));
    let picture = qr::png(&uri).ok_or_else(|| Error::internal("a name that fits no QR code"))?;
    for _ in 0..TRIES {
        entities::room_for(&caller, Kind::MfaDevice, name).await?;
        let change = Change::new(&caller).insert(&device);
        let target = format!("MFA device {name}");
        if change.commit(&caller.principal, &target).await? == Done::Committed {
            return Ok(CreateVirtualMFADeviceResponse {
                virtual_mfa_device: VirtualMFADevice {
                    serial_number,
                    base32_string_seed: Some(seed.into_bytes()),
                    qr_code_png: Some(picture),
                    user: None,
                    enable_date: None,
                    tags: tags::shown(&device),
                },
            });
        }
    }
    Err(Error::too_many_requests())
}
