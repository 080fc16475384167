//! A chunk of a job's work.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use cognate_crypto::imported::{Algorithm, Imported};
use cognate_domain::factor::Factors;
use cognate_domain::import::{Columns, ROW_CHARS_MAX, ROWS_MAX, Row, State, read};
use cognate_domain::user::Status;
use cognate_domain::{Pool, User};
use cognate_store::batch::{Batch, Outcome, Statement};
use cognate_store::records::import_job::{self, ImportJob};
use cognate_store::records::{import_chunk, lease};

use crate::credentials::{self, Foreign};
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::factors;
use crate::imports::conclude::{COMPLETED, STOPPED, finished};
use crate::imports::group::{self, Entry, New, Verdict, Written};
use crate::imports::window::{Line, Window};
use crate::imports::{ALGORITHM, member};
use crate::keys::PoolKeys;
use crate::users;

/// Rows of one batch: about 5 ms of the writer's time.
const GROUP_ROWS_MAX: usize = 50;
/// Batches of one step: others' jobs wait no longer than these take.
const GROUPS_MAX: usize = 8;

/// What a step came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stepped {
    More,
    /// The job has ended and nothing of its file is left.
    Done,
}

/// A job at work.
pub(super) struct Scene {
    pub cx: Cx,
    pub pool: Arc<Pool>,
    pub keys: Arc<PoolKeys>,
    /// Under whose lease; a command that works alone has none.
    pub held: Option<lease::Lease>,
}

impl Scene {
    /// A batch that only the partition's owner commits.
    pub fn batch(&self) -> Batch {
        let fence = self.held.as_ref().map(|held| lease::check_fence(held.partition, held.fence));
        users::batch(fence.into_iter().collect())
    }

    /// False when the job was not as read.
    pub async fn commit(&self, statements: Vec<Statement>) -> Result<bool> {
        let mut batch = self.batch();
        batch.extend(statements);
        match self.cx.store().write(batch).await? {
            Outcome::Committed => Ok(true),
            Outcome::Unmet(import_job::MOVED) => Ok(false),
            Outcome::Unmet(what) => Err(Error::internal(format!("an import was unmet: {what}"))),
        }
    }
}

/// How far the file is read.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Place {
    /// The byte where the next line begins.
    pub at: u64,
    /// Lines read.
    pub line: i64,
    /// In the middle of a line that is too long.
    pub skipping: bool,
    pub header: String,
}

/// Goes on with a job, wherever it is. Safe to be called from several places: each batch moves the job
/// on from where it was read.
pub async fn step(
    cx: &Cx,
    pool: i64,
    id: [u8; 16],
    held: Option<&lease::Lease>,
) -> Result<Stepped> {
    let Some(job) = import_job::find(cx.store(), pool, id).await? else { return Ok(Stepped::Done) };
    let Some(pool) = cx.pool_by_key(pool).await? else { return Ok(Stepped::Done) };
    let keys = cx.keys().pool(pool.key).await?;
    let scene = Scene { cx: cx.clone(), pool, keys, held: held.cloned() };
    match job.state {
        State::Created => Ok(Stepped::Done),
        State::Pending => begin(&scene, &job).await,
        State::InProgress => advance(&scene, job).await,
        State::Stopping => end(&scene, &job, State::Stopped, STOPPED).await,
        State::Expired | State::Stopped | State::Failed | State::Succeeded => {
            match import_chunk::sweep(cx.store(), job.pool, job.id, None).await? {
                Some(delete) => scene.commit(vec![delete]).await.map(|_| Stepped::More),
                None => Ok(Stepped::Done),
            }
        }
    }
}

async fn end(scene: &Scene, job: &ImportJob, state: State, message: &str) -> Result<Stepped> {
    scene.commit(finished(job, state, message, scene.cx.now_ms())).await?;
    Ok(Stepped::More)
}

/// Looks at the header, and lets nothing of a file in whose header is wrong.
async fn begin(scene: &Scene, job: &ImportJob) -> Result<Stepped> {
    let window = Window::read(&scene.cx, &scene.keys, job, 0).await?;
    let fail = |message: String| async move { end(scene, job, State::Failed, &message).await };
    if job.file_lines > ROWS_MAX + 1 {
        return fail(format!("The file has more than {ROWS_MAX} rows.")).await;
    }
    let Line::Whole(line, at) = window.line(0) else {
        return fail("The file has no header.".to_owned()).await;
    };
    let line = line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line);
    let Ok(header) = std::str::from_utf8(line) else {
        return fail("The header is not UTF-8.".to_owned()).await;
    };
    if header.chars().count() > ROW_CHARS_MAX {
        return fail(format!("The header is longer than {ROW_CHARS_MAX} characters.")).await;
    }
    if let Err(why) = columns(scene, job, header) {
        return fail(why).await;
    }
    let place = Place { at, line: 1, skipping: false, header: header.to_owned() };
    let after = ImportJob {
        state: State::InProgress,
        progress: serde_json::to_string(&place).map_err(Error::internal)?,
        ..job.clone()
    };
    scene.commit(vec![import_job::update(&after, job.version)]).await?;
    Ok(Stepped::More)
}

