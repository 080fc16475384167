//! The jobs behind imports of users: one that reads the file, and one that ends what nobody started.

use serde::{Deserialize, Serialize};

use cognate_crypto::Random;
use cognate_domain::import::{START_MS, State};
use cognate_store::batch::{Batch, Statement};
use cognate_store::records::import_job::{self, ImportJob};
use cognate_store::records::{job, lease};

use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::imports::{self, Stepped};
use crate::jobs::leftovers::{IMPORT, WATCH_IMPORT, committed, row};
use crate::node::Node;

#[derive(Serialize, Deserialize)]
struct Import {
    pool: i64,
    id: [u8; 16],
}

/// The job that reads an import's file, from `due_ms` on; for the batch that starts it.
pub fn import(random: &dyn Random, import: &ImportJob, due_ms: i64) -> Statement {
    row(random, IMPORT, &Import { pool: import.pool, id: import.id }, due_ms)
}

/// The job that ends an import which is not started in time; for the batch that creates it.
pub fn watch_import(random: &dyn Random, import: &ImportJob) -> Statement {
    let due_ms = import.created + START_MS;
    row(random, WATCH_IMPORT, &Import { pool: import.pool, id: import.id }, due_ms)
}

/// Whoever reads the file by themselves keeps the job behind it back until then: should they die, it
/// goes on.
pub async fn hold_back(cx: &Cx, job: [u8; 16], until_ms: i64) -> Result<()> {
    if let Some(found) = job::find(cx.store(), job).await? {
        let save = job::save(job, &found.state, until_ms, found.fence);
        cx.store().write(Batch::new().with(save)).await?;
    }
    Ok(())
}

/// One chunk. True when the job is finished.
pub(super) async fn step(node: &Node, held: &lease::Lease, job: &job::Job) -> Result<bool> {
    let Import { pool, id } = serde_json::from_str(&job.state).map_err(Error::internal)?;
    let cx = Cx::background(node.clone(), "Import");
    let fenced = || Batch::new().with(lease::check_fence(held.partition, held.fence));
    if job.kind == WATCH_IMPORT {
        match import_job::find(cx.store(), pool, id).await? {
            // Started: the other job cares for it.
            Some(import) if import.state == State::Created => {
                if imports::is_overdue(&import, cx.now_ms()) {
                    let mut batch = fenced();
                    batch.extend(imports::expire(&import, cx.now_ms()));
                    committed(node, batch).await?;
                }
                return Ok(false);
            }
            Some(import)
                if import.state == State::Expired
                    && imports::step(&cx, pool, id, Some(held)).await? == Stepped::More =>
            {
                return Ok(false);
            }
            _ => {}
        }
    } else if imports::step(&cx, pool, id, Some(held)).await? == Stepped::More {
        if job.tries > 0 {
            let save = job::save(job.id, &job.state, cx.now_ms(), held.fence);
            committed(node, fenced().with(save)).await?;
        }
        return Ok(false);
    }
    committed(node, fenced().with(job::finish(job.id, held.fence))).await.map(|()| true)
}
