//! The address to which a file is uploaded. Whoever has it may: it names the job, sealed, and ends.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use cognate_crypto::{Aad, Purpose};
use cognate_domain::import::UPLOAD_MS;
use cognate_store::records::import_job::ImportJob;

use crate::cx::Cx;
use crate::error::Result;

/// The first segment of the path.
const PATH: &str = "/_import/";

/// The path's rest, if it is one of an upload.
pub fn of_path(path: &str) -> Option<&str> {
    path.strip_prefix(PATH)
}

/// `PreSignedUrl`
pub async fn url(cx: &Cx, job: &ImportJob) -> Result<String> {
    let keys = cx.keys().installation().await?;
    let expires = job.created + UPLOAD_MS;
    let plain = [&job.pool.to_be_bytes()[..], &job.id, &expires.to_be_bytes()].concat();
    let sealed = keys.sealer(Purpose::Import).seal(cx.random(), &aad(cx), &plain);
    Ok(format!("{}{PATH}{}", cx.config().base_url, URL_SAFE_NO_PAD.encode(sealed)))
}

/// Pool and job behind a token; `None` when it is not ours.
pub async fn open(cx: &Cx, token: &str) -> Result<Option<Opened>> {
    let Ok(sealed) = URL_SAFE_NO_PAD.decode(token) else { return Ok(None) };
    let keys = cx.keys().installation().await?;
    let Ok(plain) = keys.sealer(Purpose::Import).open(&aad(cx), &sealed) else { return Ok(None) };
    let Some((pool, rest)) = plain.split_first_chunk::<8>() else { return Ok(None) };
    let Some((id, expires)) = rest.split_first_chunk::<16>() else { return Ok(None) };
    let Ok(expires) = <[u8; 8]>::try_from(expires) else { return Ok(None) };
    let expires_ms = i64::from_be_bytes(expires);
    Ok(Some(Opened { pool: i64::from_be_bytes(*pool), job: *id, expires_ms }))
}

pub struct Opened {
    pub pool: i64,
    pub job: [u8; 16],
    pub expires_ms: i64,
}

fn aad(cx: &Cx) -> Aad<'_> {
    let account = &cx.config().account;
    Aad { table: "import_job", column: "upload", account, pool: 0, row: &[], version: 1 }
}
