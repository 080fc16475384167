//! Authenticator data: what the authenticator says, and signs.

use super::cbor::{self, Item};
use super::cose::Key;
use super::{Expected, Fault};
use crate::{equal, sha256};

/// The specification's limit of a credential id.
pub const CREDENTIAL_ID_BYTES_MAX: usize = 1023;

const USER_PRESENT: u8 = 1;
const USER_VERIFIED: u8 = 1 << 2;
const BACKUP_ELIGIBLE: u8 = 1 << 3;
const BACKED_UP: u8 = 1 << 4;
const ATTESTED: u8 = 1 << 6;
const EXTENSIONS: u8 = 1 << 7;

pub struct AuthenticatorData<'a> {
    rp_id_hash: &'a [u8],
    flags: u8,
    pub counter: u32,
    /// There at registrations.
    pub attested: Option<Attested<'a>>,
}

/// The credential that was made.
pub struct Attested<'a> {
    pub aaguid: [u8; 16],
    pub credential_id: &'a [u8],
    /// The bytes of the COSE key.
    pub public_key: &'a [u8],
    pub key: Key,
}

impl<'a> AuthenticatorData<'a> {
    /// Takes all of the bytes: nothing may follow what the flags announce.
    pub fn parse(bytes: &'a [u8]) -> Result<AuthenticatorData<'a>, Fault> {
        let (rp_id_hash, rest) = bytes.split_at_checked(32).ok_or(Fault::Malformed)?;
        let (flags, rest) = rest.split_first().ok_or(Fault::Malformed)?;
        let (counter, mut rest) = rest.split_first_chunk().ok_or(Fault::Malformed)?;
        let mut attested = None;
        if flags & ATTESTED != 0 {
            let (found, after) = Attested::parse(rest)?;
            (attested, rest) = (Some(found), after);
        }
        if flags & EXTENSIONS != 0 {
            let (extensions, after) = cbor::parse_first(rest)?;
            if !matches!(extensions, Item::Map(_)) {
                return Err(Fault::Malformed);
            }
            rest = after;
        }
        if !rest.is_empty() {
            return Err(Fault::Malformed);
        }
        let counter = u32::from_be_bytes(*counter);
        Ok(AuthenticatorData { rp_id_hash, flags: *flags, counter, attested })
    }

    /// Steps 7.1.13-17 and 7.2.15-19: relying party, presence, verification, backup state.
    pub fn check(&self, expected: &Expected) -> Result<(), Fault> {
        if !equal(self.rp_id_hash, &sha256(expected.rp_id.as_bytes())) {
            return Err(Fault::RelyingParty);
        }
        if self.flags & USER_PRESENT == 0 {
            return Err(Fault::UserPresence);
        }
        if expected.user_verification && !self.user_verified() {
            return Err(Fault::UserVerification);
        }
        if self.backed_up() && !self.backup_eligible() {
            return Err(Fault::BackupState);
        }
        Ok(())
    }

    pub fn user_verified(&self) -> bool {
        self.flags & USER_VERIFIED != 0
    }

    pub fn backup_eligible(&self) -> bool {
        self.flags & BACKUP_ELIGIBLE != 0
    }

    pub fn backed_up(&self) -> bool {
        self.flags & BACKED_UP != 0
    }
}

impl<'a> Attested<'a> {
    fn parse(bytes: &'a [u8]) -> Result<(Attested<'a>, &'a [u8]), Fault> {
        let (aaguid, rest) = bytes.split_first_chunk::<16>().ok_or(Fault::Malformed)?;
        let (length, rest) = rest.split_first_chunk().ok_or(Fault::Malformed)?;
        let length = usize::from(u16::from_be_bytes(*length));
        if !(1..=CREDENTIAL_ID_BYTES_MAX).contains(&length) {
            return Err(Fault::Malformed);
        }
        let (credential_id, rest) = rest.split_at_checked(length).ok_or(Fault::Malformed)?;
        let (item, after) = cbor::parse_first(rest)?;
        let public_key = &rest[..rest.len() - after.len()];
        let key = Key::read(&item)?;
        Ok((Attested { aaguid: *aaguid, credential_id, public_key, key }, after))
    }
}
