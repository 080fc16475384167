//! What the operations on MFA devices share. Devices are virtual, and IAM users': the root has none.

use cognate_core::iam::{entity, mfa};
use cognate_core::{Cx, Result};
use cognate_shapes::iam::MFADevice;
use cognate_store::batch::Statement;
use cognate_store::records::iam_entity::{self, Entity};
use cognate_store::records::iam_link::{self, Link, Relation};

use crate::entities::{Whose, shown_at};
use crate::faults;

/// Devices of one user, at most.
pub const PER_USER_MAX: usize = 8;

/// Serial numbers of requests are not longer.
pub const SERIAL_CHARACTERS_MAX: usize = 256;

/// What makes the device somebody's; None for one that is nobody's.
pub async fn link_of(cx: &Cx, device: &Entity) -> Result<Option<Link>> {
    let links = iam_link::of_holder(cx.store(), &device.id).await?;
    Ok(links.into_iter().find(|link| link.relation == Relation::MfaOf))
}

/// The links of a user's devices, in the order of the devices' ids.
pub async fn links_of(cx: &Cx, user: &Entity) -> Result<Vec<Link>> {
    let max = PER_USER_MAX as i64;
    Ok(iam_link::of_target(cx.store(), Relation::MfaOf, &user.id, None, max).await?)
}

/// The device of this serial number, if it is the user's.
///
/// Errors: no such device, or it is not this user's (`NoSuchEntity`).
pub async fn of_user(cx: &Cx, user: &Entity, serial: &str) -> Result<(Entity, Link)> {
    let device = Whose::Device(serial).found(cx).await?;
    match link_of(cx, &device).await? {
        Some(link) if link.target == user.id => Ok((device, link)),
        _ => Err(faults::no_such_entity("MFA Device invalid for user.")),
    }
}

/// All devices of a user as answers show them.
pub async fn shown(cx: &Cx, user: &Entity) -> Result<Vec<MFADevice>> {
    let mut shown = Vec::new();
    for link in links_of(cx, user).await? {
        // One that was switched off since the links were read is passed over.
        if let Some(device) = iam_entity::find_by_id(cx.store(), &link.holder).await? {
            shown.push(MFADevice {
                user_name: entity::name(user).to_owned(),
                serial_number: entity::arn(&cx.config().account, &device),
                enable_date: shown_at(link.at),
            });
        }
    }
    shown.sort_by(|a, b| a.serial_number.cmp(&b.serial_number));
    Ok(shown)
}

/// Two codes in a row, as a request gives them.
pub struct Codes<'a> {
    pub first: &'a str,
    pub second: &'a str,
    /// The versions of user and device that a try was made with.
    tried: Option<(i64, i64)>,
}

impl<'a> Codes<'a> {
    pub fn new(first: &'a str, second: &'a str) -> Codes<'a> {
        Codes { first, second, tried: None }
    }

    /// Follows the clock of a device whose seed the codes show. What uses the codes up goes into the change
    /// of the device; where nothing else has moved, they have been used before.
    ///
    /// `InvalidAuthenticationCode`: codes that are wrong, too old, or used already.
    pub async fn shown(
        &mut self,
        cx: &Cx,
        user: &Entity,
        device: &mut Entity,
    ) -> Result<[Statement; 2]> {
        let versions = (user.version, device.version);
        if self.tried.replace(versions) == Some(versions) {
            return Err(faults::invalid_codes());
        }
        let keys = cx.keys().installation().await?;
        let seed = mfa::open_seed(cx, &keys, device)?;
        let step = mfa::consecutive(&seed, self.first, self.second, cx.now_ms());
        let step = step.ok_or_else(faults::invalid_codes)?;
        mfa::follow(device, step, cx.now_ms());
        Ok([mfa::use_up(&keys, &device.id, step - 1), mfa::use_up(&keys, &device.id, step)])
    }
}
