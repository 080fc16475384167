//! Section 7.2: verifying a signature.

use super::authenticator_data::AuthenticatorData;
use super::client_data::{self, Ceremony};
use super::cose::Key;
use super::{Expected, Fault};
use crate::sha256;

/// The parts of `response` of an authentication.
pub struct Assertion<'a> {
    pub client_data_json: &'a [u8],
    pub authenticator_data: &'a [u8],
    pub signature: &'a [u8],
}

/// What a right signature says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Asserted {
    /// The caller compares it with the one before.
    pub counter: u32,
    pub user_verified: bool,
    pub backup_eligible: bool,
    pub backed_up: bool,
}

/// Checks a signature by a registered key (COSE, as [`super::Registered`] has it).
///
/// # Errors
/// The first check that failed: type, challenge, origin; form; relying party, presence, verification,
/// backup state; signature.
pub fn verify_assertion(
    assertion: &Assertion,
    public_key: &[u8],
    expected: &Expected,
) -> Result<Asserted, Fault> {
    client_data::check(assertion.client_data_json, Ceremony::Assertion, expected)?;
    let data = AuthenticatorData::parse(assertion.authenticator_data)?;
    data.check(expected)?;
    let hash = sha256(assertion.client_data_json);
    let signed = [assertion.authenticator_data, hash.as_slice()].concat();
    Key::parse(public_key)?.verify(&signed, assertion.signature)?;
    Ok(Asserted {
        counter: data.counter,
        user_verified: data.user_verified(),
        backup_eligible: data.backup_eligible(),
        backed_up: data.backed_up(),
    })
}
