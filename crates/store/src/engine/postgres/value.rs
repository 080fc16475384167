//! Parameters and rows on the PostgreSQL wire.

use std::error::Error as StdError;

use bytes::BytesMut;
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};

use crate::error::Error;
use crate::statement::{NullOf, Param, Row};

/// The types are sent with the statement, so that the server guesses nothing.
pub(super) fn types(params: &[Param]) -> Vec<Type> {
    params
        .iter()
        .map(|param| match param {
            Param::Int(_) | Param::Null(NullOf::Int) => Type::INT8,
            Param::Bytes(_) | Param::Null(NullOf::Bytes) => Type::BYTEA,
            Param::Text(_) | Param::Null(NullOf::Text) => Type::TEXT,
        })
        .collect()
}

pub(super) fn borrowed(params: &[Param]) -> Vec<&(dyn ToSql + Sync)> {
    params.iter().map(|param| param as &(dyn ToSql + Sync)).collect()
}

impl ToSql for Param {
    fn to_sql(
        &self,
        kind: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn StdError + Sync + Send>> {
        match self {
            Param::Int(value) => value.to_sql(kind, out),
            Param::Bytes(value) => value.to_sql(kind, out),
            Param::Text(value) => value.to_sql(kind, out),
            Param::Null(_) => Ok(IsNull::Yes),
        }
    }

    fn accepts(kind: &Type) -> bool {
        [Type::INT8, Type::BYTEA, Type::TEXT].contains(kind)
    }

    to_sql_checked!();
}

/// Truth and small integers (`SELECT 1`, `a = b`) become `Int`, as SQLite has them.
pub(super) fn row(found: &tokio_postgres::Row) -> Result<Row, Error> {
    let columns = found.columns().iter().enumerate();
    columns
        .map(|(index, column)| value(found, index, column.type_()))
        .collect::<Result<_, _>>()
        .map(Row)
}

fn value(found: &tokio_postgres::Row, index: usize, kind: &Type) -> Result<Param, Error> {
    let decoded = match *kind {
        Type::INT8 => found.try_get::<_, Option<i64>>(index).map(Param::from),
        Type::INT4 => found.try_get::<_, Option<i32>>(index).map(|v| Param::from(v.map(i64::from))),
        Type::BOOL => found.try_get::<_, Option<bool>>(index).map(Param::from),
        Type::BYTEA => found.try_get::<_, Option<Vec<u8>>>(index).map(Param::from),
        Type::TEXT => found.try_get::<_, Option<String>>(index).map(Param::from),
        _ => return Err(Error::Corrupt(format!("column {index} is of type {kind}"))),
    };
    decoded.map_err(|e| Error::Corrupt(format!("column {index}: {e}")))
}
