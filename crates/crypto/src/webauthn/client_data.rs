//! `clientDataJSON`: what the browser says about the ceremony.

use base64::prelude::{BASE64_URL_SAFE_NO_PAD as BASE64, Engine};
use serde::Deserialize;

use super::{Expected, Fault};
use crate::equal;

/// Longer ones are refused unread.
const BYTES_MAX: usize = 8 * 1024;

/// The members that are checked; a member twice is an error, others are for the future.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ClientData {
    r#type: String,
    challenge: String,
    origin: String,
    #[serde(default)]
    cross_origin: Option<bool>,
}

#[derive(Clone, Copy)]
pub enum Ceremony {
    Registration,
    Assertion,
}

impl Ceremony {
    fn name(self) -> &'static str {
        match self {
            Ceremony::Registration => "webauthn.create",
            Ceremony::Assertion => "webauthn.get",
        }
    }
}

/// Steps 7.1.5-11 and 7.2.10-14: type, challenge, origin, not embedded in a page of another origin.
pub fn check(json: &[u8], ceremony: Ceremony, expected: &Expected) -> Result<(), Fault> {
    let data = parse(json)?;
    if data.r#type != ceremony.name() {
        return Err(Fault::Ceremony);
    }
    let challenge = BASE64.decode(&data.challenge).map_err(|_| Fault::Malformed)?;
    if !equal(&challenge, expected.challenge) {
        return Err(Fault::Challenge);
    }
    if !(expected.origin)(&data.origin) || data.cross_origin == Some(true) {
        return Err(Fault::Origin);
    }
    Ok(())
}

/// The challenge that is answered, before anything is checked: for challenges that carry their own
/// proof of whom they were made for.
///
/// # Errors
/// [`Fault::Malformed`].
pub fn challenge_of(json: &[u8]) -> Result<Vec<u8>, Fault> {
    BASE64.decode(parse(json)?.challenge).map_err(|_| Fault::Malformed)
}

fn parse(json: &[u8]) -> Result<ClientData, Fault> {
    if json.len() > BYTES_MAX {
        return Err(Fault::Malformed);
    }
    serde_json::from_slice(json).map_err(|_| Fault::Malformed)
}
