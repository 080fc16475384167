//! Rotating keys (KEY-4): signing keys are published ahead of their first use; data keys are wrapped
//! anew under another KEK, a few at a time.
//!
//! Relying parties of the installation's own issuers may hold a key set for weeks, so there the key that
//! signs next always is published already: a rotation appoints it, and publishes another.

use cognate_crypto::Kek;
use cognate_domain::Pool;
use cognate_store::Store;
use cognate_store::batch::{Batch, Outcome, Statement};
use cognate_store::records::config_change::{self, ConfigChange, kind};
use cognate_store::records::data_key;
use cognate_store::records::signing_key::{self, Kind, SigningKey, State};

use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::keys::issuer::{Issuer, next_key};
use crate::keys::ring::{INSTALLATION, Ring, wrap_aad};
use crate::keys::signing::sealed_row;
use crate::keys::stock::make_pair;

/// JWKS documents may be kept by clients; a new key is in them this long before it signs, in ms.
pub const AHEAD_MS: i64 = 24 * 3_600_000;
/// The longest life of a token, and what clocks may differ: so long an old key verifies, in ms.
const TOKEN_LIFE_MS: i64 = 24 * 3_600_000 + 5 * 60_000;
/// Data keys wrapped anew per step.
const STEP: i64 = 100;

/// The signing keys of a pool, by its key; revoked ones included.
pub async fn list(store: &Store, pool: i64) -> Result<Vec<SigningKey>> {
    Ok(signing_key::of_pool(store, pool).await?)
}

/// Makes a new key of each kind. It signs after `ahead_ms`; the present ones verify until the last
/// token they can have signed has expired. Returns the new key ids.
pub async fn rotate(cx: &Cx, pool: &Pool, ahead_ms: i64) -> Result<Vec<String>> {
    cx.signing_set(pool.key).await?;
    let pool_keys = cx.keys().pool(pool.key).await?;
    let now_ms = cx.now_ms();
    let activate_at = now_ms + ahead_ms;
    let mut batch = Batch::new();
    for mut old in signing_key::of_pool(cx.store(), pool.key).await? {
        if old.state == State::Revoked || old.retire_at != 0 {
            continue;
        }
        if old.activate_at > now_ms {
            return Err(under_way(&old));
        }
        let seen = old.version;
        old.retire_at = activate_at + TOKEN_LIFE_MS;
        if ahead_ms == 0 {
            old.state = State::Retired;
        }
        batch.push(signing_key::set_state(&old, seen));
    }
    let state = if ahead_ms == 0 { State::Active } else { State::Published };
    let mut made = Vec::new();
    for kind in [Kind::IdToken, Kind::AccessToken] {
        let key = make_pair().await?;
        made.push(key.kid().to_owned());
        let row = sealed_row(cx, &pool_keys, &key, kind, now_ms, activate_at, state);
        batch.push(signing_key::insert(&row));
    }
    batch.push(changed(cx, pool.key));
    commit(cx, pool.key, batch).await?;
    Ok(made)
}

/// The key that stands by signs after `ahead_ms`, of each kind of the issuer's, and another stands by.
/// Returns the ids of those that sign next.
pub async fn rotate_issuer(cx: &Cx, issuer: Issuer, ahead_ms: i64) -> Result<Vec<String>> {
    cx.issuer_keys(issuer).await?;
    let now_ms = cx.now_ms();
    let activate_at = now_ms + ahead_ms;
    let mut batch = Batch::new();
    let mut appointed = Vec::new();
    let rows = signing_key::of_pool(cx.store(), INSTALLATION).await?;
    for kind in issuer.kinds() {
        for row in rows.iter().filter(|row| row.kind == *kind && row.state != State::Revoked) {
            let mut changed = row.clone();
            if row.activate_at > now_ms {
                return Err(under_way(row));
            } else if row.activate_at == 0 {
                changed.activate_at = activate_at;
                changed.state = if ahead_ms == 0 { State::Active } else { State::Published };
                appointed.push(row.kid.clone());
            } else if row.retire_at == 0 {
                changed.retire_at = activate_at + TOKEN_LIFE_MS;
                if ahead_ms == 0 {
                    changed.state = State::Retired;
                }
            } else {
                continue;
            }
            batch.push(signing_key::set_state(&changed, row.version));
        }
        batch.extend(next_key(cx, *kind, &rows, false).await?);
    }
    batch.push(changed(cx, INSTALLATION));
    commit(cx, INSTALLATION, batch).await?;
    Ok(appointed)
}

