//! A key from a passphrase, for files that leave the installation.

use zeroize::Zeroizing;

use crate::kek::Kek;

/// 64 MiB, three rounds, one lane: well above PW-3's least, since it is done once per file.
const MEMORY_KIB: u32 = 64 * 1024;
const ROUNDS: u32 = 3;

/// The key of this passphrase and salt: Argon2id. Its id is the salt's beginning.
#[must_use]
pub fn kek(passphrase: &str, salt: &[u8; 16]) -> Kek {
    let params = argon2::Params::new(MEMORY_KIB, ROUNDS, 1, Some(32)).expect("sound parameters");
    let argon = argon2::Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, params);
    let mut key = Zeroizing::new([0; 32]);
    argon
        .hash_password_into(passphrase.as_bytes(), salt, key.as_mut())
        .expect("salt and output have lengths that Argon2 takes");
    let id = *salt.first_chunk().expect("a salt has 16 bytes");
    Kek::from_parts(id, &key)
}
