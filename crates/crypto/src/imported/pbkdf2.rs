//! PBKDF2 under the three digests, as PHC string, as passlib and as Keycloak write it.

use std::num::NonZeroU32;

use aws_lc_rs::pbkdf2;

use super::phc::{numbers, rounds};
use super::{Form, Unknown, decoded};

#[derive(Clone, Copy)]
pub(super) enum Digest {
    Sha1,
    Sha256,
    Sha512,
}

impl Digest {
    pub fn of(name: &str) -> Result<Digest, Unknown> {
        match name {
            "pbkdf2" | "pbkdf2-sha1" | "pbkdf2_sha1" => Ok(Digest::Sha1),
            "pbkdf2-sha256" | "pbkdf2_sha256" => Ok(Digest::Sha256),
            "pbkdf2-sha512" | "pbkdf2_sha512" => Ok(Digest::Sha512),
            _ => Err(Unknown),
        }
    }

    pub fn verify(self, rounds: u32, salt: &[u8], password: &[u8], hash: &[u8]) -> bool {
        let algorithm = match self {
            Digest::Sha1 => pbkdf2::PBKDF2_HMAC_SHA1,
            Digest::Sha256 => pbkdf2::PBKDF2_HMAC_SHA256,
            Digest::Sha512 => pbkdf2::PBKDF2_HMAC_SHA512,
        };
        NonZeroU32::new(rounds)
            .is_some_and(|rounds| pbkdf2::verify(algorithm, rounds, salt, password, hash).is_ok())
    }
}

/// `$pbkdf2-sha256$i=1000,l=32$salt$hash` or `$pbkdf2-sha256$1000$salt$hash`
pub(super) fn phc(text: &str) -> Result<Form, Unknown> {
    let parts: Vec<&str> = text.split('$').collect();
    let ["", name, settings, salt, hash] = parts.as_slice() else { return Err(Unknown) };
    let hash = decoded(hash)?;
    let count = match settings.contains('=') {
        true => {
            let [count, length] = numbers(settings, ["i", "l"])?;
            if usize::try_from(length).ok() != Some(hash.len()) {
                return Err(Unknown);
            }
            rounds(&count.to_string())?
        }
        false => rounds(settings)?,
    };
    Ok(Form::Pbkdf2 { digest: Digest::of(name)?, rounds: count, salt: decoded(salt)?, hash })
}

/// `pbkdf2-sha256$iterations$salt$hash`: what a Keycloak export has in `credentialData` and
/// `secretData`.
pub(super) fn keycloak(rest: &str) -> Result<Form, Unknown> {
    let parts: Vec<&str> = rest.split('$').collect();
    let [name, count, salt, hash] = parts.as_slice() else { return Err(Unknown) };
    let (salt, hash) = (decoded(salt)?, decoded(hash)?);
    Ok(Form::Pbkdf2 { digest: Digest::of(name)?, rounds: rounds(count)?, salt, hash })
}
