//! Password credentials: an SRP salt and verifier, always sealed (PW-1).
//!
//! Imported users bring what another system kept of their passwords. It is verified by the plain
//! password, and the first right one makes it a verifier. Until then SRP meets a verifier that nothing
//! fits: the same work, and always no.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, Zeroizing};

use cognate_crypto::imported::Imported;
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

/// [`Stored`] as it is read, without copies.
#[derive(Deserialize)]
struct Opened<'a> {
    #[expect(dead_code, reason = "told apart before")]
    form: u8,
    salt: [u8; 16],
    verifier: &'a [u8],
    set_ms: i64,
}

/// [`StoredRenamed`] as it is read.
#[derive(Deserialize)]
struct OpenedRenamed<'a> {
    #[expect(dead_code, reason = "told apart before")]
    form: u8,
    user_id: &'a str,
    salt: [u8; 16],
    verifier: &'a [u8],
    set_ms: i64,
}

/// The other form inside the seal.
#[derive(Serialize, Deserialize)]
struct StoredForeign {
    /// 2: what another system kept, time.
    form: u8,
    foreign: Foreign,
    set_ms: i64,
}

/// The form of users who were renamed.
#[derive(Serialize, Deserialize)]
struct StoredRenamed {
    /// 3: as 1, and the name that was digested with the password.
    form: u8,
    user_id: String,
    salt: [u8; 16],
    verifier: Vec<u8>,
    set_ms: i64,
}

/// What another system kept of a password.
#[derive(Clone, Serialize, Deserialize)]
pub enum Foreign {
    /// A text that [`Imported`] understands.
    Hash(String),
    /// A verifier of another pool: that pool's name and its user's are digested with the password.
    Srp { pool_name: String, user_id: String, salt: [u8; 16], verifier: Vec<u8> },
}

impl Foreign {
    fn matches(&self, password: &str) -> bool {
        match self {
            Foreign::Hash(text) => Imported::parse(text).is_ok_and(|hash| hash.matches(password)),
            Foreign::Srp { pool_name, user_id, salt, verifier } => Verifier::from_padded(verifier)
                .is_ok_and(|verifier| {
                    srp::password_matches(pool_name, user_id, password, &Salt(*salt), &verifier)
                }),
        }
    }
}

impl Drop for Foreign {
    fn drop(&mut self) {
        match self {
            Foreign::Hash(text) => text.zeroize(),
            Foreign::Srp { salt, verifier, .. } => {
                salt.zeroize();
                verifier.zeroize();
            }
        }
    }
}

impl Drop for StoredRenamed {
    fn drop(&mut self) {
        self.salt.zeroize();
        self.verifier.zeroize();
    }
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
    /// What decides instead, while the user has not signed in here by password: no password fits salt
    /// and verifier then.
    pub foreign: Option<Arc<Foreign>>,
    /// The name that was digested with the password, where the user has another one since. SRP tells
    /// clients (`USER_ID_FOR_SRP`).
    pub user_id: Option<String>,
}

