//! For tests: how SQLite answers a statement, so that no read walks a table by accident.

use rusqlite::Connection;

use crate::engine::sqlite;
use crate::migrate::KNOWN;

/// The steps of `EXPLAIN QUERY PLAN` on an empty database of the current schema, which like every store
/// has no statistics: the plan does not depend on the data.
pub fn of(sql: &str) -> Vec<String> {
    let mut connection = Connection::open_in_memory().expect("memory is a database");
    sqlite::migrate(&mut connection, KNOWN).expect("the migrations run");
    let explain = format!("EXPLAIN QUERY PLAN {sql}");
    let mut statement = connection.prepare(&explain).expect("the statement is valid");
    // Parameters that nobody binds are NULL.
    let steps = statement.raw_query().mapped(|row| row.get(3));
    steps.collect::<Result<_, _>>().expect("the plan is a list of texts")
}

/// Whether all that is read of tables is read by whole keys.
pub fn points(plan: &[String]) -> bool {
    let of_tables = |step: &&String| step.starts_with("SEARCH") || step.starts_with("SCAN");
    let one_row = ["CONSTANT ROW", "SCAN o"];
    plan.iter().filter(of_tables).all(|step| {
        let ranged = step.contains(['<', '>']);
        (step.starts_with("SEARCH") && !ranged) || one_row.iter().any(|one| step.ends_with(one))
    })
}
