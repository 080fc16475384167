//! One group of batches in one transaction, one fsync for all.
//!
//! As a rule all of them are met, and then nothing has to be undone. Only a group in which one is not
//! goes through savepoints, from the beginning: for those SQLite copies every page that a batch is about
//! to change, which is a twentieth of what a sign-up costs.

use rusqlite::Connection;

use super::dialect::bind;
use super::fault;
use crate::batch::{Demand, Outcome, Statement};
use crate::error::Error;

/// What each batch of the group is told, once the group is committed. `Err`: nothing of the group was
/// written. A batch that was unmet is in the same boat: it was judged beside the others' changes.
pub(super) fn commit<'a>(
    connection: &Connection,
    batches: impl Iterator<Item = &'a [Statement]> + Clone,
) -> Result<Vec<Result<Outcome, Error>>, Error> {
    let outcomes = attempt(connection, batches);
    if outcomes.is_err() && !connection.is_autocommit() {
        // Some failures have rolled back already, some (a COMMIT without space) have not.
        run(connection, "ROLLBACK").map_err(|e| fault::of_engine(&e))?;
    }
    outcomes.map_err(|e| fault::of_engine(&e))
}

/// Checks alone, on a connection that only reads: in one snapshot, which a single statement has by
/// itself.
pub(super) fn check(connection: &Connection, checks: &[Statement]) -> Result<Outcome, Error> {
    let judged = match checks {
        [_] => judge(connection, checks),
        _ => connection.unchecked_transaction().and_then(|snapshot| judge(&snapshot, checks)),
    };
    judged.map_err(|e| fault::of_engine(&e))?
}

fn attempt<'a>(
    connection: &Connection,
    batches: impl Iterator<Item = &'a [Statement]> + Clone,
) -> rusqlite::Result<Vec<Result<Outcome, Error>>> {
    run(connection, "BEGIN IMMEDIATE")?;
    let outcomes = match all_met(connection, batches.clone())? {
        Some(outcomes) => outcomes,
        None => {
            run(connection, "ROLLBACK")?;
            run(connection, "BEGIN IMMEDIATE")?;
            batches.map(|batch| settle(connection, batch)).collect::<rusqlite::Result<_>>()?
        }
    };
    run(connection, "COMMIT")?;
    Ok(outcomes)
}

/// `None` at the first batch that is not met, or cannot be run: some of its changes may have been made.
fn all_met<'a>(
    connection: &Connection,
    batches: impl Iterator<Item = &'a [Statement]>,
) -> rusqlite::Result<Option<Vec<Result<Outcome, Error>>>> {
    let mut outcomes = Vec::new();
    for batch in batches {
        match judge(connection, batch)? {
            Ok(Outcome::Committed) => outcomes.push(Ok(Outcome::Committed)),
            _ => return Ok(None),
        }
    }
    Ok(Some(outcomes))
}

/// One batch in its savepoint. `Err` concerns the whole group.
fn settle(
    connection: &Connection,
    batch: &[Statement],
) -> rusqlite::Result<Result<Outcome, Error>> {
    run(connection, "SAVEPOINT batch")?;
    let outcome = judge(connection, batch)?;
    if !matches!(outcome, Ok(Outcome::Committed)) {
        run(connection, "ROLLBACK TO batch")?;
    }
    run(connection, "RELEASE batch")?;
    Ok(outcome)
}

fn judge(connection: &Connection, batch: &[Statement]) -> rusqlite::Result<Result<Outcome, Error>> {
    for statement in batch {
        match is_met(connection, statement) {
            Ok(true) => {}
            Ok(false) => return Ok(Ok(Outcome::Unmet(statement.name))),
            Err(e) if fault::is_unique_violation(&e) => {
                return Ok(Ok(Outcome::Unmet(statement.name)));
            }
            Err(e) if fault::is_of_statement(&e) => {
                return Ok(Err(fault::of_statement(statement.name, &e)));
            }
            Err(e) => return Err(e),
        }
    }
    Ok(Ok(Outcome::Committed))
}

