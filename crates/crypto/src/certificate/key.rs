//! The public key in a certificate.

use aws_lc_rs::signature::ParsedPublicKey;

use super::der::{self, BadDer, Reader};
use super::{BadCertificate, EC, RSA, read};
use crate::jwk;
use crate::jwt::Algorithm;

const CURVES: [(&[u8], &str); 3] = [
    (&[0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07], "P-256"),
    (&[0x2B, 0x81, 0x04, 0x00, 0x22], "P-384"),
    (&[0x2B, 0x81, 0x04, 0x00, 0x23], "P-521"),
];

/// A certificate's key, parsed for every algorithm that it may verify. Dates and issuer say nothing here:
/// whoever configured the certificate trusts it.
pub struct CertifiedKey {
    verifies: Vec<(Algorithm, ParsedPublicKey)>,
}

impl CertifiedKey {
    /// # Errors
    /// [`BadCertificate`] unless it is one, in DER, with an RSA key of 2048 to 8192 bits, or a key on one
    /// of the curves P-256, P-384 and P-521.
    pub fn read(certificate: &[u8]) -> Result<CertifiedKey, BadCertificate> {
        let (_, info) = read(certificate).map_err(|BadDer| BadCertificate)?;
        let verifies = parsed(info).map_err(|BadDer| BadCertificate)?.ok_or(BadCertificate)?;
        Ok(CertifiedKey { verifies })
    }

    /// Whether the key made the signature, in the form of RFC 7518 §3; no for algorithms that are not the
    /// key's.
    #[must_use]
    pub fn verify(&self, algorithm: Algorithm, message: &[u8], signature: &[u8]) -> bool {
        let mut fitting = self.verifies.iter().filter(|(own, _)| *own == algorithm);
        fitting.any(|(_, key)| key.verify_sig(message, signature).is_ok())
    }
}

fn parsed(info: &[u8]) -> Result<Option<Vec<(Algorithm, ParsedPublicKey)>>, BadDer> {
    let mut info = Reader::new(info);
    let mut algorithm = Reader::new(info.take(der::SEQUENCE)?);
    let kind = algorithm.take(der::OID)?;
    let Some((0, bits)) = info.take(der::BIT_STRING)?.split_first() else { return Err(BadDer) };
    info.end()?;
    if kind == RSA {
        let mut key = Reader::new(bits);
        let mut numbers = Reader::new(key.take(der::SEQUENCE)?);
        key.end()?;
        let (n, e) = (positive(&mut numbers)?, positive(&mut numbers)?);
        numbers.end()?;
        return Ok(jwk::rsa(n, e, None));
    }
    if kind != EC {
        return Ok(None);
    }
    let named = algorithm.take(der::OID)?;
    let curve = CURVES.iter().find(|(oid, _)| *oid == named);
    let (Some((_, curve)), Some((4, point))) = (curve, bits.split_first()) else {
        return Ok(None);
    };
    let (x, y) = point.split_at(point.len() / 2);
    Ok(jwk::ec(curve, x, y, None))
}

/// Without the zero byte that keeps the sign.
fn positive<'a>(reader: &mut Reader<'a>) -> Result<&'a [u8], BadDer> {
    match reader.take(der::INTEGER)? {
        [0, number @ ..] if number.first().is_some_and(|first| *first >= 0x80) => Ok(number),
        number @ [1..=0x7F, ..] => Ok(number),
        _ => Err(BadDer),
    }
}
