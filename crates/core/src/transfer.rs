//! Users as a file: out of one pool, into another or the same again, with their `sub`, passwords,
//! groups, second factors, links, passkeys and devices.
//!
//! The file has a line of JSON for its head, each group, each user, and its end. What is secret of a
//! user is sealed under a key of the file's own, which the head has wrapped: under the installation's
//! key, or under a passphrase. Sessions and refresh tokens stay behind: a file that was copied must sign
//! nobody in, and a user who comes back was signed out.

mod export;
mod import;
mod possessions;

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use cognate_crypto::Aad;

pub use export::Export;
pub use import::{Import, Result as ImportResult};

/// What the head says it is.
const FORMAT: &str = "cognate-users";
const VERSION: u32 = 1;

/// The first line.
#[derive(Serialize, Deserialize)]
pub struct Head {
    format: String,
    version: u32,
    pub user_pool_id: String,
    /// Users as estimated, for whoever shows how far it is.
    pub users: i64,
    /// The file's key, base64.
    wrapped: String,
    /// Hexadecimal; absent when the installation's key wraps.
    passphrase_salt: Option<String>,
}

impl Head {
    /// Does the file need a passphrase? Its salt then.
    pub fn passphrase_salt(&self) -> Option<[u8; 16]> {
        let salt = hex::decode(self.passphrase_salt.as_deref()?).ok()?;
        salt.try_into().ok()
    }
}

/// Every other line.
#[derive(Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Line {
    Group(Group),
    User(User),
    End { users: u64 },
}

#[derive(Serialize, Deserialize)]
struct Group {
    name: String,
    description: Option<String>,
    role: Option<String>,
    precedence: Option<i64>,
}

#[derive(Serialize, Deserialize)]
struct User {
    sub: String,
    username: String,
    status: String,
    enabled: bool,
    created: i64,
    modified: i64,
    attributes: BTreeMap<String, String>,
    groups: Vec<String>,
    /// [`Secrets`], base64.
    sealed: Option<String>,
    /// [`possessions::Possessions`], base64; absent from older files, and when there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    possessions: Option<String>,
}

/// What is secret of a user.
#[derive(Default, Serialize, Deserialize)]
struct Secrets {
    /// The form inside the credential's own seal.
    credential: Option<Vec<u8>>,
    /// Former ones: when they were replaced, and the form.
    former: Vec<(i64, Vec<u8>)>,
    /// The second factors.
    factors: Option<Vec<u8>>,
}

impl Drop for Secrets {
    fn drop(&mut self) {
        use zeroize::Zeroize;
        self.credential.zeroize();
        self.factors.zeroize();
        self.former.iter_mut().for_each(|(_, form)| form.zeroize());
    }
}

fn key_aad() -> Aad<'static> {
    Aad { table: "export", column: "key", account: "", pool: 0, row: &[], version: 1 }
}

/// `pool_id`: the pool that the file is of.
fn user_aad<'a>(pool_id: &'a str, sub: &'a [u8]) -> Aad<'a> {
    Aad { table: "export", column: "user", account: pool_id, pool: 0, row: sub, version: 1 }
}

/// As [`user_aad`].
fn possessions_aad<'a>(pool_id: &'a str, sub: &'a [u8]) -> Aad<'a> {
    Aad { column: "possessions", ..user_aad(pool_id, sub) }
}
