//! From the shared dialect to SQLite's: types of DDL, numbered placeholders, rows.

use rusqlite::types::{ToSqlOutput, Value, ValueRef};
use rusqlite::{Statement, ToSql};

use crate::statement::{NullOf, Param, Row};

/// STRICT makes SQLite check column types as PostgreSQL does; WITHOUT ROWID keeps a table in the order
/// of its primary key, without a second tree.
pub(crate) fn ddl(statement: &str) -> String {
    let mut text = statement.replace(" BYTEA", " BLOB").replace(" BIGINT", " INTEGER");
    if text.starts_with("CREATE TABLE") {
        text.push_str(" STRICT, WITHOUT ROWID");
    }
    // SQLite cannot ask whether a column is there; a migration is one transaction, so it is not.
    if text.starts_with("ALTER TABLE") {
        text = text.replace(" IF NOT EXISTS", "");
    }
    text
}

/// Binds by the number in the placeholder's name: to SQLite `$2` is a name, and names are counted in
/// the order in which they first appear.
pub(crate) fn bind(statement: &mut Statement<'_>, params: &[Param]) -> rusqlite::Result<()> {
    let found = statement.parameter_count();
    for index in 1..=found {
        let number = statement
            .parameter_name(index)
            .and_then(|name| name.strip_prefix('$'))
            .and_then(|digits| digits.parse::<usize>().ok());
        let param = number.and_then(|n| params.get(n.checked_sub(1)?));
        match param {
            Some(param) => statement.raw_bind_parameter(index, param)?,
            None => return Err(rusqlite::Error::InvalidParameterCount(params.len(), found)),
        }
    }
    Ok(())
}

impl ToSql for Param {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Param::Int(value) => ToSqlOutput::Owned(Value::Integer(*value)),
            Param::Bytes(value) => ToSqlOutput::Borrowed(ValueRef::Blob(value)),
            Param::Text(value) => ToSqlOutput::Borrowed(ValueRef::Text(value.as_bytes())),
            Param::Null(_) => ToSqlOutput::Owned(Value::Null),
        })
    }
}

/// A row as the dialect has it. A NULL does not say of what: `Row` asks its readers.
pub(crate) fn row(found: &rusqlite::Row<'_>, columns: usize) -> rusqlite::Result<Row> {
    // Collecting results would not know how many there will be.
    let mut values = Vec::with_capacity(columns);
    for index in 0..columns {
        values.push(match found.get_ref(index)? {
            ValueRef::Integer(value) => Param::Int(value),
            ValueRef::Blob(value) => Param::Bytes(value.to_vec()),
            ValueRef::Text(value) => match std::str::from_utf8(value) {
                Ok(text) => Param::Text(text.to_owned()),
                Err(wrong) => return Err(rusqlite::Error::Utf8Error(index, wrong)),
            },
            ValueRef::Null => Param::Null(NullOf::Bytes),
            ValueRef::Real(_) => {
                let real = rusqlite::types::Type::Real;
                return Err(rusqlite::Error::InvalidColumnType(
                    index,
                    "a real number".to_owned(),
                    real,
                ));
            }
        });
    }
    Ok(Row(values))
}

/// All rows of a read.
pub(super) fn rows(
    connection: &rusqlite::Connection,
    sql: &str,
    params: &[Param],
) -> rusqlite::Result<Vec<Row>> {
    let mut statement = connection.prepare_cached(sql)?;
    bind(&mut statement, params)?;
    let columns = statement.column_count();
    let mut found = statement.raw_query();
    let mut all = Vec::new();
    while let Some(next) = found.next()? {
        all.push(row(next, columns)?);
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_bind_by_number_whatever_their_order_and_repetition() {
        let connection = rusqlite::Connection::open_in_memory().unwrap();
        let params = [Param::Int(1), Param::from("two"), Param::Int(3)];
        let found = rows(&connection, "SELECT $3, $1, $3, $2", &params).unwrap();
        assert_eq!(found[0].0, [Param::Int(3), Param::Int(1), Param::Int(3), Param::from("two")]);
        assert!(rows(&connection, "SELECT $4", &params).is_err());
    }

    #[test]
    fn tables_become_strict_and_ordered_by_their_key() {
        assert_eq!(
            ddl("CREATE TABLE IF NOT EXISTS t (\n    a BIGINT NOT NULL,\n    b BYTEA\n)"),
            "CREATE TABLE IF NOT EXISTS t (\n    a INTEGER NOT NULL,\n    b BLOB\n) STRICT, WITHOUT ROWID"
        );
    }

    #[test]
    fn columns_are_added_without_asking() {
        assert_eq!(
            ddl("ALTER TABLE t ADD COLUMN IF NOT EXISTS a BYTEA"),
            "ALTER TABLE t ADD COLUMN a BLOB"
        );
    }
}
