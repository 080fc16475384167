//! The place a sealed value belongs to (KEY-3).

use crate::derive::encode_parts;

/// Where a sealed value lives. Opening it anywhere else fails.
#[derive(Clone, Copy)]
pub struct Aad<'a> {
    /// Table, or the name of the artefact for values that leave the database ("secret_block").
    pub table: &'a str,
    pub column: &'a str,
    /// Account id, twelve digits.
    pub account: &'a str,
    /// Pool key; 0 for what belongs to the installation.
    pub pool: i64,
    /// Row id within the table.
    pub row: &'a [u8],
    /// Version of the record, so that an older sealed value cannot be put back.
    pub version: i64,
}

impl Aad<'_> {
    /// The bytes that are authenticated: `header` (format and key version of the sealed value)
    /// and all fields, each behind its length.
    pub(crate) fn encode(&self, header: &[u8]) -> Vec<u8> {
        encode_parts(&[
            header,
            self.table.as_bytes(),
            self.column.as_bytes(),
            self.account.as_bytes(),
            &self.pool.to_be_bytes(),
            self.row,
            &self.version.to_be_bytes(),
        ])
    }
}
