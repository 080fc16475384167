//! Imports of users from files: the upload, and the job that reads it.
//!
//! A job's row says how far the file is read, in the batch that writes the users so far; whoever goes on
//! from there (another turn, another node, a command beside the servers) neither repeats nor skips a
//! row. A batch is one group of users, and one by one where somebody in the group exists already.

mod conclude;
mod group;
mod step;
mod token;
mod upload;
mod window;

use cognate_crypto::Random;
use cognate_domain::import::{START_MS, State, UPLOAD_MS};
use cognate_domain::{Map, Pool, Refusal, refusal};
use cognate_store::batch::Statement;
use cognate_store::records::import_job::{self, ImportJob};

pub use conclude::{expire, finished, stop};
pub use step::{Stepped, step};
pub use token::url;
pub use upload::{NotTaken, Upload, answer, is_upload, response};

/// The members of a job's document.
pub const NAME: &str = "JobName";
pub const ROLE: &str = "CloudWatchLogsRoleArn";
pub const ALGORITHM: &str = "PasswordHashingAlgorithm";

/// What `JobId` begins with.
const ID_PREFIX: &str = "import-";

/// A job that waits for its file.
pub fn created(random: &dyn Random, pool: i64, document: Map, now_ms: i64) -> ImportJob {
    let mut id: [u8; 16] = random.array();
    id[..6].copy_from_slice(&(!now_ms).to_be_bytes()[2..]);
    ImportJob {
        pool,
        id,
        state: State::Created,
        document,
        created: now_ms,
        started: None,
        completed: None,
        upload: None,
        file_bytes: 0,
        file_lines: 0,
        imported: 0,
        skipped: 0,
        failed: 0,
        message: None,
        progress: String::new(),
        version: 1,
    }
}

/// `JobId`
pub fn id_text(id: [u8; 16]) -> String {
    format!("{ID_PREFIX}{}", hex::encode(id))
}

/// The id behind a `JobId`; `None` when it is none that we gave.
pub fn parse_id(text: &str) -> Option<[u8; 16]> {
    hex::decode(text.strip_prefix(ID_PREFIX)?).ok()?.try_into().ok()
}

/// May the file be uploaded at this time?
pub fn takes_upload(job: &ImportJob, now_ms: i64) -> bool {
    job.state == State::Created && now_ms < job.created + UPLOAD_MS
}

/// Has the time to start it passed?
pub fn is_overdue(job: &ImportJob, now_ms: i64) -> bool {
    job.state == State::Created && now_ms >= job.created + START_MS
}

/// What a job was created with.
pub fn member<'a>(job: &'a ImportJob, name: &str) -> Option<&'a str> {
    job.document.get(name)?.as_str()
}

/// Where the results of a job's rows go: the log group of the pool and the job, in the account of the
/// job's role.
pub fn log_group(pool: &Pool, job: &ImportJob) -> String {
    let account = member(job, ROLE).and_then(|role| role.split(':').nth(4)).unwrap_or_default();
    let name = member(job, NAME).unwrap_or_default();
    format!(
        "arn:aws:logs:{}:{account}:log-group:/aws/cognito/userpools/{}/{name}",
        pool.region, pool.id
    )
}

/// The statements that start a job which has its file. Unmet as `import_job::RUNNING` while another
/// one of the pool runs.
pub fn started(before: &ImportJob, now_ms: i64) -> (ImportJob, [Statement; 2]) {
    let after = ImportJob { state: State::Pending, started: Some(now_ms), ..before.clone() };
    let update = import_job::update(&after, before.version);
    let run = import_job::run(before.pool, before.id);
    (after, [update, run])
}

/// How much of the file is read, in bytes; none before and after.
pub fn read_bytes(job: &ImportJob) -> Option<u64> {
    let place: step::Place = serde_json::from_str(&job.progress).ok()?;
    Some(place.at)
}

/// What changes of a pool say while an import runs.
pub fn in_progress() -> Refusal {
    refusal::user_import_in_progress("A user import job is in progress for this user pool.")
}
