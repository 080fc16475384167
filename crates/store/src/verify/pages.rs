//! Keyset paging for reads of whole tables.

use std::fmt::Write;

use crate::statement::{Param, Query, Row};
use crate::{Error, Store};

const PAGE_ROWS: i64 = 500;

/// The pages of a query whose parameters are: fixed ones, the key after which the page starts, and
/// the number of rows; and whose rows begin with that key.
pub struct Pages<'a> {
    store: &'a Store,
    sql: &'static str,
    fixed: Vec<Param>,
    after: Vec<Param>,
    rows: u64,
    done: bool,
}

impl<'a> Pages<'a> {
    /// `before_first` sorts before every key.
    pub fn new(
        store: &'a Store,
        sql: &'static str,
        fixed: Vec<Param>,
        before_first: Vec<Param>,
    ) -> Pages<'a> {
        Pages { store, sql, fixed, after: before_first, rows: 0, done: false }
    }

    /// The next page, never an empty one.
    pub async fn next(&mut self) -> Result<Option<Vec<Row>>, Error> {
        if self.done {
            return Ok(None);
        }
        let params = [self.fixed.as_slice(), &self.after, &[PAGE_ROWS.into()]].concat();
        let rows = self.store.scan(Query { sql: self.sql, params }).await?;
        self.done = (rows.len() as i64) < PAGE_ROWS;
        self.rows += rows.len() as u64;
        let Some(last) = rows.last() else { return Ok(None) };
        self.after = last.0[..self.after.len()].to_vec();
        Ok(Some(rows))
    }

    pub fn rows(&self) -> u64 {
        self.rows
    }
}

/// A key column as people read it: text where it is printable ASCII, else hexadecimal.
pub fn text(row: &Row, column: usize) -> String {
    match row.0.get(column) {
        Some(Param::Int(value)) => value.to_string(),
        Some(Param::Bytes(bytes)) if bytes.iter().all(u8::is_ascii_graphic) => {
            String::from_utf8_lossy(bytes).into_owned()
        }
        Some(Param::Bytes(bytes)) => bytes.iter().fold(String::new(), |mut hex, byte| {
            write!(hex, "{byte:02x}").expect("writing to a String");
            hex
        }),
        _ => String::new(),
    }
}

/// The first columns of a row.
pub fn row_key(row: &Row, columns: usize) -> String {
    (0..columns).map(|column| text(row, column)).collect::<Vec<_>>().join(" ")
}
