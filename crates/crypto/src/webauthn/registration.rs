//! Section 7.1: registering a new credential.

use super::attestation::Attestation;
use super::client_data::{self, Ceremony};
use super::{Expected, Fault};
use crate::sha256;

/// A credential that may be kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Registered {
    pub credential_id: Vec<u8>,
    /// COSE key, as [`super::verify_assertion`] takes it.
    pub public_key: Vec<u8>,
    /// COSE number of its algorithm.
    pub algorithm: i64,
    /// Which make of authenticator, if it says; 16 zero bytes otherwise.
    pub aaguid: [u8; 16],
    pub counter: u32,
    pub user_verified: bool,
    pub backup_eligible: bool,
    pub backed_up: bool,
}

/// Checks `response.clientDataJSON` and `response.attestationObject` of a registration.
///
/// # Errors
/// The first check that failed: type, challenge, origin; form; relying party, presence, verification,
/// backup state; algorithm; attestation statement.
pub fn verify_registration(
    client_data_json: &[u8],
    attestation_object: &[u8],
    expected: &Expected,
) -> Result<Registered, Fault> {
    client_data::check(client_data_json, Ceremony::Registration, expected)?;
    let attestation = Attestation::parse(attestation_object)?;
    let data = &attestation.data;
    data.check(expected)?;
    let attested = data.attested.as_ref().ok_or(Fault::Malformed)?;
    attestation.check(attested, &sha256(client_data_json))?;
    Ok(Registered {
        credential_id: attested.credential_id.to_vec(),
        public_key: attested.public_key.to_vec(),
        algorithm: attested.key.algorithm,
        aaguid: attested.aaguid,
        counter: data.counter,
        user_verified: data.user_verified(),
        backup_eligible: data.backup_eligible(),
        backed_up: data.backed_up(),
    })
}