fn columns(scene: &Scene, job: &ImportJob, header: &str) -> std::result::Result<Columns, String> {
    Columns::read(&scene.pool.rules, header, member(job, ALGORITHM).is_some())
}

async fn advance(scene: &Scene, mut job: ImportJob) -> Result<Stepped> {
    let mut place: Place = serde_json::from_str(&job.progress).map_err(Error::internal)?;
    let columns = match columns(scene, &job, &place.header) {
        Ok(columns) => columns,
        Err(why) => return end(scene, &job, State::Failed, &why).await,
    };
    let algorithm = algorithm(&job);
    let window = Window::read(&scene.cx, &scene.keys, &job, place.at).await?;
    for _ in 0..GROUPS_MAX {
        let (entries, ended) = gather(scene, &window, &columns, algorithm, &mut place)?;
        if !entries.is_empty() {
            job = match group::write(scene, job, entries).await? {
                Written::As(job) => job,
                Written::Moved => return Ok(Stepped::More),
            };
        } else if !ended {
            break;
        }
        if ended {
            return end(scene, &job, State::Succeeded, COMPLETED).await;
        }
    }
    Ok(Stepped::More)
}

/// The next lines; true with the last ones of the file.
fn gather(
    scene: &Scene,
    window: &Window,
    columns: &Columns,
    algorithm: Option<Algorithm>,
    place: &mut Place,
) -> Result<(Vec<Entry>, bool)> {
    let mut entries = Vec::with_capacity(GROUP_ROWS_MAX);
    while entries.len() < GROUP_ROWS_MAX {
        let verdict = match window.line(place.at) {
            Line::End => return Ok((entries, true)),
            Line::Open(_) if place.at > window.from() => return Ok((entries, false)),
            Line::Open(end) => {
                place.at = end;
                match std::mem::replace(&mut place.skipping, true) {
                    true => Verdict::Nothing,
                    false => {
                        place.line += 1;
                        too_long()
                    }
                }
            }
            Line::Whole(_, next) if place.skipping => {
                place.at = next;
                place.skipping = false;
                Verdict::Nothing
            }
            Line::Whole(line, next) => {
                place.at = next;
                place.line += 1;
                judge(scene, columns, algorithm, line)?
            }
        };
        entries.push(Entry { after: place.clone(), verdict });
    }
    Ok((entries, false))
}

fn judge(
    scene: &Scene,
    columns: &Columns,
    algorithm: Option<Algorithm>,
    line: &[u8],
) -> Result<Verdict> {
    let Ok(line) = std::str::from_utf8(line) else {
        return Ok(Verdict::Failed("The row is not UTF-8.".to_owned()));
    };
    if line.trim().is_empty() {
        return Ok(Verdict::Nothing);
    }
    if line.chars().count() > ROW_CHARS_MAX {
        return Ok(too_long());
    }
    let sub = users::new_sub(&scene.cx);
    let row = match read(&scene.pool.rules, columns, line, sub) {
        Ok(row) => row,
        Err(why) => return Ok(Verdict::Failed(why)),
    };
    if let Some(hash) = &row.password_hash {
        let known = Imported::parse(hash);
        let fits = known.is_ok_and(|hash| algorithm.is_none() || hash.algorithm() == algorithm);
        if !fits {
            let why = match algorithm {
                Some(_) => "The password hash is not one of the job's PasswordHashingAlgorithm.",
                None => "The password hash is of no known form, or too dear to verify.",
            };
            return Ok(Verdict::Failed(why.to_owned()));
        }
    }
    let user = user(scene, sub, row)?;
    let names = users::names(&scene.pool, &user);
    Ok(Verdict::New(Box::new(New { user, names })))
}

fn too_long() -> Verdict {
    Verdict::Failed(format!("The row is longer than {ROW_CHARS_MAX} characters."))
}

fn user(scene: &Scene, sub: cognate_domain::Sub, row: Row) -> Result<User> {
    let Scene { cx, pool, keys, .. } = scene;
    let now_ms = cx.now_ms();
    let (status, credential) = match row.password_hash {
        None => (Status::ResetRequired, None),
        Some(hash) => {
            let (account, foreign) = (&cx.config().account, Foreign::Hash(hash));
            let whose = (pool.key, sub);
            let kept = credentials::keep(keys, cx.random(), account, whose, foreign, now_ms)?;
            (Status::Confirmed, Some(kept))
        }
    };
    let of_row = Factors { sms: row.sms, ..Factors::default() };
    Ok(User {
        pool: pool.key,
        sub,
        username: row.new.username,
        status,
        enabled: true,
        version: 1,
        epoch: 0,
        created: now_ms,
        modified: now_ms,
        attributes: row.new.attributes,
        credential,
        groups: Vec::new(),
        factors: factors::seal(cx, keys, pool.key, sub, &of_row)?,
        fold_version: pool.fold_version,
    })
}

fn algorithm(job: &ImportJob) -> Option<Algorithm> {
    match member(job, ALGORITHM)? {
        "BCRYPT" => Some(Algorithm::Bcrypt),
        "SCRYPT" => Some(Algorithm::Scrypt),
        "ARGON2ID" => Some(Algorithm::Argon2id),
        "PBKDF2_SHA256" => Some(Algorithm::Pbkdf2Sha256),
        _ => None,
    }
}
