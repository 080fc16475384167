//! The MFA code that comes along with a request for credentials.

use cognate_core::iam::mfa::{Code, mfa_code_is_right};
use cognate_core::session_token::Kind;
use cognate_core::{Error, Identified, Result};

/// What a request says about an MFA device.
#[derive(Clone, Copy, Debug)]
pub struct Given<'a> {
    pub serial: Option<&'a str>,
    pub code: Option<&'a str>,
}

/// When the caller gave a right code, in seconds since the epoch: now, or None when the request names no
/// device. The code is used up.
///
/// `AccessDenied`, in order: only one of serial number and code; a device that is not the caller's; too
/// many wrong codes; a code that is wrong or used.
pub async fn verified_at(caller: &Identified, given: Given<'_>) -> Result<Option<i64>> {
    let (serial, code) = match (given.serial, given.code) {
        (None, None) => return Ok(None),
        (Some(serial), Some(code)) => (serial, code),
        _ => return Err(failed(INCOMPLETE)),
    };
    let Some(owner) = owner(caller) else { return Err(failed(UNKNOWN)) };
    match mfa_code_is_right(caller, &owner, serial, code).await? {
        Code::Right => Ok(Some(caller.now_ms().div_euclid(1_000))),
        Code::Unknown => Err(failed(UNKNOWN)),
        Code::Wrong => Err(failed(WRONG)),
        Code::Locked => Err(failed(LOCKED)),
    }
}

const INCOMPLETE: &str = ", must provide both MFA serial number and one time pass code.";
const UNKNOWN: &str = ", unable to validate MFA code.  Please verify your MFA serial number is valid \
                       and associated with this user.";
const WRONG: &str = " with invalid MFA one time pass code.";
const LOCKED: &str = " because of too many wrong codes. Try again later.";

/// Devices are users', and the root's; sessions of roles have none.
fn owner(caller: &Identified) -> Option<String> {
    match caller.principal.session().map(|session| &session.kind) {
        None => Some(caller.principal.id.clone()),
        Some(Kind::User { user_id }) => Some(user_id.clone()),
        Some(Kind::Root | Kind::Role { .. } | Kind::FederatedUser { .. }) => None,
    }
}

fn failed(how: &str) -> Error {
    Error::new("AccessDenied", format!("MultiFactorAuthentication failed{how}")).status(403)
}
