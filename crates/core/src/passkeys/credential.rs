//! `RegistrationResponseJSON` and `AuthenticationResponseJSON`, as browsers make them.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

use cognate_crypto::webauthn::CREDENTIAL_ID_BYTES_MAX;
use cognate_domain::passkey::Attachment;

use crate::error::{Error, Result};

type Object = Map<String, Value>;

/// What `transports` may say; whatever else is dropped.
const TRANSPORTS: [&str; 6] = ["ble", "hybrid", "internal", "nfc", "smart-card", "usb"];

pub struct RegistrationResponse {
    pub id: Vec<u8>,
    pub client_data_json: Vec<u8>,
    pub attestation_object: Vec<u8>,
    pub transports: Vec<String>,
    pub attachment: Option<Attachment>,
}

pub struct AuthenticationResponse {
    pub id: Vec<u8>,
    pub client_data_json: Vec<u8>,
    pub authenticator_data: Vec<u8>,
    pub signature: Vec<u8>,
    pub user_handle: Option<Vec<u8>>,
    pub attachment: Option<Attachment>,
}

/// `InvalidParameterException` when a member is missing or is not what it must be.
pub fn registration(credential: &Value) -> Result<RegistrationResponse> {
    let (outer, response) = parts(credential)?;
    let listed = response.get("transports").and_then(Value::as_array);
    let listed = listed.into_iter().flatten().filter_map(Value::as_str);
    let mut transports: Vec<String> =
        listed.filter(|one| TRANSPORTS.contains(one)).map(str::to_owned).collect();
    transports.sort();
    transports.dedup();
    Ok(RegistrationResponse {
        id: id(outer)?,
        client_data_json: bytes(response, "clientDataJSON")?,
        attestation_object: bytes(response, "attestationObject")?,
        attachment: attachment(outer).or_else(|| implied(&transports)),
        transports,
    })
}

/// As [`registration`].
pub fn authentication(credential: &Value) -> Result<AuthenticationResponse> {
    let (outer, response) = parts(credential)?;
    let user_handle = match response.get("userHandle") {
        None | Some(Value::Null) => None,
        Some(_) => Some(bytes(response, "userHandle")?).filter(|handle| !handle.is_empty()),
    };
    Ok(AuthenticationResponse {
        id: id(outer)?,
        client_data_json: bytes(response, "clientDataJSON")?,
        authenticator_data: bytes(response, "authenticatorData")?,
        signature: bytes(response, "signature")?,
        user_handle,
        attachment: attachment(outer),
    })
}

fn parts(credential: &Value) -> Result<(&Object, &Object)> {
    let outer = credential.as_object().ok_or_else(|| malformed("it is no object"))?;
    if outer.get("type").and_then(Value::as_str) != Some("public-key") {
        return Err(malformed("type must be public-key"));
    }
    let response = outer.get("response").and_then(Value::as_object);
    Ok((outer, response.ok_or_else(|| malformed("response is missing"))?))
}

/// `id` and `rawId` are the same in JSON.
fn id(outer: &Object) -> Result<Vec<u8>> {
    let id = bytes(outer, "id")?;
    if id.is_empty() || id.len() > CREDENTIAL_ID_BYTES_MAX {
        return Err(malformed("id has a wrong length"));
    }
    match outer.get("rawId") {
        Some(_) if bytes(outer, "rawId")? != id => Err(malformed("id and rawId differ")),
        _ => Ok(id),
    }
}

fn bytes(map: &Object, name: &str) -> Result<Vec<u8>> {
    let text = map.get(name).and_then(Value::as_str);
    let text = text.ok_or_else(|| malformed(&format!("{name} is missing")))?;
    // Some libraries pad.
    let decoded = URL_SAFE_NO_PAD.decode(text.trim_end_matches('='));
    decoded.map_err(|_| malformed(&format!("{name} is not base64url")))
}

fn attachment(outer: &Object) -> Option<Attachment> {
    outer.get("authenticatorAttachment").and_then(Value::as_str).and_then(Attachment::from_name)
}

/// Older browsers name the transports only.
fn implied(transports: &[String]) -> Option<Attachment> {
    let has = |name: &str| transports.iter().any(|transport| transport == name);
    if has("internal") {
        return Some(Attachment::Platform);
    }
    (has("usb") || has("nfc") || has("ble")).then_some(Attachment::CrossPlatform)
}

fn malformed(what: &str) -> Error {
    Error::invalid_parameter(format!("Invalid credential: {what}."))
}
