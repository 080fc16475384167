//! What a device proves itself with: an SRP salt and verifier that the client made, sealed at rest
//! (AS-5).

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, Zeroizing};

use cognate_crypto::srp::{self, Verifier};
use cognate_crypto::{Aad, Purpose};
use cognate_domain::{Refusal, Sub, refusal};

use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::keys::PoolKeys;

/// Clients draw 16 bytes; a sign byte may stand in front. More is no salt.
const SALT_BYTES_MAX: usize = 64;

/// The form inside the seal.
#[derive(Serialize, Deserialize)]
struct Stored {
    /// 1: minimal salt, padded verifier.
    form: u8,
    salt: Vec<u8>,
    verifier: Vec<u8>,
}

impl Drop for Stored {
    fn drop(&mut self) {
        self.salt.zeroize();
        self.verifier.zeroize();
    }
}

/// Salt and verifier of a device's secret.
pub struct DeviceSecret {
    /// A number without leading zero bytes: that is how both kinds of clients hash it.
    salt: Vec<u8>,
    pub verifier: Verifier,
}

impl DeviceSecret {
    /// Reads `DeviceSecretVerifierConfig`: base64 of padded numbers, the verifier in 0 < v < N (PW-7).
    pub fn read(salt: &str, verifier: &str) -> std::result::Result<DeviceSecret, Refusal> {
        let number = |name: &str, text: &str| {
            let bytes = STANDARD_NO_PAD.decode(text.trim_end_matches('=')).ok();
            bytes.map(Zeroizing::new).ok_or_else(|| invalid(name))
        };
        let verifier = number("PasswordVerifier", verifier)?;
        let verifier = Verifier::from_padded(&verifier).map_err(|_| invalid("PasswordVerifier"))?;
        let salt = number("Salt", salt)?;
        let zeros = salt.iter().take_while(|byte| **byte == 0).count();
        let salt = salt[zeros..].to_vec();
        if salt.is_empty() || salt.len() > SALT_BYTES_MAX {
            return Err(invalid("Salt"));
        }
        Ok(DeviceSecret { salt, verifier })
    }

    /// The challenge parameter `SALT`.
    pub fn salt_hex(&self) -> String {
        srp::minimal_hex(&self.salt)
    }

    pub fn seal(&self, cx: &Cx, keys: &PoolKeys, sub: Sub, device: &[u8; 16]) -> Result<Vec<u8>> {
        let stored =
            Stored { form: 1, salt: self.salt.clone(), verifier: self.verifier.0.to_vec() };
        let plain = Zeroizing::new(postcard::to_stdvec(&stored).map_err(Error::internal)?);
        let row = row(sub, device);
        let sealer = keys.sealer(Purpose::Device);
        Ok(sealer.seal(cx.random(), &aad(&cx.config().account, keys.pool, &row), &plain))
    }

    pub fn open(
        cx: &Cx,
        keys: &PoolKeys,
        sub: Sub,
        device: &[u8; 16],
        sealed: &[u8],
    ) -> Result<DeviceSecret> {
        DeviceSecret::from_plain(&DeviceSecret::plain(cx, keys, sub, device, sealed)?)
    }

    /// The form inside the seal, for a file that seals it anew.
    pub fn plain(
        cx: &Cx,
        keys: &PoolKeys,
        sub: Sub,
        device: &[u8; 16],
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>> {
        let row = row(sub, device);
        let sealer = keys.sealer(Purpose::Device);
        Ok(sealer.open(&aad(&cx.config().account, keys.pool, &row), sealed)?)
    }

    pub fn from_plain(plain: &[u8]) -> Result<DeviceSecret> {
        let stored: Stored = postcard::from_bytes(plain).map_err(Error::internal)?;
        if stored.form != 1 {
            return Err(Error::internal("a device's secret of an unknown form"));
        }
        let verifier = Verifier::from_padded(&stored.verifier).map_err(Error::internal)?;
        Ok(DeviceSecret { salt: stored.salt.clone(), verifier })
    }
}

fn invalid(member: &str) -> Refusal {
    refusal::invalid_parameter(format!("Invalid {member} in DeviceSecretVerifierConfig."))
}

fn row(sub: Sub, device: &[u8; 16]) -> [u8; 32] {
    let mut row = [0; 32];
    row[..16].copy_from_slice(&sub.0);
    row[16..].copy_from_slice(device);
    row
}

fn aad<'a>(account: &'a str, pool: i64, row: &'a [u8]) -> Aad<'a> {
    Aad { table: "device", column: "sealed", account, pool, row, version: 1 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::engine::general_purpose::STANDARD;

    #[test]
    fn pw_7_verifiers_out_of_range_are_refused() {
        let salt = STANDARD.encode([0x8F; 16]);
        let good = STANDARD.encode([7; 100]);
        assert!(DeviceSecret::read(&salt, &good).is_ok());
        for bad in
            [STANDARD.encode([0; 4]), STANDARD.encode([0xFF; 384]), "%".into(), String::new()]
        {
            assert!(DeviceSecret::read(&salt, &bad).is_err(), "{bad}");
        }
        for bad in [STANDARD.encode([0; 16]), STANDARD.encode([1; 65]), "%".into(), String::new()] {
            assert!(DeviceSecret::read(&bad, &good).is_err(), "{bad}");
        }
    }

    #[test]
    fn salts_are_numbers() {
        let verifier = STANDARD.encode([7; 100]);
        for salt in [&[0x00, 0x0F, 0xA0][..], &[0x0F, 0xA0]] {
            let secret = DeviceSecret::read(&STANDARD.encode(salt), &verifier).ok().unwrap();
            assert_eq!(secret.salt_hex(), "fa0");
        }
    }
}
