//! What a user proves to have: passkeys and devices.

use serde::{Deserialize, Serialize};
use zeroize::Zeroize;

use cognate_domain::passkey::{Attachment, Passkey as Kept};
use cognate_domain::{Sub, User};
use cognate_store::batch::Statement;
use cognate_store::records::device::{self, Device as Record};
use cognate_store::records::passkey;

use crate::cx::Cx;
use crate::devices::DeviceSecret;
use crate::error::Result;
use crate::keys::PoolKeys;
use crate::passkeys;

/// Devices of one user that a file takes: those that proved themselves last.
const DEVICES_MAX: usize = 1_000;
/// Devices read at a time.
const PAGE: i64 = 200;

#[derive(Default, PartialEq, Serialize, Deserialize)]
pub struct Possessions {
    passkeys: Vec<Passkey>,
    devices: Vec<Device>,
}

/// Everything of a passkey but whose it is.
#[derive(PartialEq, Serialize, Deserialize)]
struct Passkey {
    slot: i64,
    id: Vec<u8>,
    /// COSE key.
    public_key: Vec<u8>,
    counter: i64,
    backup_eligible: bool,
    backed_up: bool,
    /// As WebAuthn names it.
    attachment: Option<String>,
    transports: Vec<String>,
    rp_id: String,
    name: String,
    created: i64,
}

/// Everything of a device but whose it is.
#[derive(PartialEq, Serialize, Deserialize)]
struct Device {
    id: [u8; 16],
    group_key: String,
    name: Option<String>,
    /// The form inside the seal of salt and verifier.
    secret: Vec<u8>,
    remembered: bool,
    created: i64,
    modified: i64,
    last_authenticated: i64,
    last_ip: Option<String>,
}

impl Drop for Device {
    fn drop(&mut self) {
        self.secret.zeroize();
    }
}

impl Possessions {
    /// Everything that the user has.
    pub async fn of(cx: &Cx, keys: &PoolKeys, user: &User) -> Result<Possessions> {
        let mut all = Possessions::default();
        for kept in passkey::of_user(cx.store(), user.pool, user.sub).await? {
            let public_key = passkeys::open_key(cx, keys, &kept)?.to_vec();
            all.passkeys.push(Passkey {
                slot: kept.slot,
                id: kept.id,
                public_key,
                counter: kept.counter,
                backup_eligible: kept.backup_eligible,
                backed_up: kept.backed_up,
                attachment: kept.attachment.map(|it| it.as_str().to_owned()),
                transports: kept.transports,
                rp_id: kept.rp_id,
                name: kept.name,
                created: kept.created,
            });
        }
        for record in devices(cx, user).await? {
            let secret = DeviceSecret::plain(cx, keys, user.sub, &record.id, &record.sealed)?;
            all.devices.push(Device {
                id: record.id,
                group_key: record.group_key,
                name: record.name,
                secret: secret.to_vec(),
                remembered: record.remembered,
                created: record.created,
                modified: record.modified,
                last_authenticated: record.last_authenticated,
                last_ip: record.last_ip,
            });
        }
        Ok(all)
    }

    /// Device keys name their region, so that in another one nobody can name these.
    pub fn forget_devices(&mut self) {
        self.devices.clear();
    }

    /// What writes them.
    pub fn insert(&self, cx: &Cx, keys: &PoolKeys, sub: Sub) -> Result<Vec<Statement>> {
        let pool = keys.pool;
        let mut statements = Vec::with_capacity(self.passkeys.len() + self.devices.len());
        for one in &self.passkeys {
            statements.push(passkey::insert(&Kept {
                pool,
                sub,
                slot: one.slot,
                id: one.id.clone(),
                public_key: passkeys::seal_key(cx, keys, sub, &one.id, &one.public_key),
                counter: one.counter,
                backup_eligible: one.backup_eligible,
                backed_up: one.backed_up,
                attachment: one.attachment.as_deref().and_then(Attachment::from_name),
                transports: one.transports.clone(),
                rp_id: one.rp_id.clone(),
                name: one.name.clone(),
                created: one.created,
            }));
        }
        for one in &self.devices {
            let secret = DeviceSecret::from_plain(&one.secret)?;
            statements.push(device::insert(&Record {
                pool,
                sub,
                id: one.id,
                group_key: one.group_key.clone(),
                name: one.name.clone(),
                sealed: secret.seal(cx, keys, sub, &one.id)?,
                remembered: one.remembered,
                created: one.created,
                modified: one.modified,
                last_authenticated: one.last_authenticated,
                last_ip: one.last_ip.clone(),
                version: 1,
            }));
        }
        Ok(statements)
    }
}

async fn devices(cx: &Cx, user: &User) -> Result<Vec<Record>> {
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let page = device::page(cx.store(), user.pool, user.sub, after, PAGE).await?;
        let Some(last) = page.last() else { return Ok(found) };
        after = Some(last.id);
        found.extend(page);
        if found.len() > DEVICES_MAX {
            found.sort_by_key(|device| std::cmp::Reverse(device.last_authenticated));
            found.truncate(DEVICES_MAX);
        }
    }
}
