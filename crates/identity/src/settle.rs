//! Whose identity a call with logins is for: read, decided by the rules, and written in one batch with
//! conditions. A call that meets another reads again, and answers what the other made true.

use cognate_core::call::Principal;
use cognate_core::identity_pools::{self, IdentityPool, identity_not_found};
use cognate_core::{Cx, Error, Result, audit};
use cognate_domain::id;
use cognate_domain::identity_pool::{self as rules, Decision, Flow, Held, Standing, Survivor};
use cognate_store::batch::{Batch, Outcome};
use cognate_store::records::identity::{self, Identity};
use cognate_store::records::{identity_login, identity_pool};

use crate::logins::Proved;

/// How often a call is decided anew when identities moved meanwhile.
pub const TRIES: usize = 8;

/// Who asks, and about which identity.
#[derive(Clone, Copy)]
pub struct Call<'a> {
    pub pool: &'a IdentityPool,
    pub flow: Flow,
    /// Of a backend's call, for the audit row.
    pub principal: Option<&'a Principal>,
}

/// The identity of a call with logins, after linking and merging what the call proves.
///
/// Errors, in order: the named identity's parent was deleted; those of [`rules::decide`]; the pool was
/// deleted; others kept changing the identities meanwhile.
pub async fn settle(
    cx: &Cx,
    call: Call<'_>,
    named: Option<Identity>,
    proved: &[Proved],
) -> Result<[u8; 16]> {
    let logins: Vec<_> = proved.iter().map(|one| one.login.clone()).collect();
    let hashes: Vec<_> = logins.iter().map(|login| login.hash).collect();
    let named_id = named.as_ref().map(|one| one.id);
    let max = cx.config().limits.logins_per_identity_max;
    let mut named = match named {
        Some(one) => Some(standing_for(cx, call.pool, one).await?),
        None => None,
    };
    for _ in 0..TRIES {
        let owners = match &named {
            Some(one) if has_all(one, &hashes) => vec![one.clone()],
            _ => identity::owners(cx.store(), call.pool.key(), &hashes).await?,
        };
        let held: Vec<Held> = owners.iter().map(Identity::held).collect();
        let of_named = named.as_ref().map(Identity::held);
        let refusal = match rules::decide(of_named.as_ref(), &logins, &held, max, call.flow) {
            Ok(decision) => {
                let mut known = owners;
                known.extend(named.clone());
                if let Some(settled) = written(cx, call, &decision, &known).await? {
                    return Ok(settled);
                }
                None
            }
            Err(refusal) => Some(refusal),
        };
        let again = match named_id {
            Some(id) => Some(read_again(cx, call.pool, id).await?),
            None => None,
        };
        // The named identity was read before the others: when it has moved since, they do not fit
        // together, and a refusal may be wrong.
        let moved = |one: &Identity| {
            again.as_ref().is_some_and(|again| (again.id, again.version) != (one.id, one.version))
        };
        if let Some(refusal) = refusal
            && !named.as_ref().is_some_and(moved)
        {
            return Err(refusal.into());
        }
        named = again;
    }
    Err(Error::too_many_requests())
}

async fn read_again(cx: &Cx, pool: &IdentityPool, id: [u8; 16]) -> Result<Identity> {
    let found = identity::find(cx.store(), id).await?;
    let found = found.ok_or_else(|| identity_not_found(&rules::id(&pool.head.region, &id)))?;
    standing_for(cx, pool, found).await
}

/// The identity, or the one that it was merged into.
async fn standing_for(cx: &Cx, pool: &IdentityPool, identity: Identity) -> Result<Identity> {
    let shown = rules::id(&pool.head.region, &identity.id);
    let root = identity_pools::root_of(cx, identity).await?;
    root.ok_or_else(|| identity_not_found(&shown))
}

/// The common case: nothing to look up, nothing to change.
fn has_all(identity: &Identity, hashes: &[[u8; 32]]) -> bool {
    identity.standing == Standing::Authenticated
        && hashes.iter().all(|hash| identity.logins.iter().any(|login| login.hash == *hash))
}

/// Makes a decision true. `None`: somebody else changed something that it rests on.
///
/// `known`: the identities that were read for it.
pub async fn written(
    cx: &Cx,
    call: Call<'_>,
    decision: &Decision,
    known: &[Identity],
) -> Result<Option<[u8; 16]>> {
    let Decision { survivor, link, absorb } = decision;
    let (pool, now_ms) = (call.pool, cx.now_ms());
    let mut batch = Batch::new();
    let settled = match survivor {
        Survivor::Existing(id) if link.is_empty() && absorb.is_empty() => return Ok(Some(*id)),
        Survivor::Existing(id) => {
            batch.push(identity::touch(read(known, *id)?, now_ms));
            *id
        }
        Survivor::New => {
            let new = new_identity(cx, pool, Standing::Authenticated);
            batch.push(identity::insert(&new));
            new.id
        }
    };
    for id in absorb {
        let absorbed = read(known, *id)?;
        batch.push(identity::merge(absorbed, settled, now_ms));
        if !absorbed.logins.is_empty() {
            let count = absorbed.logins.len();
            batch.push(identity_login::move_all(pool.key(), *id, settled, count));
        }
    }
    batch.extend(
        link.iter().map(|login| identity_login::insert(pool.key(), settled, login, now_ms)),
    );
    batch.push(identity_pool::check_live(pool.id()));
    if let Some(principal) = call.principal {
        let target = rules::id(&pool.head.region, &settled);
        batch.push(audit::event(cx, principal, None, &target));
    }
    match cx.store().write(batch).await? {
        Outcome::Committed => Ok(Some(settled)),
        Outcome::Unmet(identity_pool::GONE) => Err(identity_pools::not_found(pool.id())),
        Outcome::Unmet(_) => Ok(None),
    }
}

/// A guest's identity: its id is all that proves who the guest is.
pub async fn guest(cx: &Cx, pool: &IdentityPool) -> Result<[u8; 16]> {
    for _ in 0..TRIES {
        let new = new_identity(cx, pool, Standing::Guest);
        let batch =
            Batch::new().with(identity::insert(&new)).with(identity_pool::check_live(pool.id()));
        match cx.store().write(batch).await? {
            Outcome::Committed => return Ok(new.id),
            Outcome::Unmet(identity_pool::GONE) => {
                return Err(identity_pools::not_found(pool.id()));
            }
            Outcome::Unmet(_) => {}
        }
    }
    Err(Error::internal("no free identity id was drawn"))
}

fn new_identity(cx: &Cx, pool: &IdentityPool, standing: Standing) -> Identity {
    Identity {
        id: id::version_4(cx.random().array()),
        pool: pool.key(),
        standing,
        version: 1,
        created: cx.now_ms(),
        modified: cx.now_ms(),
        logins: Vec::new(),
    }
}

fn read(known: &[Identity], id: [u8; 16]) -> Result<&Identity> {
    let found = known.iter().find(|one| one.id == id);
    found.ok_or_else(|| Error::internal("a decision names an identity that was not read"))
}
