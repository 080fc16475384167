//! Password credentials: an SRP salt and verifier, always sealed (PW-1).

use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, Zeroizing};

use cognate_crypto::srp::{self, Salt, Verifier};
use cognate_crypto::{Aad, Random};
use cognate_domain::{Pool, Sub, id};

use crate::error::{Error, Result};
use crate::keys::PoolKeys;

/// The form inside the seal.
#[derive(Serialize, Deserialize)]
struct Stored {
    /// 1: salt, minimal verifier, time.
    form: u8,
    salt: [u8; 16],
    verifier: Vec<u8>,
    set_ms: i64,
}

impl Drop for Stored {
    fn drop(&mut self) {
        self.salt.zeroize();
        self.verifier.zeroize();
    }
}

/// An opened credential.
#[derive(Clone)]
pub struct Credential {
    pub salt: Salt,
    pub verifier: Verifier,
    pub set_ms: i64,
}

/// Whose password it is.
pub struct Subject<'a> {
    pub pool: &'a Pool,
    pub sub: Sub,
    pub username: &'a str,
}

/// Derives and seals the credential of a password. The derivation is one fixed-base power: run it
/// on the workers.
pub fn make(
    keys: &PoolKeys,
    random: &dyn Random,
    account: &str,
    subject: Subject<'_>,
    password: &str,
    now_ms: i64,
) -> Result<Vec<u8>> {
    let Subject { pool, sub, username } = subject;
    let salt = srp::salt(random);
    let verifier = srp::verifier(id::pool_name(&pool.id), username, password, &salt);
    let stored = Stored { form: 1, salt: salt.0, verifier: verifier.0.to_vec(), set_ms: now_ms };
    let plain = Zeroizing::new(postcard::to_stdvec(&stored).map_err(Error::internal)?);
    Ok(keys.srp.seal(random, &aad(account, pool.key, &sub), &plain))
}

/// Opens a sealed credential of this user, current or former.
pub fn open(
    keys: &PoolKeys,
    account: &str,
    pool: i64,
    sub: Sub,
    sealed: &[u8],
) -> Result<Credential> {
    let plain = keys.srp.open(&aad(account, pool, &sub), sealed)?;
    let stored: Stored = postcard::from_bytes(&plain).map_err(Error::internal)?;
    if stored.form != 1 {
        return Err(Error::internal("a credential of an unknown form"));
    }
    let verifier = Verifier::from_padded(&stored.verifier).map_err(Error::internal)?;
    Ok(Credential { salt: Salt(stored.salt), verifier, set_ms: stored.set_ms })
}

/// The credential of a user that does not exist: stable for a name, and unlike any real one only
/// to who holds the key (PW-6).
pub fn simulated(keys: &PoolKeys, folded_name: &str) -> Credential {
    let seed = keys.fake_user.mac(&[b"credential", folded_name.as_bytes()]);
    let (salt, verifier) = srp::simulated(&seed);
    Credential { salt, verifier, set_ms: 0 }
}

/// The `USER_ID_FOR_SRP` of a user that does not exist.
pub fn simulated_user_id(keys: &PoolKeys, folded_name: &str) -> String {
    let mac = keys.fake_user.mac(&[b"user", folded_name.as_bytes()]);
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&mac[..16]);
    id::uuid(&id::version_4(bytes))
}

fn aad<'a>(account: &'a str, pool: i64, sub: &'a Sub) -> Aad<'a> {
    Aad { table: "users", column: "credential", account, pool, row: &sub.0, version: 1 }
}
