//! Attestation objects: authenticator data, and a statement about the authenticator.

use super::Fault;
use super::authenticator_data::{Attested, AuthenticatorData};
use super::cbor::{self, Item};
use super::certificate::Certificate;
use super::cose::Key;
use crate::equal;

/// Longer ones are refused unread; chains of certificates have a few thousand bytes.
const BYTES_MAX: usize = 64 * 1024;

pub struct Attestation<'a> {
    pub data: AuthenticatorData<'a>,
    /// The bytes of `data`, which statements sign.
    bytes: &'a [u8],
    format: &'a str,
    statement: Item<'a>,
}

impl<'a> Attestation<'a> {
    pub fn parse(bytes: &'a [u8]) -> Result<Attestation<'a>, Fault> {
        if bytes.len() > BYTES_MAX {
            return Err(Fault::Malformed);
        }
        let object = cbor::parse(bytes)?;
        let format = object.text("fmt").and_then(Item::as_text).ok_or(Fault::Malformed)?;
        let bytes = object.text("authData").and_then(Item::as_bytes).ok_or(Fault::Malformed)?;
        let statement = object.text("attStmt").cloned().ok_or(Fault::Malformed)?;
        let data = AuthenticatorData::parse(bytes)?;
        Ok(Attestation { data, bytes, format, statement })
    }

    /// Step 7.1.21: the statement is of a known format, and right by its own rules.
    pub fn check(&self, attested: &Attested, client_data_hash: &[u8; 32]) -> Result<(), Fault> {
        match self.format {
            "none" if self.statement == Item::Map(Vec::new()) => Ok(()),
            "none" => Err(Fault::Malformed),
            "packed" => self.packed(attested, client_data_hash),
            _ => Err(Fault::Unsupported),
        }
    }

    /// Section 8.2, without the judgement of who issued the certificate.
    fn packed(&self, attested: &Attested, client_data_hash: &[u8; 32]) -> Result<(), Fault> {
        let algorithm = self.statement.text("alg").and_then(Item::as_int);
        let algorithm = algorithm.ok_or(Fault::Malformed)?;
        let signature = self.statement.text("sig").and_then(Item::as_bytes);
        let signature = signature.ok_or(Fault::Malformed)?;
        let signed = [self.bytes, client_data_hash.as_slice()].concat();
        match self.statement.text("x5c") {
            Some(Item::List(chain)) => {
                let leaf = chain.first().and_then(Item::as_bytes).ok_or(Fault::Malformed)?;
                let leaf = Certificate::parse(leaf)?;
                Key::of_certificate(algorithm, leaf.key)?.verify(&signed, signature)?;
                if leaf.aaguid.is_some_and(|aaguid| !equal(aaguid, &attested.aaguid)) {
                    return Err(Fault::Malformed);
                }
                Ok(())
            }
            Some(_) => Err(Fault::Malformed),
            None if algorithm != attested.key.algorithm => Err(Fault::Malformed),
            None => attested.key.verify(&signed, signature),
        }
    }
}
