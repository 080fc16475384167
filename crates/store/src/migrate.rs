//! The numbered migrations and how their files are cut into statements.
//!
//! A migration expands (new tables, new columns with a default); what it replaces is contracted one
//! release later. Its statements can be repeated: each is a transaction of its own where the engine
//! wants that, and an interrupted migration starts again.

use crate::error::Error;

pub(crate) struct Migration {
    pub version: i64,
    pub sql: &'static str,
}

pub(crate) const MIGRATIONS: &[Migration] = &[
    Migration { version: 1, sql: include_str!("../migrations/0001_foundation.sql") },
    Migration { version: 2, sql: include_str!("../migrations/0002_accounts.sql") },
    Migration { version: 3, sql: include_str!("../migrations/0003_limits.sql") },
    Migration { version: 4, sql: include_str!("../migrations/0004_factors.sql") },
    Migration { version: 5, sql: include_str!("../migrations/0005_passkeys.sql") },
    Migration { version: 6, sql: include_str!("../migrations/0006_devices.sql") },
    Migration { version: 7, sql: include_str!("../migrations/0007_federation.sql") },
    Migration { version: 8, sql: include_str!("../migrations/0008_branding.sql") },
    Migration { version: 9, sql: include_str!("../migrations/0009_events.sql") },
    Migration { version: 10, sql: include_str!("../migrations/0010_import.sql") },
    Migration { version: 11, sql: include_str!("../migrations/0011_iam.sql") },
    Migration { version: 12, sql: include_str!("../migrations/0012_identity_pools.sql") },
    Migration { version: 13, sql: include_str!("../migrations/0013_counts.sql") },
];

/// The schema this program works on.
pub(crate) const KNOWN: i64 = MIGRATIONS[MIGRATIONS.len() - 1].version;

/// Where both engines note what they have run. The row of `schema_lock` lets one node migrate at a time.
pub(crate) const VERSION_TABLE: &str = "CREATE TABLE IF NOT EXISTS schema_version (
    version BIGINT NOT NULL,
    PRIMARY KEY (version)
)";
pub(crate) const LOCK_TABLE: &str = "CREATE TABLE IF NOT EXISTS schema_lock (
    id BIGINT NOT NULL,
    PRIMARY KEY (id)
)";

/// The meta row that stands while a restore runs.
pub(crate) const RESTORING: &[u8] = b"restoring";

impl Migration {
    /// The statements without comments and without their final semicolons.
    pub fn statements(&self) -> Vec<String> {
        let code: Vec<&str> =
            self.sql.lines().filter(|line| !line.trim_start().starts_with("--")).collect();
        code.join("\n")
            .split(";\n")
            .map(|statement| statement.trim().trim_end_matches(';').to_owned())
            .filter(|statement| !statement.is_empty())
            .collect()
    }
}

/// Those after `found` up to `until`; refuses a schema newer than this program (ST-4).
pub(crate) fn pending(
    found: i64,
    until: i64,
) -> Result<impl Iterator<Item = &'static Migration>, Error> {
    if found > KNOWN {
        return Err(Error::NewerSchema { found, known: KNOWN });
    }
    Ok(MIGRATIONS.iter().filter(move |m| m.version > found && m.version <= until))
}

/// The tables of schema version `until`, without the runner's own.
pub(crate) fn tables(until: i64) -> Vec<String> {
    MIGRATIONS
        .iter()
        .filter(|migration| migration.version <= until)
        .flat_map(Migration::statements)
        .filter_map(|statement| {
            let name = statement.strip_prefix("CREATE TABLE IF NOT EXISTS ")?;
            name.split_whitespace().next().map(str::to_owned)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_rise_by_one() {
        for (index, migration) in MIGRATIONS.iter().enumerate() {
            assert_eq!(migration.version, index as i64 + 1);
        }
    }

    #[test]
    fn statements_are_single_and_repeatable() {
        for statement in MIGRATIONS.iter().flat_map(Migration::statements) {
            assert!(!statement.contains(';'), "{statement}");
            let words: Vec<&str> = statement.split_whitespace().collect();
            assert!(["CREATE", "ALTER"].contains(&words[0]), "{statement}");
            assert!(statement.contains(" IF NOT EXISTS "), "{statement}");
            if words[0] == "ALTER" {
                // A nullable column without a default: the form that every engine has.
                let form = ["ALTER", "TABLE", words[2], "ADD", "COLUMN", "IF", "NOT", "EXISTS"];
                assert_eq!(words[..8], form, "{statement}");
                assert!(["BIGINT", "BYTEA", "TEXT"].contains(&words[9]), "{statement}");
                assert_eq!(words.len(), 10, "{statement}");
            }
        }
    }

    #[test]
    fn columns_have_the_types_both_engines_share() {
        for statement in MIGRATIONS.iter().flat_map(Migration::statements) {
            for line in statement.lines().skip(1).map(str::trim) {
                let starts = ["PRIMARY KEY", "UNIQUE", ")"];
                if !starts.iter().any(|start| line.starts_with(start)) {
                    let kind = line.split_whitespace().nth(1).unwrap_or_default();
                    assert!(
                        ["BIGINT", "BYTEA", "TEXT"].contains(&kind.trim_end_matches(',')),
                        "{line}"
                    );
                }
            }
        }
    }
}
