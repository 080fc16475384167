//! How jobs end.

use cognate_domain::import::State;
use cognate_store::batch::Statement;
use cognate_store::records::import_job::{self, ImportJob};

pub const COMPLETED: &str = "Import Job Completed Successfully.";
pub const STOPPED: &str = "The Import Job was stopped by the developer.";
const EXPIRED: &str = "The import job has expired: it was not started within 24 hours.";

/// The statements that end a job, on condition that it is as read. Its file is removed later.
pub fn finished(before: &ImportJob, state: State, message: &str, now_ms: i64) -> Vec<Statement> {
    let after = ImportJob {
        state,
        completed: Some(now_ms),
        message: Some(message.to_owned()),
        progress: String::new(),
        ..before.clone()
    };
    vec![import_job::update(&after, before.version), import_job::end_run(before.pool, before.id)]
}

/// The statements of a job that was not started in time.
pub fn expire(before: &ImportJob, now_ms: i64) -> Vec<Statement> {
    finished(before, State::Expired, EXPIRED, now_ms)
}

/// The job that is asked to stop; `None` when it does not run.
pub fn stop(before: &ImportJob) -> Option<ImportJob> {
    match before.state {
        State::Pending | State::InProgress => {
            Some(ImportJob { state: State::Stopping, ..before.clone() })
        }
        _ => None,
    }
}