impl Credential {
    /// Is it the password of `user_id` in the pool of this name? As dear as the form: run it on the
    /// workers.
    pub fn matches(&self, pool_name: &str, user_id: &str, password: &str) -> bool {
        match &self.foreign {
            Some(foreign) => foreign.matches(password),
            None => {
                let user_id = self.user_id.as_deref().unwrap_or(user_id);
                srp::password_matches(pool_name, user_id, password, &self.salt, &self.verifier)
            }
        }
    }
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

/// Seals what another system kept of a password.
pub fn keep(
    keys: &PoolKeys,
    random: &dyn Random,
    account: &str,
    (pool, sub): (i64, Sub),
    foreign: Foreign,
    set_ms: i64,
) -> Result<Vec<u8>> {
    let stored = StoredForeign { form: 2, foreign, set_ms };
    let plain = Zeroizing::new(postcard::to_stdvec(&stored).map_err(Error::internal)?);
    Ok(keys.srp.seal(random, &aad(account, pool, &sub), &plain))
}

/// Seals an opened credential again, for a user who is called `former` no more.
pub fn renamed(
    keys: &PoolKeys,
    random: &dyn Random,
    account: &str,
    (pool, sub): (i64, Sub),
    former: &str,
    credential: &Credential,
) -> Result<Vec<u8>> {
    let Credential { salt, verifier, set_ms, foreign, user_id } = credential;
    if let Some(foreign) = foreign {
        return keep(keys, random, account, (pool, sub), Foreign::clone(foreign), *set_ms);
    }
    let user_id = user_id.clone().unwrap_or_else(|| former.to_owned());
    let (salt, verifier) = (salt.0, verifier.0.to_vec());
    let stored = StoredRenamed { form: 3, user_id, salt, verifier, set_ms: *set_ms };
    let plain = Zeroizing::new(postcard::to_stdvec(&stored).map_err(Error::internal)?);
    Ok(keys.srp.seal(random, &aad(account, pool, &sub), &plain))
}

/// The form inside the seal, for a file that seals it anew.
pub fn plain(
    keys: &PoolKeys,
    account: &str,
    pool: i64,
    sub: Sub,
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>> {
    Ok(keys.srp.open(&aad(account, pool, &sub), sealed)?)
}

/// Where a form comes from, and goes to.
pub struct Origin<'a> {
    pub pool_name: &'a str,
    pub pool_name_here: &'a str,
    pub user_id: &'a str,
}

/// Seals such a form. A verifier of another pool is kept as foreign: the pool's name is part of it.
pub fn take(
    keys: &PoolKeys,
    random: &dyn Random,
    account: &str,
    (pool, sub): (i64, Sub),
    form: &[u8],
    origin: &Origin<'_>,
) -> Result<Vec<u8>> {
    if origin.pool_name != origin.pool_name_here {
        let pool_name = origin.pool_name.to_owned();
        let (foreign, set_ms) = match form.first() {
            Some(1) => {
                let stored: Stored = postcard::from_bytes(form).map_err(Error::internal)?;
                let (user_id, salt) = (origin.user_id.to_owned(), stored.salt);
                let verifier = stored.verifier.clone();
                (Foreign::Srp { pool_name, user_id, salt, verifier }, stored.set_ms)
            }
            Some(3) => {
                let stored: StoredRenamed = postcard::from_bytes(form).map_err(Error::internal)?;
                let (user_id, salt) = (stored.user_id.clone(), stored.salt);
                let verifier = stored.verifier.clone();
                (Foreign::Srp { pool_name, user_id, salt, verifier }, stored.set_ms)
            }
            _ => return Ok(keys.srp.seal(random, &aad(account, pool, &sub), form)),
        };
        return keep(keys, random, account, (pool, sub), foreign, set_ms);
    }
    Ok(keys.srp.seal(random, &aad(account, pool, &sub), form))
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
    match plain.first() {
        Some(1) => {
            let stored: Opened<'_> = postcard::from_bytes(&plain).map_err(Error::internal)?;
            let verifier = Verifier::from_padded(stored.verifier).map_err(Error::internal)?;
            let (salt, set_ms) = (Salt(stored.salt), stored.set_ms);
            Ok(Credential { salt, verifier, set_ms, foreign: None, user_id: None })
        }
        Some(2) => {
            let stored: StoredForeign = postcard::from_bytes(&plain).map_err(Error::internal)?;
            let seed = keys.fake_user.mac(&[b"imported", &sub.0]);
            let (salt, verifier) = srp::simulated(&seed);
            let foreign = Some(Arc::new(stored.foreign));
            Ok(Credential { salt, verifier, set_ms: stored.set_ms, foreign, user_id: None })
        }
        Some(3) => {
            let stored: OpenedRenamed<'_> =
                postcard::from_bytes(&plain).map_err(Error::internal)?;
            let verifier = Verifier::from_padded(stored.verifier).map_err(Error::internal)?;
            let (salt, set_ms) = (Salt(stored.salt), stored.set_ms);
            let user_id = Some(stored.user_id.to_owned());
            Ok(Credential { salt, verifier, set_ms, foreign: None, user_id })
        }
        _ => Err(Error::internal("a credential of an unknown form")),
    }
}

/// The credential of a user that does not exist: stable for a name, and unlike any real one only
/// to who holds the key (PW-6).
pub fn simulated(keys: &PoolKeys, folded_name: &str) -> Credential {
    let seed = keys.fake_user.mac(&[b"credential", folded_name.as_bytes()]);
    let (salt, verifier) = srp::simulated(&seed);
    Credential { salt, verifier, set_ms: 0, foreign: None, user_id: None }
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
