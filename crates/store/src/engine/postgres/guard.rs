//! The guard: a statement that fails on the server when it touches the wrong number of rows.
//!
//! COMMIT leaves before row counts are known, so the server has to judge them: a division by zero
//! (22012) aborts the transaction, and which statement failed tells which demand was unmet.

use std::borrow::Cow;

use crate::batch::{Demand, Statement};

pub(super) fn guarded(statement: &Statement) -> Cow<'static, str> {
    let sql = statement.sql;
    match statement.demand {
        Demand::Any => Cow::Borrowed(sql),
        Demand::Touches(n) => Cow::Owned(touches(sql, n)),
        // One row more than wanted is enough to know.
        Demand::Finds(n) => Cow::Owned(format!(
            "SELECT 1/(CASE WHEN count(*) = {n} THEN 1 ELSE 0 END) FROM (SELECT 1 FROM ({sql}) AS found LIMIT {}) AS w",
            n + 1
        )),
    }
}

pub(super) fn touches(sql: &str, n: i64) -> String {
    format!(
        "WITH w AS ({sql} RETURNING 1) SELECT 1/(CASE WHEN count(*) = {n} THEN 1 ELSE 0 END) FROM w"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::Table;

    fn of(sql: &'static str, demand: Demand) -> Cow<'static, str> {
        let (name, table, key, params) = ("t", Table::Meta, Vec::new(), Vec::new());
        guarded(&Statement { name, table, key, sql, params, demand })
    }

    #[test]
    fn each_demand_has_its_guard() {
        assert_eq!(of("DELETE FROM t", Demand::Any), "DELETE FROM t");
        assert_eq!(
            of("DELETE FROM t", Demand::Touches(2)),
            "WITH w AS (DELETE FROM t RETURNING 1) \
             SELECT 1/(CASE WHEN count(*) = 2 THEN 1 ELSE 0 END) FROM w"
        );
        assert!(of("SELECT 1 FROM t", Demand::Finds(0)).ends_with("LIMIT 1) AS w"));
    }
}
