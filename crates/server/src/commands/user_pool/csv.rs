//! A CSV file as a user import job, which this command works off itself.

use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, bail};
use indicatif::ProgressBar;

use cognate_core::imports::{self, Stepped, Upload};
use cognate_core::jobs;
use cognate_domain::import::State;
use cognate_domain::{Map, Pool};
use cognate_store::batch::{Batch, Outcome};
use cognate_store::records::{import_job, user_pool};

use super::super::site::{Site, told};

/// Servers take the job over when this command has not been heard of for so long.
const HELD_MS: i64 = 60_000;
const RENEW_EVERY_MS: i64 = 20_000;
/// Read at a time.
const PIECE_BYTES: usize = 256 * 1024;

pub async fn run(
    site: &Site,
    bar: &ProgressBar,
    pool: &Arc<Pool>,
    file: &Path,
) -> anyhow::Result<()> {
    let cx = &site.cx;
    if !pool.rules.auto_verified.any() {
        bail!("the user pool has no auto verified attributes: users cannot be imported");
    }
    let mut document = Map::new();
    let name = file.file_stem().map_or("import".into(), |name| name.to_string_lossy());
    let role = format!("arn:aws:iam::{}:role/cognate", cx.config().account);
    document.insert(imports::NAME.into(), name.chars().take(128).collect::<String>().into());
    document.insert(imports::ROLE.into(), role.into());
    let new = imports::created(cx.random(), pool.key, document, cx.now_ms());
    let batch = Batch::new()
        .with(user_pool::check_live(&pool.id))
        .with(import_job::insert(&new))
        .with(jobs::watch_import(cx.random(), &new));
    if cx.store().write(batch).await? != Outcome::Committed {
        bail!("the user pool was deleted meanwhile");
    }
    upload(site, pool, new.clone(), file).await?;

    let before = import_job::find(cx.store(), pool.key, new.id).await?;
    let before = before.context("the job is gone")?;
    let (after, start) = imports::started(&before, cx.now_ms());
    let row = jobs::import(cx.random(), &after, cx.now_ms() + HELD_MS);
    // A job's key is its id.
    let held: [u8; 16] = row.key.as_slice().try_into().context("a job without an id")?;
    let mut batch = Batch::new().with(row);
    batch.extend(start);
    match cx.store().write(batch).await? {
        Outcome::Committed => {}
        Outcome::Unmet(import_job::RUNNING) => {
            bail!("another import of the user pool is running");
        }
        Outcome::Unmet(what) => bail!("the job could not be started: {what}"),
    }
    let mut renewed = cx.now_ms();
    while imports::step(cx, pool.key, new.id, None).await.map_err(told)? == Stepped::More {
        if cx.now_ms() - renewed >= RENEW_EVERY_MS {
            renewed = cx.now_ms();
            jobs::hold_back(cx, held, renewed + HELD_MS).await.map_err(told)?;
        }
        let job = import_job::find(cx.store(), pool.key, new.id).await?;
        if let Some(job) = job {
            bar.set_position(imports::read_bytes(&job).unwrap_or(0));
            bar.set_message(format!("{} users", job.imported));
        }
    }
    let job = import_job::find(cx.store(), pool.key, new.id).await?.context("the job is gone")?;
    bar.finish_and_clear();
    println!(
        "{} users imported, {} exist already, {} failed",
        job.imported, job.skipped, job.failed
    );
    match job.state {
        State::Succeeded if job.failed == 0 => Ok(()),
        State::Succeeded => bail!("some rows could not be imported"),
        state => bail!("{}: {}", state.as_str(), job.message.unwrap_or_default()),
    }
}

async fn upload(
    site: &Site,
    pool: &Pool,
    job: import_job::ImportJob,
    file: &Path,
) -> anyhow::Result<()> {
    let mut from = std::fs::File::open(file).with_context(|| format!("{}", file.display()))?;
    let mut upload = Upload::of(&site.cx, pool, job).await?;
    upload.expect(Some(from.metadata()?.len()))?;
    let mut piece = vec![0; PIECE_BYTES];
    loop {
        let length = from.read(&mut piece)?;
        if length == 0 {
            break;
        }
        upload.take(&piece[..length]).await?;
    }
    upload.finish().await?;
    Ok(())
}
