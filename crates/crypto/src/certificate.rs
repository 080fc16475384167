//! X.509 certificates (RFC 5280): self-signed ones that carry a key to a SAML provider, and dates and
//! keys of those that a provider carries to us.
//!
//! Nobody builds a chain of these. A provider compares the certificate it was given, or takes the key
//! out of it; so do we.

mod calendar;
mod der;
mod key;

use crate::public_key::PublicKey;
use crate::signing_key::SigningKey;
pub use key::CertifiedKey;

use der::{BadDer, Reader, bit_string, integer, sequence, tagged};

const SHA256_WITH_RSA: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x0B];
const EC: &[u8] = &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01];
const RSA: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01];
const COMMON_NAME: &[u8] = &[0x55, 0x04, 0x03];
const KEY_USAGE: &[u8] = &[0x55, 0x1D, 0x0F];

/// What the key of a certificate does: the bits of `keyUsage`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// `digitalSignature`
    Signature,
    /// `keyEncipherment`, `dataEncipherment`
    Encryption,
}

/// From when until when, both inclusive; milliseconds since the epoch, whole seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Validity {
    pub not_before: i64,
    pub not_after: i64,
}

/// The bytes are no X.509 certificate.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("not an X.509 certificate")]
pub struct BadCertificate;

/// A certificate of the key, signed by itself: DER. `serial` makes it another one than its
/// predecessors.
#[must_use]
pub fn self_signed(
    key: &SigningKey,
    common_name: &str,
    serial: [u8; 16],
    validity: Validity,
    purpose: Use,
) -> Vec<u8> {
    let algorithm = sequence(&[&tagged(der::OID, SHA256_WITH_RSA), &tagged(der::NULL, &[])]);
    let name = sequence(&[
        &tagged(der::OID, COMMON_NAME),
        &tagged(der::UTF8_STRING, common_name.as_bytes()),
    ]);
    let name = sequence(&[&tagged(der::SET, &name)]);
    // The serial is positive and not zero.
    let mut serial = serial;
    serial[0] = serial[0] & 0x7F | 0x40;
    let to_be_signed = sequence(&[
        &tagged(der::VERSION, &integer(&[2])),
        &integer(&serial),
        &algorithm,
        &name,
        &sequence(&[&time(validity.not_before), &time(validity.not_after)]),
        &name,
        &public_key_info(&key.public()),
        &tagged(der::EXTENSIONS, &sequence(&[&key_usage(purpose)])),
    ]);
    let signature = key.sign(&to_be_signed);
    sequence(&[&to_be_signed, &algorithm, &bit_string(0, &signature)])
}

/// From when until when a certificate is valid.
///
/// # Errors
/// [`BadCertificate`] unless it is one, in DER, up to its public key and signature.
pub fn validity(certificate: &[u8]) -> Result<Validity, BadCertificate> {
    let (validity, _) = read(certificate).map_err(|BadDer| BadCertificate)?;
    Ok(validity)
}

/// The dates, and the content of `subjectPublicKeyInfo`.
fn read(certificate: &[u8]) -> Result<(Validity, &[u8]), BadDer> {
    let mut whole = Reader::new(certificate);
    let mut outer = Reader::new(whole.take(der::SEQUENCE)?);
    whole.end()?;
    let mut inner = Reader::new(outer.take(der::SEQUENCE)?);
    outer.take(der::SEQUENCE)?;
    outer.take(der::BIT_STRING)?;
    outer.end()?;
    inner.take_if(der::VERSION)?;
    inner.take(der::INTEGER)?;
    inner.take(der::SEQUENCE)?;
    inner.take(der::SEQUENCE)?;
    let mut dates = Reader::new(inner.take(der::SEQUENCE)?);
    let (not_before, not_after) = (date(&mut dates)?, date(&mut dates)?);
    dates.end()?;
    inner.take(der::SEQUENCE)?;
    let key = inner.take(der::SEQUENCE)?;
    Ok((Validity { not_before, not_after }, key))
}

fn public_key_info(key: &PublicKey) -> Vec<u8> {
    let algorithm = sequence(&[&tagged(der::OID, RSA), &tagged(der::NULL, &[])]);
    let key = sequence(&[&integer(&key.n), &integer(&key.e)]);
    sequence(&[&algorithm, &bit_string(0, &key)])
}

/// Critical.
fn key_usage(purpose: Use) -> Vec<u8> {
    let bits = match purpose {
        Use::Signature => bit_string(7, &[0x80]),
        Use::Encryption => bit_string(4, &[0x30]),
    };
    sequence(&[
        &tagged(der::OID, KEY_USAGE),
        &tagged(der::BOOLEAN, &[0xFF]),
        &tagged(der::OCTET_STRING, &bits),
    ])
}

/// Two digits of the year until 2049, four from then on.
fn time(at_ms: i64) -> Vec<u8> {
    let text = calendar::text(at_ms.div_euclid(1_000));
    match text.as_bytes() {
        [b'1', b'9', rest @ ..] if text.as_str() >= "1950" => tagged(der::UTC_TIME, rest),
        [b'2', b'0', rest @ ..] if text.as_str() < "2050" => tagged(der::UTC_TIME, rest),
        whole => tagged(der::GENERALIZED_TIME, whole),
    }
}

fn date(reader: &mut Reader) -> Result<i64, BadDer> {
    let seconds = match reader.take_if(der::UTC_TIME)? {
        Some(short) => {
            let short = std::str::from_utf8(short).map_err(|_| BadDer)?;
            let century = if short >= "50" { "19" } else { "20" };
            calendar::seconds(&format!("{century}{short}"))
        }
        None => {
            let long = reader.take(der::GENERALIZED_TIME)?;
            calendar::seconds(std::str::from_utf8(long).map_err(|_| BadDer)?)
        }
    };
    seconds.map(|seconds| seconds * 1_000).ok_or(BadDer)
}
