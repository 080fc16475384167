//! Passwords that other systems hashed. They are verified once: the first right password is kept in
//! our own form.
//!
//! | system | text |
//! |---|---|
//! | bcrypt | `$2a$`, `$2b$`, `$2y$` |
//! | Argon2 | `$argon2id$v=19$m=…,t=…,p=…$salt$hash`, and `i`, `d` |
//! | scrypt | `$scrypt$ln=…,r=…,p=…$salt$hash` |
//! | PBKDF2 | `$pbkdf2-sha256$i=…,l=…$salt$hash` or `$pbkdf2-sha256$iterations$salt$hash`, and `sha1`, `sha512` |
//! | SHA-crypt | `$5$…`, `$6$…` |
//! | Firebase | `$firescrypt$ln=…,r=…,p=…$salt$hash$separator$signer key` |
//! | Django | `pbkdf2_sha256$…`, `pbkdf2_sha1$…`, `argon2$…`, `bcrypt$…`, `bcrypt_sha256$…`, `scrypt$…` |
//! | Keycloak | `keycloak$pbkdf2-sha256$iterations$salt$hash`, and `sha1`, `sha512` |
//!
//! Source: the PHC string format; passlib's and Django's documentation of their hashes; the Firebase
//! scrypt tool.

mod django;
mod firebase;
mod pbkdf2;
mod phc;

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use zeroize::Zeroizing;

use crate::digest::sha256;
use crate::equal;

/// Longest text looked at.
const TEXT_CHARS_MAX: usize = 1_024;
/// One verification takes no more memory and no more rounds than this, whatever a file says.
const MEMORY_KIB_MAX: u32 = 256 * 1024;
const ROUNDS_MAX: u32 = 5_000_000;
const BCRYPT_COST_MAX: u32 = 16;

/// The text is no hash that is known, or one that costs too much to verify.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a password hash of a known form and bearable cost")]
pub struct Unknown;

/// The algorithms that AWS's API names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    Bcrypt,
    Scrypt,
    Argon2id,
    Pbkdf2Sha256,
}

/// A hash, understood.
pub struct Imported(Form);

enum Form {
    Bcrypt(String),
    /// Django hashes first, for bcrypt takes 72 bytes only.
    BcryptOfSha256(String),
    ShaCrypt(String),
    Argon2 {
        algorithm: argon2::Algorithm,
        argon: argon2::Argon2<'static>,
        salt: Vec<u8>,
        hash: Vec<u8>,
    },
    Scrypt {
        params: scrypt::Params,
        salt: Vec<u8>,
        hash: Vec<u8>,
    },
    Pbkdf2 {
        digest: pbkdf2::Digest,
        rounds: u32,
        salt: Vec<u8>,
        hash: Vec<u8>,
    },
    Firebase(firebase::Firebase),
}

impl Imported {
    pub fn parse(text: &str) -> Result<Imported, Unknown> {
        if text.len() > TEXT_CHARS_MAX {
            return Err(Unknown);
        }
        if let Some(rest) = text.strip_prefix("keycloak$") {
            return pbkdf2::keycloak(rest).map(Imported);
        }
        if !text.starts_with('$') {
            return django::parse(text).map(Imported);
        }
        let form = match text.split('$').nth(1).unwrap_or_default() {
            "2a" | "2b" | "2y" => bcrypt(text).map(Form::Bcrypt)?,
            "5" | "6" => sha_crypt(text)?,
            "argon2id" | "argon2i" | "argon2d" => phc::argon2(text)?,
            "scrypt" => phc::scrypt(text)?,
            "firescrypt" => firebase::parse(text).map(Form::Firebase)?,
            "pbkdf2" | "pbkdf2-sha1" | "pbkdf2-sha256" | "pbkdf2-sha512" => pbkdf2::phc(text)?,
            _ => return Err(Unknown),
        };
        Ok(Imported(form))
    }

    /// The algorithm, where the API has a name for it, in whichever form the text is.
    pub fn algorithm(&self) -> Option<Algorithm> {
        match &self.0 {
            Form::Bcrypt(_) | Form::BcryptOfSha256(_) => Some(Algorithm::Bcrypt),
            Form::Scrypt { .. } | Form::Firebase(_) => Some(Algorithm::Scrypt),
            Form::Argon2 { algorithm: argon2::Algorithm::Argon2id, .. } => {
                Some(Algorithm::Argon2id)
            }
            Form::Pbkdf2 { digest: pbkdf2::Digest::Sha256, .. } => Some(Algorithm::Pbkdf2Sha256),
            Form::Argon2 { .. } | Form::Pbkdf2 { .. } | Form::ShaCrypt(_) => None,
        }
    }

    /// Does the password fit? As dear as the hash says: run it on the workers. Compares in constant
    /// time (CT-1).
    pub fn matches(&self, password: &str) -> bool {
        let password = password.as_bytes();
        match &self.0 {
            Form::Bcrypt(hash) => bcrypt::verify(password, hash).unwrap_or(false),
            Form::BcryptOfSha256(hash) => {
                let hashed = Zeroizing::new(hex::encode(sha256(password)));
                bcrypt::verify(hashed.as_bytes(), hash).unwrap_or(false)
            }
            Form::ShaCrypt(hash) => sha_crypt_matches(password, hash),
            Form::Argon2 { argon, salt, hash, .. } => {
                let mut out = Zeroizing::new(vec![0; hash.len()]);
                argon.hash_password_into(password, salt, &mut out).is_ok() && equal(&out, hash)
            }
            Form::Scrypt { params, salt, hash } => {
                let mut out = Zeroizing::new(vec![0; hash.len()]);
                scrypt::scrypt(password, salt, params, &mut out).is_ok() && equal(&out, hash)
            }
            Form::Pbkdf2 { digest, rounds, salt, hash } => {
                digest.verify(*rounds, salt, password, hash)
            }
            Form::Firebase(form) => form.matches(password),
        }
    }
}

/// `$2b$12$` and 53 characters.
fn bcrypt(text: &str) -> Result<String, Unknown> {
    let cost: u32 = text.split('$').nth(2).and_then(|cost| cost.parse().ok()).ok_or(Unknown)?;
    match text.len() == 60 && (4..=BCRYPT_COST_MAX).contains(&cost) {
        true => Ok(text.to_owned()),
        false => Err(Unknown),
    }
}

fn sha_crypt(text: &str) -> Result<Form, Unknown> {
    let rounds = text.split('$').find_map(|part| part.strip_prefix("rounds="));
    let rounds: u32 = rounds.map_or(Ok(5_000), str::parse).map_err(|_| Unknown)?;
    let parsed = sha_crypt::PasswordHashRef::new(text).is_ok();
    match parsed && rounds <= ROUNDS_MAX {
        true => Ok(Form::ShaCrypt(text.to_owned())),
        false => Err(Unknown),
    }
}

fn sha_crypt_matches(password: &[u8], hash: &str) -> bool {
    use sha_crypt::PasswordVerifier;
    sha_crypt::PasswordHashRef::new(hash)
        .is_ok_and(|hash| sha_crypt::ShaCrypt::SHA512.verify_password(password, hash).is_ok())
}

/// Standard base64, padded or not.
const PLAIN: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// passlib writes `.` for `+`.
fn decoded(text: &str) -> Result<Vec<u8>, Unknown> {
    let bytes = PLAIN.decode(text.replace('.', "+")).map_err(|_| Unknown)?;
    if bytes.is_empty() || bytes.len() > 512 { Err(Unknown) } else { Ok(bytes) }
}
