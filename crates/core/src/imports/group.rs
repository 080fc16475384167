//! Writing a group of rows: the users and how far the job is, in one batch.

use std::collections::BTreeSet;

use serde_json::json;

use cognate_domain::name::{self, Kind, LoginName};
use cognate_domain::{Pool, User};
use cognate_store::batch::Outcome;
use cognate_store::records::import_job::{self, ImportJob};
use cognate_store::records::{login_name, user_pool};

use crate::error::{Error, Result};
use crate::imports::step::{Place, Scene};
use crate::imports::{id_text, log_group};
use crate::users;

/// A line, and where the file is read to after it.
pub struct Entry {
    pub after: Place,
    pub verdict: Verdict,
}

pub enum Verdict {
    /// A blank line, or the rest of one that was too long.
    Nothing,
    New(Box<New>),
    Skipped,
    Failed(String),
}

pub struct New {
    pub user: User,
    pub names: Vec<LoginName>,
}

#[expect(clippy::large_enum_variant, reason = "one at a time, moved once")]
pub enum Written {
    /// The job as it is now.
    As(ImportJob),
    /// The job was not as read: it was stopped, or somebody else goes on with it.
    Moved,
}

/// Writes the entries: together; where somebody exists already, together without those who do; and one
/// by one when that was not it.
pub async fn write(scene: &Scene, job: ImportJob, mut entries: Vec<Entry>) -> Result<Written> {
    let mut names = BTreeSet::new();
    for entry in &mut entries {
        let Verdict::New(new) = &entry.verdict else { continue };
        match new.names.iter().find(|name| names.contains(*name)) {
            Some(twice) => entry.verdict = exists(&scene.pool, twice.kind),
            None => names.extend(new.names.iter().copied()),
        }
    }
    match together(scene, &job, &entries).await? {
        Attempt::Written(after) => return Ok(told(scene, after, &entries)),
        Attempt::Moved => return Ok(Written::Moved),
        Attempt::Taken(_) => {}
    }
    for entry in &mut entries {
        let Verdict::New(new) = &entry.verdict else { continue };
        for name in &new.names {
            if login_name::holder(scene.cx.store(), job.pool, name).await?.is_some() {
                entry.verdict = exists(&scene.pool, name.kind);
                break;
            }
        }
    }
    match together(scene, &job, &entries).await? {
        Attempt::Written(after) => Ok(told(scene, after, &entries)),
        Attempt::Moved => Ok(Written::Moved),
        Attempt::Taken(_) => one_by_one(scene, job, entries).await,
    }
}

async fn one_by_one(scene: &Scene, mut job: ImportJob, entries: Vec<Entry>) -> Result<Written> {
    for entry in entries {
        let mut alone = [entry];
        let mut attempt = together(scene, &job, &alone).await?;
        if let Attempt::Taken(kind) = attempt {
            alone[0].verdict = exists(&scene.pool, kind);
            attempt = together(scene, &job, &alone).await?;
        }
        job = match attempt {
            Attempt::Written(after) => match told(scene, after, &alone) {
                Written::As(job) => job,
                Written::Moved => return Ok(Written::Moved),
            },
            Attempt::Moved => return Ok(Written::Moved),
            Attempt::Taken(_) => return Err(Error::internal("nobody is written, somebody exists")),
        };
    }
    Ok(Written::As(job))
}

#[expect(clippy::large_enum_variant, reason = "one at a time, moved once")]
enum Attempt {
    Written(ImportJob),
    Moved,
    Taken(Kind),
}

async fn together(scene: &Scene, before: &ImportJob, entries: &[Entry]) -> Result<Attempt> {
    let mut after = before.clone();
    let mut batch = scene.batch();
    batch.push(user_pool::check_live(&scene.pool.id));
    for entry in entries {
        match &entry.verdict {
            Verdict::Nothing => {}
            Verdict::New(new) => {
                batch.extend(users::insert(&scene.pool, &new.user));
                after.imported += 1;
            }
            Verdict::Skipped => after.skipped += 1,
            Verdict::Failed(_) => after.failed += 1,
        }
    }
    if let Some(last) = entries.last() {
        after.progress = serde_json::to_string(&last.after).map_err(Error::internal)?;
    }
    batch.push(import_job::update(&after, before.version));
    match scene.cx.store().write(batch).await? {
        Outcome::Committed => {
            after.version += 1;
            Ok(Attempt::Written(after))
        }
        Outcome::Unmet(import_job::MOVED | "user_pool.live") => Ok(Attempt::Moved),
        Outcome::Unmet(what) => match users::taken(what) {
            Some(kind) => Ok(Attempt::Taken(kind)),
            None => Err(Error::internal(format!("an import was unmet: {what}"))),
        },
    }
}

/// After the commit: counts, and a record for each row.
fn told(scene: &Scene, job: ImportJob, entries: &[Entry]) -> Written {
    let cx = &scene.cx;
    let added = entries.iter().filter(|e| matches!(e.verdict, Verdict::New(_))).count();
    cx.counts().add(job.pool, added as i64);
    let destination = log_group(&scene.pool, &job);
    let (now, id) = (cx.now_ms().to_string(), id_text(job.id));
    for Entry { after, verdict } in entries {
        let (level, result, text) = match verdict {
            Verdict::Nothing => continue,
            Verdict::New(_) => ("INFO", "SUCCEEDED", "The import succeeded."),
            Verdict::Skipped => ("INFO", "SKIPPED", "The user already exists."),
            Verdict::Failed(why) => ("ERROR", "FAILED", why.as_str()),
        };
        let line = after.line;
        let record = json!({
            "eventTimestamp": now,
            "eventSource": "USER_IMPORT",
            "logLevel": level,
            "message": format!("[{result}] Line Number {line} - {text}"),
            "logSourceId": { "userPoolId": scene.pool.id, "userImportJobId": id },
        });
        cx.logs().deliver(&destination, record);
    }
    Written::As(job)
}

/// A user of this name exists; or another user has the alias, which is another thing.
fn exists(pool: &Pool, kind: Kind) -> Verdict {
    match kind {
        Kind::Name => Verdict::Skipped,
        _ if pool.rules.username_attributes.any() => Verdict::Skipped,
        kind => Verdict::Failed(name::created_by_admin(kind).message),
    }
}
