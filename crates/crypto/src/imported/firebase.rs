//! Firebase's scrypt: the derived key encrypts the project's signer key, and that is the hash.

use aws_lc_rs::cipher::{AES_256, EncryptingKey, EncryptionContext, UnboundCipherKey};
use aws_lc_rs::iv::FixedLength;
use zeroize::Zeroizing;

use super::phc::{numbers, scrypt_params};
use super::{Unknown, decoded};
use crate::equal;

pub(super) struct Firebase {
    params: scrypt::Params,
    /// The user's salt and the project's separator.
    salt: Vec<u8>,
    hash: Vec<u8>,
    signer_key: Vec<u8>,
}

/// `$firescrypt$ln=14,r=8,p=1$salt$hash$separator$signer key`
pub(super) fn parse(text: &str) -> Result<Firebase, Unknown> {
    let parts: Vec<&str> = text.split('$').collect();
    let ["", _, settings, salt, hash, separator, signer_key] = parts.as_slice() else {
        return Err(Unknown);
    };
    let [log_n, r, p] = numbers(settings, ["ln", "r", "p"])?;
    let salt = [decoded(salt)?, decoded(separator)?].concat();
    let (hash, signer_key) = (decoded(hash)?, decoded(signer_key)?);
    if hash.len() != signer_key.len() {
        return Err(Unknown);
    }
    Ok(Firebase { params: scrypt_params(log_n, r, p)?, salt, hash, signer_key })
}

impl Firebase {
    pub fn matches(&self, password: &[u8]) -> bool {
        self.encrypted(password).is_some_and(|hash| equal(&hash, &self.hash))
    }

    fn encrypted(&self, password: &[u8]) -> Option<Vec<u8>> {
        let mut key = Zeroizing::new([0; 32]);
        scrypt::scrypt(password, &self.salt, &self.params, key.as_mut()).ok()?;
        let key = EncryptingKey::ctr(UnboundCipherKey::new(&AES_256, key.as_ref()).ok()?).ok()?;
        let mut text = self.signer_key.clone();
        let counter = EncryptionContext::Iv128(FixedLength::from([0; 16]));
        key.less_safe_encrypt(&mut text, counter).ok()?;
        Some(text)
    }
}
