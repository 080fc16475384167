//! Jobs that remove what a deleted pool, user or group left behind.

use serde::{Deserialize, Serialize};

use cognate_crypto::{Random, sha256};
use cognate_domain::Sub;
use cognate_store::batch::{Batch, Outcome, Statement};
use cognate_store::records::{identity_pool, job, lease, sweep, user_pool};

use crate::error::{Error, Result};
use crate::node::Node;

/// The numbers in `job.kind`; never renumber.
pub const DELETE_POOL: i64 = 1;
pub const DELETE_USER: i64 = 2;
pub const DELETE_GROUP: i64 = 3;
pub const IMPORT: i64 = 4;
pub const WATCH_IMPORT: i64 = 5;
pub const DELETE_IDENTITY_POOL: i64 = 6;

#[derive(Serialize, Deserialize)]
struct Pool {
    id: String,
    pool: i64,
}

#[derive(Serialize, Deserialize)]
struct User {
    pool: i64,
    sub: [u8; 16],
}

#[derive(Serialize, Deserialize)]
struct Group {
    pool: i64,
    uid: [u8; 16],
}

/// The job of a deleted pool, for the batch that marks it.
pub fn delete_pool(random: &dyn Random, id: &str, pool: i64, now_ms: i64) -> Statement {
    row(random, DELETE_POOL, &Pool { id: id.to_owned(), pool }, now_ms)
}

/// The job of a deleted identity pool, for the batch that marks it.
pub fn delete_identity_pool(random: &dyn Random, id: &str, pool: i64, now_ms: i64) -> Statement {
    row(random, DELETE_IDENTITY_POOL, &Pool { id: id.to_owned(), pool }, now_ms)
}

/// The job of a deleted user's satellites, for the batch that deletes the user.
pub fn delete_user(pool: i64, sub: Sub, now_ms: i64) -> Statement {
    numbered(delete_user_id(pool, sub), DELETE_USER, &User { pool, sub: sub.0 }, now_ms)
}

/// For the batch that brings a user back under a `sub` of old: whatever belonged to a deleted user of
/// this `sub` is gone, so that nothing of it comes to life again, and nothing new is swept with it.
/// Unmet as `job::PRESENT`.
pub fn check_user_swept(pool: i64, sub: Sub) -> Statement {
    job::check_absent(delete_user_id(pool, sub))
}

/// The job's id follows from whom it is about, so that others find it.
fn delete_user_id(pool: i64, sub: Sub) -> [u8; 16] {
    let digest = sha256(&[b"delete user\0".as_slice(), &pool.to_be_bytes(), &sub.0].concat());
    std::array::from_fn(|n| digest[n])
}

/// The job of a deleted group's members, for the batch that deletes the group.
pub fn delete_group(random: &dyn Random, pool: i64, uid: [u8; 16], now_ms: i64) -> Statement {
    row(random, DELETE_GROUP, &Group { pool, uid }, now_ms)
}

pub(super) fn row(
    random: &dyn Random,
    kind: i64,
    state: &impl Serialize,
    now_ms: i64,
) -> Statement {
    numbered(random.array(), kind, state, now_ms)
}

fn numbered(id: [u8; 16], kind: i64, state: &impl Serialize, now_ms: i64) -> Statement {
    job::insert(&job::Job {
        id,
        partition: job::partition_of(id),
        kind,
        state: serde_json::to_string(state).expect("plain numbers and texts are JSON"),
        due: now_ms,
        created: now_ms,
        tries: 0,
        fence: 0,
    })
}

/// One chunk of a job. True when it is finished.
pub(super) async fn step(node: &Node, held: &lease::Lease, job: &job::Job) -> Result<bool> {
    let (satellites, owner, last) = match job.kind {
        DELETE_POOL => {
            let state: Pool = serde_json::from_str(&job.state).map_err(Error::internal)?;
            (
                &sweep::OF_POOL[..],
                sweep::Owner::Pool(state.pool),
                Some(user_pool::delete(&state.id)),
            )
        }
        DELETE_IDENTITY_POOL => {
            let state: Pool = serde_json::from_str(&job.state).map_err(Error::internal)?;
            let last = identity_pool::delete(&state.id);
            (&sweep::OF_IDENTITY_POOL[..], sweep::Owner::Pool(state.pool), Some(last))
        }
        DELETE_USER => {
            let state: User = serde_json::from_str(&job.state).map_err(Error::internal)?;
            (&sweep::OF_USER[..], sweep::Owner::User(state.pool, Sub(state.sub)), None)
        }
        DELETE_GROUP => {
            let state: Group = serde_json::from_str(&job.state).map_err(Error::internal)?;
            (&sweep::OF_GROUP[..], sweep::Owner::Group(state.pool, state.uid), None)
        }
        kind => return Err(Error::internal(format!("a job of the unknown kind {kind}"))),
    };
    let fenced = || Batch::new().with(lease::check_fence(held.partition, held.fence));
    for satellite in satellites {
        if let Some(chunk) = satellite.next(node.store(), owner).await? {
            let batch =
                fenced().with(chunk).with(job::save(job.id, &job.state, node.now_ms(), held.fence));
            return committed(node, batch).await.map(|()| false);
        }
    }
    let mut batch = fenced().with(job::finish(job.id, held.fence));
    batch.extend(last);
    committed(node, batch).await.map(|()| true)
}

pub(super) async fn committed(node: &Node, batch: Batch) -> Result<()> {
    match node.store().write(batch).await? {
        Outcome::Committed => Ok(()),
        Outcome::Unmet(what) => Err(Error::internal(format!("the job has a new owner: {what}"))),
    }
}
