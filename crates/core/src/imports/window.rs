//! A stretch of the file, and the lines in it.

use cognate_store::records::import_chunk::{CHUNK_BYTES, Key};
use cognate_store::records::import_job::ImportJob;
use zeroize::Zeroizing;

use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::imports::upload::piece;
use crate::keys::PoolKeys;

/// Two pieces of the file at most: any row that may be fits into one.
pub struct Window {
    bytes: Zeroizing<Vec<u8>>,
    /// Where it begins in the file.
    from: u64,
    /// It ends where the file ends.
    is_last: bool,
}

/// What begins at a place of the file.
pub enum Line<'a> {
    /// The line without its end, and where the next one begins.
    Whole(&'a [u8], u64),
    /// It does not end within the window, whose end this is.
    Open(u64),
    /// The file has ended.
    End,
}

impl Window {
    /// From this place on.
    pub async fn read(cx: &Cx, keys: &PoolKeys, job: &ImportJob, from: u64) -> Result<Window> {
        let upload = job.upload.ok_or_else(|| Error::internal("an import without a file"))?;
        let size = u64::try_from(job.file_bytes).map_err(Error::internal)?;
        let chunk = CHUNK_BYTES as u64;
        let mut bytes = Zeroizing::new(Vec::with_capacity(2 * CHUNK_BYTES));
        let first = from / chunk;
        let mut end = first * chunk;
        for n in first..first + 2 {
            if n * chunk >= size {
                break;
            }
            let n = n as i64;
            let key = Key { pool: job.pool, job: job.id, upload, n };
            bytes.extend_from_slice(&piece(cx, keys, key).await?);
            end = first * chunk + bytes.len() as u64;
        }
        let skipped = usize::try_from(from % chunk).map_err(Error::internal)?.min(bytes.len());
        bytes.drain(..skipped);
        Ok(Window { bytes, from, is_last: end >= size })
    }

    pub fn from(&self) -> u64 {
        self.from
    }

    pub fn line(&self, at: u64) -> Line<'_> {
        let start = usize::try_from(at.saturating_sub(self.from)).unwrap_or(usize::MAX);
        let rest = self.bytes.get(start..).unwrap_or_default();
        match rest.iter().position(|byte| *byte == b'\n') {
            Some(end) => Line::Whole(without_return(&rest[..end]), at + end as u64 + 1),
            None if !self.is_last => Line::Open(self.from + self.bytes.len() as u64),
            None if rest.is_empty() => Line::End,
            None => Line::Whole(without_return(rest), at + rest.len() as u64),
        }
    }
}

fn without_return(line: &[u8]) -> &[u8] {
    line.strip_suffix(b"\r").unwrap_or(line)
}
