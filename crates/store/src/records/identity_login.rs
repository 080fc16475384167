//! `identity_login`: which identity a login belongs to. The primary key gives a login to one identity,
//! the unique slot gives an identity one login of each public provider.
//!
//! Whatever changes an identity's logins changes its row too (`identity::touch`, `identity::merge`), on
//! condition of its version: their number is judged with that row.

use cognate_crypto::sha256;
use cognate_domain::identity_pool::{Login, Provider};

use crate::batch::{Demand, Statement, Table};
use crate::statement::Param;

/// A login as its row says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    pub hash: [u8; 32],
    pub slot: [u8; 32],
    /// [`Provider::key`]
    pub provider: String,
    /// The developer's identifier; of public providers the row knows only the hash.
    pub subject: Option<String>,
}

/// What `Unmet` says when the login has an identity, or the identity a login of the provider.
pub const TAKEN: &str = "identity_login.absent";

const INSERT: &str = "INSERT INTO identity_login
    (pool, hash, identity, slot, provider, subject, created)
    VALUES ($1, $2, $3, $4, $5, $6, $7)";

/// Ids of identities are random: without the pool, which would lead an engine to walk it.
const MOVE: &str = "UPDATE identity_login SET identity = $1 WHERE identity = $2";

const DELETE: &str = "DELETE FROM identity_login WHERE pool = $1 AND hash = $2 AND identity = $3";

const DELETE_ALL: &str = "DELETE FROM identity_login WHERE identity = $1";

/// A login under its hash and its slot. Developers' providers are kept apart from all others, whatever
/// they are called.
pub fn login(pool: i64, provider: &Provider, subject: &str) -> Login {
    let key = provider.key();
    let developer = provider.is_developer();
    let kind: &[u8] = if developer { b"developer" } else { b"public" };
    let digest = |last: &[u8]| {
        let length = (key.len() as u64).to_be_bytes();
        sha256(&[&pool.to_be_bytes()[..], kind, &length, key.as_bytes(), last].concat())
    };
    let hash = digest(subject.as_bytes());
    let slot = if developer { hash } else { digest(&[]) };
    Login { hash, slot, provider: key, subject: developer.then(|| subject.to_owned()) }
}

/// Unmet as [`TAKEN`]: somebody was faster, whose identity is the answer now.
pub fn insert(pool: i64, identity: [u8; 16], login: &Login, now: i64) -> Statement {
    let params = vec![
        pool.into(),
        login.hash.into(),
        identity.into(),
        login.slot.into(),
        login.provider.as_str().into(),
        login.subject.as_deref().into(),
        now.into(),
    ];
    change(TAKEN, pool, &login.hash, INSERT, params, Demand::Touches(1))
}

/// All logins of one identity become another's. Unmet as `identity_login.moved` when they are not as
/// many as were read.
pub fn move_all(pool: i64, from: [u8; 16], to: [u8; 16], count: usize) -> Statement {
    let params = vec![to.into(), from.into()];
    let demand = Demand::Touches(i64::try_from(count).unwrap_or(i64::MAX));
    change("identity_login.moved", pool, &from, MOVE, params, demand)
}

/// Unmet as `identity_login.present`.
pub fn delete(pool: i64, identity: [u8; 16], hash: [u8; 32]) -> Statement {
    let params = vec![pool.into(), hash.into(), identity.into()];
    change("identity_login.present", pool, &hash, DELETE, params, Demand::Touches(1))
}

/// For the batch that deletes the identity.
pub fn delete_all(pool: i64, identity: [u8; 16]) -> Statement {
    let params = vec![identity.into()];
    change("identity_login.any", pool, &identity, DELETE_ALL, params, Demand::Any)
}

fn change(
    label: &'static str,
    pool: i64,
    rest: &[u8],
    sql: &'static str,
    params: Vec<Param>,
    demand: Demand,
) -> Statement {
    let key = super::place(pool, &[rest]);
    Statement { name: label, table: Table::IdentityLogin, key, sql, params, demand }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_tell_pools_providers_kinds_and_subjects_apart() {
        let oidc = |name: &str| Provider::Oidc(name.into());
        let developer = Provider::Developer("a".into());
        let all = [
            login(1, &oidc("a"), "b"),
            login(2, &oidc("a"), "b"),
            login(1, &oidc("ab"), ""),
            login(1, &oidc("a"), "c"),
            login(1, &developer, "b"),
        ];
        for (n, one) in all.iter().enumerate() {
            assert!(all[n + 1..].iter().all(|other| other.hash != one.hash), "{n}");
        }
        assert_eq!(all[0].slot, all[3].slot);
        assert_ne!(login(1, &developer, "b").slot, login(1, &developer, "c").slot);
        assert_eq!((all[0].subject.as_deref(), all[4].subject.as_deref()), (None, Some("b")));
    }

    #[test]
    fn an_identitys_logins_are_a_range_of_an_index() {
        use crate::plan;
        for sql in [MOVE, DELETE_ALL] {
            let plan = plan::of(sql);
            assert!(plan[0].ends_with("(identity=?)"), "{plan:?}");
        }
    }
}
