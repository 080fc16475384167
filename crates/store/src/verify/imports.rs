//! Imports of users of a live pool.

use super::Run;
use super::pages::{Pages, row_key};
use crate::Error;
use crate::records::import_job;
use crate::statement::Query;

const JOBS: &str = "SELECT id FROM import_job
    WHERE pool = $1 AND id > $2 ORDER BY id LIMIT $3";

/// A pool that says it runs an import, and the job is not one that runs.
const IDLE: &str = "SELECT r.job FROM import_run r WHERE r.pool = $1 AND NOT EXISTS (
    SELECT 1 FROM import_job j WHERE j.pool = r.pool AND j.id = r.job AND j.state BETWEEN 2 AND 4)";

impl Run<'_> {
    pub(super) async fn imports(&mut self, pool: i64) -> Result<(), Error> {
        let mut jobs = Pages::new(self.store, JOBS, vec![pool.into()], vec![Vec::new().into()]);
        while let Some(rows) = jobs.next().await? {
            self.progress("import_job", jobs.rows());
            for row in &rows {
                match import_job::find(self.store, pool, row.id(0)?).await {
                    Ok(_) => {}
                    Err(Error::Corrupt(_)) => {
                        self.found("import_job.readable", pool, row_key(row, 1));
                    }
                    Err(error) => return Err(error),
                }
            }
        }
        let idle = Query { sql: IDLE, params: vec![pool.into()] };
        for row in &self.store.scan(idle).await? {
            self.found("import_run.job", pool, row_key(row, 1));
        }
        Ok(())
    }
}
