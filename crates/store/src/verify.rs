//! Do the rows still say what they must (ST-5)? For `cognate verify` and after every storage test.
//!
//! Walks all tables page by page, never holding more than a page, while others write: whatever looks
//! wrong is read again before it is reported.

mod codes;
mod configuration;
mod federation;
mod groups;
mod iam;
mod identity_pools;
mod imports;
mod orphans;
mod pages;
mod passkeys;
mod sessions;
mod users;

use cognate_domain::Pool;

use crate::records::user_pool;
use crate::{Error, Store};
use pages::Pages;

/// Findings after which verification stops: something is thoroughly wrong.
pub const FINDINGS_MAX: usize = 1_000;

/// A row that breaks an invariant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The invariant: `<table>.<what>`, stable.
    pub rule: &'static str,
    /// Row key of the pool.
    pub pool: i64,
    /// The rest of the row's key, for people. No secrets, no personal data.
    pub row: String,
}

/// A pool whose counter rows and users differ. Nodes add what they counted with a delay, so on a
/// store in use small differences are normal; `user_count::add` of the difference corrects them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recount {
    pub pool: i64,
    pub recorded: i64,
    pub counted: i64,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// At most about [`FINDINGS_MAX`].
    pub findings: Vec<Finding>,
    pub recounts: Vec<Recount>,
}

/// How far verification is: rows read of this table, all pools together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    pub table: &'static str,
    pub rows: u64,
}

/// What one run carries along.
struct Run<'a> {
    store: &'a Store,
    progress: &'a mut (dyn FnMut(Progress) + Send),
    report: Report,
}

/// Checks every invariant that the records promise. `progress` is called once per page.
pub async fn verify(
    store: &Store,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<Report, Error> {
    let mut run = Run { store, progress, report: Report::default() };
    let mut pools = Pages::new(store, POOLS, Vec::new(), vec![Vec::new().into()]);
    while let Some(rows) = pools.next().await? {
        run.progress("user_pool", pools.rows());
        for row in &rows {
            let (id, key) = (pages::text(row, 0), row.int(1)?);
            match user_pool::find_by_key(store, key).await {
                Ok(Some(pool)) if !pool.deleting => run.pool(&pool).await?,
                Ok(_) => {} // Being deleted: what is left of it is unreachable.
                Err(Error::Corrupt(_)) => run.found("user_pool.readable", key, id),
                Err(error) => return Err(error),
            }
            if run.is_full() {
                return Ok(run.report);
            }
        }
    }
    run.iam().await?;
    run.identity_pools().await?;
    run.orphans().await?;
    run.messages().await?;
    Ok(run.report)
}

const POOLS: &str = "SELECT id, pool FROM user_pool WHERE id > $1 ORDER BY id LIMIT $2";

impl Run<'_> {
    async fn pool(&mut self, pool: &Pool) -> Result<(), Error> {
        self.configuration(pool.key).await?;
        self.federation(pool.key).await?;
        self.imports(pool.key).await?;
        self.users(pool).await?;
        self.codes(pool.key).await?;
        self.passkeys(pool.key).await?;
        self.tracked_sessions(pool.key).await
    }

    fn found(&mut self, rule: &'static str, pool: i64, row: impl Into<String>) {
        self.report.findings.push(Finding { rule, pool, row: row.into() });
    }

    fn progress(&mut self, table: &'static str, rows: u64) {
        (self.progress)(Progress { table, rows });
    }

    fn is_full(&self) -> bool {
        self.report.findings.len() >= FINDINGS_MAX
    }
}
