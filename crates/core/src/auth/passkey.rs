//! Passkeys in sign-ins: what the browser is asked, and whether its answer is right.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use cognate_crypto::webauthn::{Assertion, Expected, verify_assertion};
use cognate_domain::auth::{Challenge, Machine, PasskeyProof, State};
use cognate_domain::passkey::{Attachment, Passkey, counter_rose, is_allowed};
use cognate_domain::{Sub, User, id, name};
use cognate_store::batch::Statement;
use cognate_store::records::passkey;

use crate::auth::questions::Seen;
use crate::auth::{Scene, Secrets};
use crate::error::{Error, Result};
use crate::passkeys;
use crate::passkeys::{credential, options};

/// The user's passkeys of the pool's relying party.
pub struct Held {
    /// None: the pool has neither an id nor a domain, and no passkey can be used.
    rp_id: Option<String>,
    passkeys: Vec<Passkey>,
}

impl Held {
    pub fn any(&self) -> bool {
        !self.passkeys.is_empty()
    }

    pub fn has_relying_party(&self) -> bool {
        self.rp_id.is_some()
    }

    fn find(&self, id: &[u8]) -> Option<&Passkey> {
        self.passkeys.iter().find(|passkey| passkey.id == id)
    }
}

/// One read; of somebody who is not, for a name that nobody may know (CT-2).
pub async fn load(scene: &Scene, typed: &str, user: Option<&User>) -> Result<Held> {
    let sub = match user {
        Some(user) => user.sub,
        None => {
            let mac = scene.keys.fake_user.mac(&[b"passkey-user", folded(scene, typed).as_bytes()]);
            let mut bytes = [0; 16];
            bytes.copy_from_slice(&mac[..16]);
            Sub(id::version_4(bytes))
        }
    };
    let rp_id = passkeys::relying_party(&scene.cx, &scene.pool).await?;
    let mut passkeys = passkey::of_user(scene.cx.store(), scene.pool.key, sub).await?;
    passkeys.retain(|passkey| Some(&passkey.rp_id) == rp_id.as_ref());
    Ok(Held { rp_id, passkeys })
}

/// Adds `CREDENTIAL_REQUEST_OPTIONS` to a WEB_AUTHN challenge; nothing to any other.
pub fn add_options(
    scene: &Scene,
    machine: &Machine<'_>,
    seen: &Seen,
    challenge: &mut Challenge,
) -> Result<()> {
    let State::WebAuthn { challenge: signed } = challenge.session.state else { return Ok(()) };
    let held = seen.passkeys.as_ref();
    let held = held.ok_or_else(|| Error::internal("passkeys are asked for that were not read"))?;
    let allowed: Vec<Value> = match challenge.session.sub {
        Some(_) => held.passkeys.iter().map(options::descriptor).collect(),
        None => vec![made_up(scene, machine.typed())],
    };
    let options = json!({
        "challenge": URL_SAFE_NO_PAD.encode(signed),
        "timeout": scene.client().rules.auth_session_minutes * 60_000,
        "rpId": held.rp_id,
        "allowCredentials": allowed,
        "userVerification": options::verification(&scene.pool),
    });
    let name = "CREDENTIAL_REQUEST_OPTIONS".to_owned();
    challenge.parameters.insert(name, options.to_string());
    Ok(())
}

/// The passkey of somebody who is not: the same for a name each time.
fn made_up(scene: &Scene, typed: &str) -> Value {
    let folded = folded(scene, typed);
    let [first, second] = [b"passkey-id-1", b"passkey-id-2"]
        .map(|part| scene.keys.fake_user.mac(&[part, folded.as_bytes()]));
    let bytes = [first, second].concat();
    // As long, and reached in the ways, that are common.
    let (length, transports) = match first[31] % 4 {
        0 => (16, vec!["hybrid", "internal"]),
        1 => (20, vec!["hybrid", "internal"]),
        2 => (32, vec!["internal"]),
        _ => (64, vec!["nfc", "usb"]),
    };
    let id = URL_SAFE_NO_PAD.encode(&bytes[..length]);
    json!({ "id": id, "type": "public-key", "transports": transports })
}

