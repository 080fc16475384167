//! # ConfirmDevice
//!
//! Registers the device that a sign-in was given in `NewDeviceMetadata`, with the verifier of a secret
//! that stays on the device.
//!
//! Caller: the bearer of an access token with the scope `aws.cognito.signin.user.admin`, of the sign-in
//! that was given the device key.
//!
//! Changes: the device, remembered at once unless the pool leaves that to the user.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: those of the access token; a password to be reset; an unconfirmed user; a pool
//! without `DeviceConfiguration` (InvalidUserPoolConfigurationException); a device that is confirmed
//! already (DeviceKeyExistsException); a key of another sign-in; no verifier, or none that may be used.
//!
//! Differences from AWS: none known.

use cognate_core::devices::DeviceSecret;
use cognate_core::{Result, SignedIn};
use cognate_domain::{device, refusal};
use cognate_shapes::idp::{ConfirmDeviceRequest, ConfirmDeviceResponse};
use cognate_store::batch::{Batch, Outcome};
use cognate_store::records::device::{self as record, Device};

use crate::standing::may_act;

pub async fn confirm_device(
    caller: SignedIn,
    req: ConfirmDeviceRequest,
) -> Result<ConfirmDeviceResponse> {
    let (pool, user) = (&caller.pool, &caller.user);
    may_act(user)?;
    let settings = pool.rules.devices.ok_or_else(device::not_tracked)?;
    let invalid_key = || refusal::invalid_parameter("Invalid device key given.");
    let exists = || refusal::device_key_exists("Device already exists.");
    let id = device::parse(&pool.region, &req.device_key).ok_or_else(invalid_key)?;
    if record::find(caller.store(), pool.key, user.sub, id).await?.is_some() {
        return Err(exists().into());
    }
    if caller.session.device.as_deref() != Some(req.device_key.as_str()) {
        return Err(invalid_key().into());
    }
    let config = req.device_secret_verifier_config.unwrap_or_default();
    let verifier =
        config.password_verifier.ok_or_else(|| refusal::missing_parameter("PasswordVerifier"))?;
    let salt = config.salt.ok_or_else(|| refusal::missing_parameter("Salt"))?;
    let keys = caller.keys().pool(pool.key).await?;
    let sealed = DeviceSecret::read(&salt, &verifier)?.seal(&caller, &keys, user.sub, &id)?;
    let now_ms = caller.now_ms();
    let insert = record::insert(&Device {
        pool: pool.key,
        sub: user.sub,
        id,
        group_key: device::group_key(&pool.id, &user.sub, cognate_crypto::sha256),
        name: req.device_name,
        sealed,
        remembered: !settings.remember_on_prompt,
        created: now_ms,
        modified: now_ms,
        last_authenticated: now_ms,
        last_ip: Some(caller.occurrence.source.to_string()),
        version: 1,
    });
    match caller.store().write(Batch::new().with(insert)).await? {
        Outcome::Committed => Ok(ConfirmDeviceResponse {
            user_confirmation_necessary: Some(settings.remember_on_prompt),
        }),
        Outcome::Unmet(_) => Err(exists().into()),
    }
}
