//! The vocabulary that every engine speaks: parameters, rows, reads and conditional statements.
//!
//! SQL is written once, in the dialect both engines share: `$1` placeholders, `BIGINT`, `BYTEA`,
//! `TEXT` only for what is never compared, `ON CONFLICT … DO UPDATE`, `RETURNING`.

/// One bound value. The dialect has no other types: times are milliseconds in `Int`, truth is 0 or 1.
#[derive(Clone, PartialEq, Eq)]
pub enum Param {
    Int(i64),
    Bytes(Vec<u8>),
    Text(String),
    Null(NullOf),
}

/// Lengths only: database drivers log parameters at their debug level (LG-1).
impl std::fmt::Debug for Param {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Param::Int(value) => write!(f, "Int({value})"),
            Param::Bytes(value) => write!(f, "Bytes({} bytes)", value.len()),
            Param::Text(value) => write!(f, "Text({} bytes)", value.len()),
            Param::Null(of) => write!(f, "Null({of:?})"),
        }
    }
}

/// PostgreSQL wants to know what a NULL would have been.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NullOf {
    Int,
    Bytes,
    Text,
}

macro_rules! param_from {
    ($($from:ty => |$value:ident| $param:expr, $null:ident;)*) => {$(
        impl From<$from> for Param {
            fn from($value: $from) -> Param { $param }
        }
        impl From<Option<$from>> for Param {
            fn from(value: Option<$from>) -> Param {
                value.map_or(Param::Null(NullOf::$null), Param::from)
            }
        }
    )*};
}

param_from! {
    i64 => |v| Param::Int(v), Int;
    bool => |v| Param::Int(v.into()), Int;
    Vec<u8> => |v| Param::Bytes(v), Bytes;
    &[u8] => |v| Param::Bytes(v.to_vec()), Bytes;
    [u8; 16] => |v| Param::Bytes(v.to_vec()), Bytes;
    [u8; 32] => |v| Param::Bytes(v.to_vec()), Bytes;
    String => |v| Param::Text(v), Text;
    &str => |v| Param::Text(v.to_owned()), Text;
}

/// A read: one SQL statement and its parameters.
#[derive(Clone, Debug)]
pub struct Query {
    pub sql: &'static str,
    pub params: Vec<Param>,
}

/// One row of an answer, columns in the order of the `SELECT`.
#[derive(Clone, Debug)]
pub struct Row(pub Vec<Param>);

/// A column did not hold what the record expects: the schema and the code disagree.
#[derive(Debug, thiserror::Error)]
#[error("column {0} does not hold what the record expects")]
pub struct WrongColumn(pub usize);

impl Row {
    pub fn int(&self, column: usize) -> Result<i64, WrongColumn> {
        match self.0.get(column) {
            Some(Param::Int(value)) => Ok(*value),
            _ => Err(WrongColumn(column)),
        }
    }

    pub fn opt_int(&self, column: usize) -> Result<Option<i64>, WrongColumn> {
        match self.0.get(column) {
            Some(Param::Null(_)) => Ok(None),
            _ => self.int(column).map(Some),
        }
    }

    pub fn flag(&self, column: usize) -> Result<bool, WrongColumn> {
        Ok(self.int(column)? != 0)
    }

    pub fn bytes(&self, column: usize) -> Result<&[u8], WrongColumn> {
        match self.0.get(column) {
            Some(Param::Bytes(value)) => Ok(value),
            _ => Err(WrongColumn(column)),
        }
    }

    pub fn opt_bytes(&self, column: usize) -> Result<Option<&[u8]>, WrongColumn> {
        match self.0.get(column) {
            Some(Param::Null(_)) => Ok(None),
            _ => self.bytes(column).map(Some),
        }
    }

    pub fn id(&self, column: usize) -> Result<[u8; 16], WrongColumn> {
        self.bytes(column)?.try_into().map_err(|_| WrongColumn(column))
    }

    pub fn text(&self, column: usize) -> Result<&str, WrongColumn> {
        match self.0.get(column) {
            Some(Param::Text(value)) => Ok(value),
            _ => Err(WrongColumn(column)),
        }
    }

    pub fn opt_text(&self, column: usize) -> Result<Option<&str>, WrongColumn> {
        match self.0.get(column) {
            Some(Param::Null(_)) => Ok(None),
            _ => self.text(column).map(Some),
        }
    }
}