fn is_met(connection: &Connection, statement: &Statement) -> rusqlite::Result<bool> {
    let mut prepared = connection.prepare_cached(statement.sql)?;
    bind(&mut prepared, &statement.params)?;
    match statement.demand {
        Demand::Any => prepared.raw_execute().map(|_| true),
        Demand::Touches(n) => Ok(prepared.raw_execute()? as i64 == n),
        Demand::Finds(n) => {
            let mut rows = prepared.raw_query();
            let mut found = 0;
            while found <= n && rows.next()?.is_some() {
                found += 1;
            }
            Ok(found == n)
        }
    }
}

fn run(connection: &Connection, sql: &str) -> rusqlite::Result<()> {
    connection.prepare_cached(sql)?.raw_execute().map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::Table;

    fn put(n: i64, bytes: usize) -> Vec<Statement> {
        let sql = "INSERT INTO t (n, data) VALUES ($1, $2)";
        let params = vec![n.into(), vec![0_u8; bytes].into()];
        let (name, table, key, demand) = ("put", Table::Meta, Vec::new(), Demand::Touches(1));
        vec![Statement { name, table, key, sql, params, demand }]
    }

    fn run_group(
        connection: &Connection,
        batches: &[Vec<Statement>],
    ) -> Result<Vec<Outcome>, Error> {
        let outcomes = commit(connection, batches.iter().map(Vec::as_slice))?;
        outcomes.into_iter().collect()
    }

    fn rows(connection: &Connection) -> i64 {
        connection.query_row("SELECT count(*) FROM t", [], |row| row.get(0)).unwrap()
    }

    #[test]
    fn an_unmet_batch_leaves_the_others_of_its_group_alone() {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch("CREATE TABLE t (n PRIMARY KEY, data)").unwrap();
        let outcomes = run_group(&connection, &[put(1, 1), put(1, 1), put(2, 1)]).unwrap();
        assert_eq!(outcomes, [Outcome::Committed, Outcome::Unmet("put"), Outcome::Committed]);
        assert_eq!(rows(&connection), 2);
    }

    #[test]
    fn of_an_unmet_batch_nothing_stays() {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch("CREATE TABLE t (n PRIMARY KEY, data)").unwrap();
        let half = [put(3, 1), put(1, 1)].concat();
        let outcomes = run_group(&connection, &[put(1, 1), half.clone(), put(2, 1)]).unwrap();
        assert_eq!(outcomes, [Outcome::Committed, Outcome::Unmet("put"), Outcome::Committed]);
        // As the first one, and alone.
        let outcomes = run_group(&connection, &[half.clone(), put(4, 1)]).unwrap();
        assert_eq!(outcomes, [Outcome::Unmet("put"), Outcome::Committed]);
        assert_eq!(run_group(&connection, &[half]).unwrap(), [Outcome::Unmet("put")]);
        let kept = "SELECT group_concat(n) FROM (SELECT n FROM t ORDER BY n)";
        let kept: String = connection.query_row(kept, [], |row| row.get(0)).unwrap();
        assert_eq!(kept, "1,2,4");
    }

    /// Even the unmet one: it was unmet beside a change that is undone.
    #[test]
    fn st_6_a_group_that_does_not_fit_fails_whole_and_the_next_succeeds() {
        let connection = Connection::open_in_memory().unwrap();
        connection
            .execute_batch("CREATE TABLE t (n PRIMARY KEY, data); PRAGMA max_page_count = 20")
            .unwrap();
        let full = run_group(&connection, &[put(1, 1), put(1, 1), put(2, 200_000), put(3, 1)]);
        assert!(matches!(full, Err(Error::DiskFull)));
        assert!(connection.is_autocommit());
        assert_eq!(rows(&connection), 0);
        assert_eq!(run_group(&connection, &[put(1, 1)]).unwrap(), [Outcome::Committed]);
    }
}
