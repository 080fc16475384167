//! What the operations on devices share.

use cognate_core::page_token::{self, Listing};
use cognate_core::{Cx, Result};
use cognate_domain::{Pool, Refusal, User, device, refusal};
use cognate_shapes::idp::{AttributeType, DeviceRememberedStatusType, DeviceType};
use cognate_store::batch::{Outcome, Statement};
use cognate_store::records::device::{self as record, Device};
use cognate_store::records::session;
use cognate_wire::Timestamp;

use crate::listing;

/// Refuses a pool without `DeviceConfiguration`.
pub fn tracked(pool: &Pool) -> std::result::Result<(), Refusal> {
    if pool.rules.devices.is_some() { Ok(()) } else { Err(device::not_tracked()) }
}

/// The UUID in a key; a key of another form belongs to no device.
pub fn id(pool: &Pool, key: &str) -> std::result::Result<[u8; 16], Refusal> {
    device::parse(&pool.region, key).ok_or_else(device::not_found)
}

pub async fn found(cx: &Cx, pool: &Pool, user: &User, key: &str) -> Result<DeviceType> {
    tracked(pool)?;
    let found = record::find(cx.store(), pool.key, user.sub, id(pool, key)?).await?;
    Ok(shown(pool, &found.ok_or_else(device::not_found)?))
}

/// A page of at most 60 devices, in an order of no meaning that pages keep.
pub async fn page(
    cx: &Cx,
    pool: &Pool,
    user: &User,
    limit: Option<i64>,
    token: Option<&str>,
) -> Result<(Vec<DeviceType>, Option<String>)> {
    tracked(pool)?;
    let list = Listing { pool: pool.key, filter: &user.sub.to_string() };
    let after = list.start(cx, token).await?;
    let after = after.map(page_token::array).transpose()?;
    let page = listing::page(limit);
    let mut found = record::page(cx.store(), pool.key, user.sub, after, page + 1).await?;
    let next = list.cut(cx, &mut found, page, |device| &device.id).await?;
    Ok((found.iter().map(|device| shown(pool, device)).collect(), next))
}

/// The change of a device's status. `InvalidParameterException` when the request names none.
pub fn status_change(
    cx: &Cx,
    pool: &Pool,
    user: &User,
    key: &str,
    status: Option<DeviceRememberedStatusType>,
) -> Result<Statement> {
    tracked(pool)?;
    let status = status.ok_or_else(|| refusal::missing_parameter("DeviceRememberedStatus"))?;
    let remembered = status == DeviceRememberedStatusType::Remembered;
    Ok(record::set_status(pool.key, user.sub, id(pool, key)?, remembered, cx.now_ms()))
}

/// Deletes a device and ends its sessions, but for `except`.
pub fn forgetting(
    pool: &Pool,
    user: &User,
    key: &str,
    except: Option<[u8; 16]>,
) -> Result<Vec<Statement>> {
    tracked(pool)?;
    Ok(vec![
        record::delete(pool.key, user.sub, id(pool, key)?),
        session::revoke_of_device(pool.key, user.sub, key, except),
    ])
}

/// What a batch came to whose only condition is that the device is there.
pub fn settled(outcome: Outcome) -> std::result::Result<(), Refusal> {
    match outcome {
        Outcome::Committed => Ok(()),
        Outcome::Unmet(_) => Err(device::not_found()),
    }
}

/// Source: the attribute names are those of AWS's answers as developers report them.
fn shown(pool: &Pool, device: &Device) -> DeviceType {
    let status = if device.remembered {
        DeviceRememberedStatusType::Remembered
    } else {
        DeviceRememberedStatusType::NotRemembered
    };
    let attributes = [
        ("device_status", Some("valid")),
        ("device_name", device.name.as_deref()),
        ("last_ip_used", device.last_ip.as_deref()),
        ("dev:device_remembered_status", Some(status.as_str())),
    ];
    let attribute = |(name, value): (&str, Option<&str>)| {
        let value = value?.to_owned();
        Some(AttributeType { name: name.to_owned(), value: Some(value) })
    };
    DeviceType {
        device_key: Some(device::key(&pool.region, &device.id)),
        device_attributes: Some(attributes.into_iter().filter_map(attribute).collect()),
        device_create_date: Some(Timestamp(device.created)),
        device_last_modified_date: Some(Timestamp(device.modified)),
        device_last_authenticated_date: Some(Timestamp(device.last_authenticated)),
    }
}
