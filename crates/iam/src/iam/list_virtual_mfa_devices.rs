//! # ListVirtualMFADevices
//!
//! Lists the devices of the account by name: all, those of users, or those of nobody.
//!
//! Caller: an IAM principal allowed `iam:ListVirtualMFADevices` on the account's devices.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: a `Marker` that this list did not give, or gave over an hour ago
//! (ValidationError).
//!
//! Differences from AWS: none known.

use cognate_core::iam::entity;
use cognate_core::{Admin, Result, page_token};
use cognate_shapes::iam::{
    AssignmentStatusType, ListVirtualMFADevicesRequest, ListVirtualMFADevicesResponse,
    VirtualMFADevice,
};
use cognate_store::records::iam_entity::{self, Entity, Kind};
use cognate_store::records::iam_link::Link;

use crate::entities::shown_at;
use crate::paging::Asked;
use crate::{devices, users};

/// Rows read at once while devices of the wanted status are looked for.
const CHUNK_ROWS: i64 = 100;

pub async fn list_virtual_mfa_devices(
    caller: Admin,
    req: ListVirtualMFADevicesRequest,
) -> Result<ListVirtualMFADevicesResponse> {
    let status = req.assignment_status.unwrap_or(AssignmentStatusType::Any);
    let asked = Asked::new(req.marker.as_deref(), req.max_items, status.as_str());
    let found = found(&caller, status, asked).await?;
    let page = asked.cut(&caller, found, |(device, _)| device.name.as_bytes()).await?;
    let is_truncated = page.is_truncated();
    let mut virtual_mfa_devices = Vec::with_capacity(page.items.len());
    for (device, link) in &page.items {
        virtual_mfa_devices.push(shown(&caller, device, link.as_ref()).await?);
    }
    Ok(ListVirtualMFADevicesResponse { virtual_mfa_devices, is_truncated, marker: page.marker })
}

/// Devices of the status with what makes them somebody's, one more than the page holds.
async fn found(
    caller: &Admin,
    status: AssignmentStatusType,
    asked: Asked<'_>,
) -> Result<Vec<(Entity, Option<Link>)>> {
    let wanted = asked.size() as usize + 1;
    let mut after = asked.start(caller).await?.map_or(Ok(String::new()), page_token::text)?;
    let mut found = Vec::new();
    loop {
        let rows = iam_entity::page(caller.store(), Kind::MfaDevice, &after, CHUNK_ROWS).await?;
        let last = (rows.len() as i64) < CHUNK_ROWS;
        for device in rows {
            after.clone_from(&device.name);
            let link = devices::link_of(caller, &device).await?;
            let fits = match status {
                AssignmentStatusType::Assigned => link.is_some(),
                AssignmentStatusType::Unassigned => link.is_none(),
                AssignmentStatusType::Any => true,
            };
            if fits {
                found.push((device, link));
            }
            if found.len() == wanted {
                return Ok(found);
            }
        }
        if last {
            return Ok(found);
        }
    }
}

async fn shown(caller: &Admin, device: &Entity, link: Option<&Link>) -> Result<VirtualMFADevice> {
    let mut user = None;
    if let Some(link) = link
        && let Some(owner) = iam_entity::find_by_id(caller.store(), &link.target).await?
    {
        user = Some(users::shown(caller, &owner, true).await?);
    }
    Ok(VirtualMFADevice {
        serial_number: entity::arn(&caller.config().account, device),
        base32_string_seed: None,
        qr_code_png: None,
        user,
        enable_date: link.map(|link| shown_at(link.at)),
        tags: None,
    })
}
