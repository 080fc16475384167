//! Altering a pool's schema: first looked at, then done, user by user.

use std::collections::BTreeMap;

use cognate_domain::attribute::Schema;
use cognate_domain::pool::Head;
use cognate_domain::schema_change::{self, Change};
use cognate_domain::{Pool, Sub, User};
use cognate_store::batch::{Batch, Outcome};
use cognate_store::records::{user, user_pool};

use super::event;
use crate::configuration;
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::users;

/// Users read at a time.
const PAGE: i64 = 500;

/// What was found, and done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    pub users: u64,
    /// Users whose attributes change, or have changed.
    pub changed: u64,
    /// Users that do not fit the changed schema, by attribute and reason.
    pub problems: BTreeMap<(String, &'static str), u64>,
    /// Users that kept moving and were left as they are; run it again.
    pub skipped: u64,
}

/// Look only, or do it?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    DryRun,
    Apply,
}

/// Applies the changes to the schema, and then to every user. It can be repeated after an interruption:
/// `resumed` skips the schema, which was changed the first time.
///
/// `InvalidParameterException` for changes that are not possible; nothing is written then.
pub async fn alter(
    cx: &Cx,
    pool: &Pool,
    changes: &[Change],
    mode: Mode,
    progress: &mut (dyn FnMut(u64) + Send),
) -> Result<Report> {
    let document = schema_change::schema(pool, changes)
        .map_err(|impossible| Error::invalid_parameter(impossible.to_string()))?;
    let after = Pool::assemble(head(pool, cx.now_ms()), document).map_err(Error::internal)?;
    if mode == Mode::Apply {
        let batch = Batch::new()
            .with(user_pool::update(&after, pool.version))
            .with(event(cx, &pool.id, "schema"));
        let changed = [configuration::user_pool(cx, &pool.id)];
        if configuration::write(cx, batch, &changed).await? != Outcome::Committed {
            return Err(Error::too_many_requests());
        }
    }
    users_of(cx, &after, changes, mode, progress).await
}

async fn users_of(
    cx: &Cx,
    pool: &Pool,
    changes: &[Change],
    mode: Mode,
    progress: &mut (dyn FnMut(u64) + Send),
) -> Result<Report> {
    let schema = &pool.rules.schema;
    let mut report = Report::default();
    let mut after: Option<Sub> = None;
    loop {
        let page = user::page(cx.store(), pool.key, after, PAGE).await?;
        let Some(last) = page.last() else { return Ok(report) };
        after = Some(last.sub);
        for user in page {
            report.users += 1;
            change_user(cx, pool, schema, changes, mode, user, &mut report).await?;
        }
        progress(report.users);
    }
}

async fn change_user(
    cx: &Cx,
    pool: &Pool,
    schema: &Schema,
    changes: &[Change],
    mode: Mode,
    user: User,
    report: &mut Report,
) -> Result<()> {
    let mut user = user;
    for _ in 0..users::TRIES {
        let outcome = schema_change::user(schema, changes, &user.attributes);
        let Some(attributes) = outcome.attributes.clone() else {
            count(report, outcome, false);
            return Ok(());
        };
        if mode == Mode::DryRun {
            count(report, outcome, true);
            return Ok(());
        }
        let after = User { attributes, modified: cx.now_ms(), ..user.clone() };
        let batch = users::batch(users::update(pool, &user, &after));
        if cx.store().write(batch).await? == Outcome::Committed {
            count(report, outcome, true);
            return Ok(());
        }
        match user::find(cx.store(), pool.key, user.sub).await? {
            Some(again) => user = again,
            None => return Ok(()),
        }
    }
    report.skipped += 1;
    Ok(())
}

fn count(report: &mut Report, outcome: schema_change::Outcome, changed: bool) {
    report.changed += u64::from(changed);
    for problem in outcome.problems {
        *report.problems.entry(problem).or_default() += 1;
    }
}

fn head(pool: &Pool, now_ms: i64) -> Head {
    Head {
        key: pool.key,
        id: pool.id.clone(),
        region: pool.region.clone(),
        version: pool.version,
        created: pool.created,
        modified: now_ms,
        deleting: pool.deleting,
        fold_version: pool.fold_version,
    }
}