/// Is the assertion of this request by one of the user's passkeys, over this challenge? None for every
/// kind of wrong: no answer tells which (CT-4). The same work for decoys.
///
/// `InvalidParameterException` for what is no assertion at all.
pub fn check(
    scene: &Scene,
    machine: &Machine<'_>,
    secrets: &Secrets,
    seen: &Seen,
    challenge: &[u8; 32],
    against_decoy: bool,
) -> Result<Option<PasskeyProof>> {
    let text = secrets.credential.as_deref();
    let text = text.ok_or_else(|| Error::internal("no credential was given"))?;
    let value: Value = serde_json::from_str(text)
        .map_err(|_| Error::invalid_parameter("Invalid credential: it is not JSON."))?;
    let response = credential::authentication(&value)?;
    let held = seen.passkeys.as_ref();
    let held = held.ok_or_else(|| Error::internal("passkeys are checked that were not read"))?;
    let Some(rp_id) = held.rp_id.as_deref() else { return Ok(None) };
    let passkey = held.find(&response.id).filter(|_| !against_decoy);
    let key = match passkey {
        Some(passkey) => passkeys::open_key(&scene.cx, &scene.keys, passkey)?.to_vec(),
        None => NOBODYS_KEY.to_vec(),
    };
    let expected = Expected {
        challenge,
        rp_id,
        origin: &|origin| is_allowed(origin, rp_id),
        user_verification: passkeys::verification_required(&scene.pool),
    };
    let assertion = Assertion {
        client_data_json: &response.client_data_json,
        authenticator_data: &response.authenticator_data,
        signature: &response.signature,
    };
    let asserted = verify_assertion(&assertion, &key, &expected).ok();
    let (Some(passkey), Some(user), Some(asserted)) = (passkey, machine.user(), asserted) else {
        return Ok(None);
    };
    let handle = response.user_handle.as_deref();
    let fits = counter_rose(passkey.counter, asserted.counter.into())
        && asserted.backup_eligible == passkey.backup_eligible
        && handle.is_none_or(|handle| handle == options::user_handle(user));
    let attachment = passkey.attachment.or(response.attachment);
    Ok(fits.then(|| PasskeyProof {
        id: passkey.id.clone(),
        counter: asserted.counter.into(),
        backed_up: asserted.backed_up,
        user_verified: asserted.user_verified,
        platform: attachment == Some(Attachment::Platform),
    }))
}

/// The passkey signed: its counter is what it says now.
pub fn used(seen: &Seen, proof: &PasskeyProof) -> Result<Statement> {
    let before = seen.passkeys.as_ref().and_then(|held| held.find(&proof.id));
    let before = before.ok_or_else(|| Error::internal("a passkey signed that was not read"))?;
    let after = Passkey { counter: proof.counter, backed_up: proof.backed_up, ..before.clone() };
    Ok(passkey::signed(before, &after))
}

fn folded(scene: &Scene, typed: &str) -> String {
    name::typed_fold(&scene.pool.rules, typed)
}

/// COSE key of P-256's base point: an ES256 key whose private half is 1, against which nothing that is
/// checked ever counts.
const NOBODYS_KEY: [u8; 77] = [
    0xA5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20, 0x6B, 0x17, 0xD1, 0xF2, 0xE1, 0x2C,
    0x42, 0x47, 0xF8, 0xBC, 0xE6, 0xE5, 0x63, 0xA4, 0x40, 0xF2, 0x77, 0x03, 0x7D, 0x81, 0x2D, 0xEB,
    0x33, 0xA0, 0xF4, 0xA1, 0x39, 0x45, 0xD8, 0x98, 0xC2, 0x96, 0x22, 0x58, 0x20, 0x4F, 0xE3, 0x42,
    0xE2, 0xFE, 0x1A, 0x7F, 0x9B, 0x8E, 0xE7, 0xEB, 0x4A, 0x7C, 0x0F, 0x9E, 0x16, 0x2B, 0xCE, 0x33,
    0x57, 0x6B, 0x31, 0x5E, 0xCE, 0xCB, 0xB6, 0x40, 0x68, 0x37, 0xBF, 0x51, 0xF5,
];
