//! What browsers are asked: `PublicKeyCredentialCreationOptionsJSON` and
//! `PublicKeyCredentialRequestOptionsJSON`.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use cognate_crypto::webauthn::ALGORITHMS;
use cognate_domain::passkey::Passkey;
use cognate_domain::{Pool, User};

use crate::passkeys::verification_required;

/// A hint to the browser; the challenge lives longer.
const REGISTRATION_TIMEOUT_MS: i64 = 60_000;

/// `CredentialCreationOptions`. `present`: the user's passkeys of this relying party.
pub fn creation(
    pool: &Pool,
    user: &User,
    rp_id: &str,
    challenge: &[u8],
    present: &[Passkey],
) -> Value {
    let name = shown_name(pool, user);
    let algorithms = ALGORITHMS.map(|alg| json!({ "type": "public-key", "alg": alg }));
    json!({
        "rp": { "id": rp_id, "name": rp_id },
        "user": {
            "id": URL_SAFE_NO_PAD.encode(user_handle(user)),
            "name": name,
            "displayName": user.attributes.get("name").map_or(name, String::as_str),
        },
        "challenge": URL_SAFE_NO_PAD.encode(challenge),
        "pubKeyCredParams": algorithms,
        "timeout": REGISTRATION_TIMEOUT_MS,
        "excludeCredentials": present.iter().map(descriptor).collect::<Vec<_>>(),
        "authenticatorSelection": {
            "requireResidentKey": true,
            "residentKey": "required",
            "userVerification": verification(pool),
        },
    })
}

/// `userVerification`
pub fn verification(pool: &Pool) -> &'static str {
    if verification_required(pool) { "required" } else { "preferred" }
}

/// One of `excludeCredentials` or `allowCredentials`.
pub fn descriptor(passkey: &Passkey) -> Value {
    let id = URL_SAFE_NO_PAD.encode(&passkey.id);
    json!({ "id": id, "type": "public-key", "transports": passkey.transports })
}

/// `user.id`, which discoverable credentials give back: the sub as text.
pub fn user_handle(user: &User) -> Vec<u8> {
    user.sub.to_string().into_bytes()
}

/// What people recognise: a generated user name is nothing to look at.
fn shown_name<'a>(pool: &Pool, user: &'a User) -> &'a str {
    let contact = || user.attributes.get("email").or_else(|| user.attributes.get("phone_number"));
    match pool.rules.username_attributes.any() {
        true => contact().unwrap_or(&user.username),
        false => &user.username,
    }
}