fn under_way(key: &SigningKey) -> Error {
    let from = cognate_wire::timestamp::to_iso(key.activate_at);
    let kid = &key.kid;
    Error::invalid_parameter(format!("A rotation is under way: {kid} signs from {from}."))
}

/// Takes a key out of use at once: its tokens no longer verify, and it leaves the JWKS. Refused for
/// the only key of its kind that signs. `pool` is the pool's key.
pub async fn retire(cx: &Cx, pool: i64, kid: &str) -> Result<()> {
    let now_ms = cx.now_ms();
    let keys = signing_key::of_pool(cx.store(), pool).await?;
    let Some(mut key) = keys.iter().find(|key| key.kid == kid).cloned() else {
        return Err(Error::resource_not_found(format!("There is no key {kid}.")));
    };
    let signs =
        |key: &SigningKey| key.state != State::Revoked && (1..=now_ms).contains(&key.activate_at);
    let others = keys.iter().any(|o| o.kid != kid && o.kind == key.kind && signs(o));
    if !others {
        return Err(Error::invalid_parameter(
            "It is the only key of its kind that signs: rotate with --now first.",
        ));
    }
    let seen = key.version;
    key.state = State::Revoked;
    let mut batch = Batch::new().with(signing_key::set_state(&key, seen));
    batch.push(changed(cx, pool));
    commit(cx, pool, batch).await
}

/// Bookkeeping when keys are loaded: what has been activated is Active and its predecessor Retired;
/// what nobody can need any more is deleted. Another node may be quicker; that is as good.
pub(super) async fn turn(cx: &Cx, rows: &[SigningKey], kinds: &[Kind]) -> Result<()> {
    let now_ms = cx.now_ms();
    let mut batch = Batch::new();
    for kind in kinds {
        let of_kind = rows.iter().filter(|row| row.kind == *kind && row.state != State::Revoked);
        let newest = of_kind
            .clone()
            .filter(|row| (1..=now_ms).contains(&row.activate_at))
            .max_by_key(|row| row.activate_at);
        let Some(newest) = newest.filter(|row| row.state == State::Published) else { continue };
        for row in of_kind.filter(|row| row.state == State::Active) {
            batch.push(with_state(row, State::Retired));
        }
        batch.push(with_state(newest, State::Active));
    }
    for row in rows.iter().filter(|row| kinds.contains(&row.kind)) {
        if row.state == State::Retired && row.retire_at != 0 && row.retire_at <= now_ms {
            batch.push(signing_key::delete(row.pool, &row.kid, row.version));
        }
    }
    cx.store().write(batch).await?;
    Ok(())
}

fn with_state(row: &SigningKey, state: State) -> Statement {
    signing_key::set_state(&SigningKey { state, ..row.clone() }, row.version)
}

/// Wraps every data key under `new`, a step at a time; can be stopped and run again. `progress` is
/// told how many have been looked at. Returns how many were wrapped anew.
pub async fn rewrap(
    ring: &Ring,
    random: &dyn cognate_crypto::Random,
    new: &Kek,
    mut progress: impl FnMut(u64),
) -> Result<u64> {
    let (mut after, mut seen, mut wrapped) = ((i64::MIN, i64::MIN), 0, 0);
    loop {
        let rows = data_key::page(ring.store(), after, STEP).await?;
        let Some(last) = rows.last() else { return Ok(wrapped) };
        after = (last.pool, last.version);
        for row in &rows {
            seen += 1;
            if row.kek == new.id() {
                continue;
            }
            let data = ring.unwrap(row)?;
            let aad = wrap_aad(ring.account(), row.pool, row.version);
            let bytes = new.wrap(random, &data, &aad);
            let change = data_key::rewrap(row.pool, row.version, &row.kek, &new.id(), &bytes);
            if ring.store().write(Batch::new().with(change)).await? == Outcome::Committed {
                wrapped += 1;
            }
        }
        progress(seen);
    }
}

fn changed(cx: &Cx, pool: i64) -> Statement {
    config_change::insert(&ConfigChange {
        at: cx.now_ms(),
        id: cx.random().array(),
        kind: kind::SIGNING_KEY,
        key: pool.to_be_bytes().to_vec(),
    })
}

async fn commit(cx: &Cx, pool: i64, batch: Batch) -> Result<()> {
    match cx.store().write(batch).await? {
        Outcome::Committed => {
            cx.keys().forget_signing(pool);
            Ok(())
        }
        Outcome::Unmet(_) => Err(Error::new(
            "ConcurrentModificationException",
            "Somebody else changed the keys at the same time. Look at them again.",
        )),
    }
}
