//! Devices in a sign-in: the server's half of their SRP, and the sessions that wait for clients which
//! send none.

use std::collections::BTreeMap;

use cognate_crypto::Purpose;
use cognate_crypto::srp::ClientPublic;
use cognate_domain::auth::{Continuation, Machine};
use cognate_domain::{Sub, User, device, id};
use cognate_store::batch::Statement;
use cognate_store::records::device::{self as record, Device};
use cognate_store::records::parked_session;

use crate::auth::questions::Seen;
use crate::auth::srp::{self, Peer};
use crate::auth::{NewDevice, Scene, Secrets, sealed};
use crate::devices::DeviceSecret;
use crate::error::{Error, Result};

/// The device of a user; nobody has none, and is read for, too (CT-2).
pub async fn load(scene: &Scene, user: Option<&User>, device: [u8; 16]) -> Result<Option<Device>> {
    let sub = user.map_or(Sub([0; 16]), |user| user.sub);
    Ok(record::find(scene.cx.store(), scene.pool.key, sub, device).await?)
}

/// `DEVICE_PASSWORD_VERIFIER`.
pub async fn challenge(
    scene: &Scene,
    machine: &Machine<'_>,
    secrets: &Secrets,
    seen: &Seen,
    within: Box<Continuation>,
) -> Result<BTreeMap<String, String>> {
    let (user, device) = proving(machine, seen)?;
    let secret = open(scene, device)?;
    let key = device::key(&scene.pool.region, &device.id);
    let peer = Peer {
        user: Some(user),
        user_id: key.clone(),
        salt_hex: secret.salt_hex(),
        verifier: secret.verifier,
        device: Some(key.clone()),
    };
    let mut parameters = srp::begin(scene, machine, secrets, peer, Some(within)).await?;
    parameters.insert("USERNAME".to_owned(), user.username.clone());
    parameters.insert("DEVICE_KEY".to_owned(), key);
    Ok(parameters)
}

/// Does the claim signature fit the device's verifier?
pub async fn check(
    scene: &Scene,
    machine: &Machine<'_>,
    secrets: &Secrets,
    seen: &Seen,
) -> Result<bool> {
    let (_, device) = proving(machine, seen)?;
    let proof = secrets.proof.as_ref().ok_or_else(|| Error::internal("no proof"))?;
    let verifier = open(scene, device)?.verifier;
    srp::fits(scene, proof, device.group_key.clone(), verifier).await
}

/// The device has proven itself, from the address of this request.
pub fn used(scene: &Scene, seen: &Seen) -> Result<Statement> {
    let device = seen.device.as_ref().ok_or_else(|| Error::internal("no device was loaded"))?;
    let ip = scene.cx.occurrence.source.to_string();
    Ok(record::used(device.pool, device.sub, device.id, scene.cx.now_ms(), &ip))
}

/// The key of a device that is to be confirmed.
pub fn fresh(scene: &Scene, user: &User) -> NewDevice {
    let device = id::version_4(scene.cx.random().array());
    NewDevice {
        key: device::key(&scene.pool.region, &device),
        group_key: device::group_key(&scene.pool.id, &user.sub, cognate_crypto::sha256),
    }
}

/// Keeps the session of DEVICE_SRP_AUTH for a client that proved a password without one: it will not
/// send this one either, but the same public value.
pub fn park(scene: &Scene, secrets: &Secrets, session: &Continuation) -> Result<Option<Statement>> {
    let Some(proof) = &secrets.proof else { return Ok(None) };
    let Some(device) = &session.device else { return Ok(None) };
    let place = place(scene, device, &proof.state.client_public);
    let text = sealed::session(scene, session)?;
    Ok(Some(parked_session::replace(scene.pool.key, place, &text, session.expires_ms)))
}

/// The session that was kept for this public value and device. `Invalid session for the user.`
pub async fn parked(scene: &Scene, device: &str, client_public: &ClientPublic) -> Result<String> {
    let place = place(scene, device, client_public.as_bytes());
    let found = parked_session::find(scene.cx.store(), scene.pool.key, place).await?;
    found.ok_or_else(|| Error::not_authorized("Invalid session for the user."))
}

/// Nobody can name a place without the public value, which is as random as a session.
fn place(scene: &Scene, device: &str, client_public: &[u8]) -> [u8; 32] {
    let mac = scene.keys.mac(Purpose::ChallengeSession);
    mac.mac(&[b"device", scene.client().id.as_bytes(), device.as_bytes(), client_public])
}

fn proving<'a>(machine: &'a Machine<'_>, seen: &'a Seen) -> Result<(&'a User, &'a Device)> {
    let device = seen.device.as_ref();
    machine.user().zip(device).ok_or_else(|| Error::internal("no device was loaded"))
}

fn open(scene: &Scene, device: &Device) -> Result<DeviceSecret> {
    DeviceSecret::open(&scene.cx, &scene.keys, device.sub, &device.id, &device.sealed)
}
