//! Taking the file: `PUT` to the job's address, as to a bucket with a pre-signed URL. Errors are
//! worded as the bucket's, because that is what clients of such addresses expect.

use std::net::IpAddr;

use bytes::{Bytes, BytesMut};
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Method, Request, Response, StatusCode};

use cognate_crypto::{Aad, Purpose};
use cognate_domain::Pool;
use cognate_domain::import::FILE_BYTES_MAX;
use cognate_store::batch::{Batch, Outcome};
use cognate_store::records::import_chunk::{self, CHUNK_BYTES, Key};
use cognate_store::records::import_job::{self, ImportJob};
use cognate_store::records::user_pool;

use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::imports::{takes_upload, token};
use crate::keys::PoolKeys;
use crate::node::Node;

/// An upload under way: holds one piece of the file at a time.
pub struct Upload {
    cx: Cx,
    job: ImportJob,
    pool_id: String,
    keys: std::sync::Arc<PoolKeys>,
    id: [u8; 16],
    piece: BytesMut,
    pieces: i64,
    bytes: i64,
    lines: i64,
}

/// Why a file is not taken: the status, the bucket's code, a sentence.
#[derive(Debug, thiserror::Error)]
#[error("{2}")]
pub struct NotTaken(StatusCode, &'static str, &'static str);

const FORBIDDEN: NotTaken =
    NotTaken(StatusCode::FORBIDDEN, "AccessDenied", "The address is not valid.");
const EXPIRED: NotTaken = NotTaken(StatusCode::FORBIDDEN, "AccessDenied", "Request has expired");
const STARTED: NotTaken =
    NotTaken(StatusCode::FORBIDDEN, "AccessDenied", "The job has been started, or has expired.");
const OVERTAKEN: NotTaken = NotTaken(
    StatusCode::CONFLICT,
    "OperationAborted",
    "Another upload of the file came in between. Try again.",
);
const TOO_LARGE: NotTaken = NotTaken(
    StatusCode::BAD_REQUEST,
    "EntityTooLarge",
    "Your proposed upload exceeds the maximum allowed size",
);
const FAILED: NotTaken = NotTaken(
    StatusCode::INTERNAL_SERVER_ERROR,
    "InternalError",
    "We encountered an internal error. Please try again.",
);

impl From<Error> for NotTaken {
    fn from(error: Error) -> NotTaken {
        tracing::error!(code = %error.code, cause = ?error.cause(), "an upload failed");
        FAILED
    }
}

impl From<cognate_store::Error> for NotTaken {
    fn from(error: cognate_store::Error) -> NotTaken {
        Error::from(error).into()
    }
}

/// Is this the path of an upload?
pub fn is_upload(path: &str) -> bool {
    token::of_path(path).is_some()
}

/// An upload whose body is here already. None when the path is another.
pub async fn answer(
    node: &Node,
    request: &Request<Bytes>,
    source: IpAddr,
    request_id: &str,
) -> Option<Response<Bytes>> {
    let (method, path) = (request.method(), request.uri().path());
    token::of_path(path)?;
    let taken = async {
        let mut upload = Upload::begin(node, method, path, source, request_id).await?;
        upload.take(request.body()).await?;
        upload.finish().await
    };
    Some(response(taken.await))
}

/// The answer to an upload.
pub fn response(taken: std::result::Result<(), NotTaken>) -> Response<Bytes> {
    let Err(NotTaken(status, code, message)) = taken else { return Response::new(Bytes::new()) };
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <Error><Code>{code}</Code><Message>{message}</Message></Error>"
    );
    let mut response = Response::new(Bytes::from(body));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/xml"));
    response
}

impl Upload {
    /// Checks the address, and removes what earlier uploads left that were not completed.
    pub async fn begin(
        node: &Node,
        method: &Method,
        path: &str,
        source: IpAddr,
        request_id: &str,
    ) -> std::result::Result<Upload, NotTaken> {
        let cx = Cx::unsigned(node.clone(), ("Upload", "imports"), source, request_id);
        let token = token::of_path(path).filter(|_| method == Method::PUT).ok_or(FORBIDDEN)?;
        let opened = token::open(&cx, token).await?.ok_or(FORBIDDEN)?;
        if cx.now_ms() >= opened.expires_ms {
            return Err(EXPIRED);
        }
        let pool = cx.pool_by_key(opened.pool).await?.ok_or(FORBIDDEN)?;
        let job = import_job::find(cx.store(), pool.key, opened.job).await?.ok_or(FORBIDDEN)?;
        if !takes_upload(&job, cx.now_ms()) {
            return Err(STARTED);
        }
        Upload::of(&cx, &pool, job).await
    }

    /// The file of a job that whoever calls has in hand.
    pub async fn of(cx: &Cx, pool: &Pool, job: ImportJob) -> std::result::Result<Upload, NotTaken> {
        sweep(cx, &job).await?;
        let keys = cx.keys().pool(pool.key).await?;
        let (cx, id, pool_id) = (cx.clone(), cx.random().array(), pool.id.clone());
        let piece = BytesMut::with_capacity(CHUNK_BYTES);
        Ok(Upload { cx, job, pool_id, keys, id, piece, pieces: 0, bytes: 0, lines: 0 })
    }

    /// The size that the client announces, if it does.
    pub fn expect(&self, bytes: Option<u64>) -> std::result::Result<(), NotTaken> {
        match bytes.is_some_and(|bytes| bytes > FILE_BYTES_MAX as u64) {
            true => Err(TOO_LARGE),
            false => Ok(()),
        }
    }

    /// The next bytes of the file.
    pub async fn take(&mut self, mut bytes: &[u8]) -> std::result::Result<(), NotTaken> {
        self.bytes += bytes.len() as i64;
        if self.bytes > FILE_BYTES_MAX {
            return Err(TOO_LARGE);
        }
        self.lines += bytes.iter().filter(|byte| **byte == b'\n').count() as i64;
        while !bytes.is_empty() {
            let (now, later) = bytes.split_at(bytes.len().min(CHUNK_BYTES - self.piece.len()));
            self.piece.extend_from_slice(now);
            bytes = later;
            if self.piece.len() == CHUNK_BYTES {
                self.flush().await?;
            }
        }
        Ok(())
    }

    /// The file is whole: from here on it is the job's.
    pub async fn finish(mut self) -> std::result::Result<(), NotTaken> {
        if !self.piece.is_empty() {
            self.flush().await?;
        }
        let store = self.cx.store();
        for _ in 0..crate::users::TRIES {
            let there = import_chunk::count(store, self.job.pool, self.job.id, self.id).await?;
            if there != self.pieces {
                return Err(OVERTAKEN);
            }
            let found = import_job::find(store, self.job.pool, self.job.id).await?;
            let before = found.filter(|job| takes_upload(job, self.cx.now_ms())).ok_or(STARTED)?;
            let after = ImportJob {
                upload: Some(self.id),
                file_bytes: self.bytes,
                file_lines: self.lines,
                ..before.clone()
            };
            let batch = Batch::new()
                .with(user_pool::check_live(&self.pool_id))
                .with(import_job::update(&after, before.version));
            if store.write(batch).await? == Outcome::Committed {
                sweep(&self.cx, &after).await?;
                return Ok(());
            }
        }
        Err(OVERTAKEN)
    }

    async fn flush(&mut self) -> std::result::Result<(), NotTaken> {
        let key = Key { pool: self.job.pool, job: self.job.id, upload: self.id, n: self.pieces };
        let row = row(&key);
        let aad = aad(&self.cx, key.pool, &row);
        let sealer = self.keys.sealer(Purpose::Import);
        let sealed = sealer.seal(self.cx.random(), &aad, &self.piece);
        let batch = Batch::new()
            .with(user_pool::check_live(&self.pool_id))
            .with(import_chunk::insert(key, sealed));
        match self.cx.store().write(batch).await? {
            Outcome::Committed => {}
            Outcome::Unmet(_) => return Err(FORBIDDEN),
        }
        self.piece.clear();
        self.pieces += 1;
        Ok(())
    }
}

/// A piece of a file, opened.
pub(super) async fn piece(
    cx: &Cx,
    keys: &PoolKeys,
    key: Key,
) -> Result<zeroize::Zeroizing<Vec<u8>>> {
    let sealed = import_chunk::find(cx.store(), key).await?;
    let sealed = sealed.ok_or_else(|| Error::internal("a piece of an uploaded file is gone"))?;
    let row = row(&key);
    Ok(keys.sealer(Purpose::Import).open(&aad(cx, key.pool, &row), &sealed)?)
}

fn row(key: &Key) -> Vec<u8> {
    [&key.job[..], &key.upload, &key.n.to_be_bytes()].concat()
}

fn aad<'a>(cx: &'a Cx, pool: i64, row: &'a [u8]) -> Aad<'a> {
    let account = &cx.config().account;
    Aad { table: "import_chunk", column: "sealed", account, pool, row, version: 1 }
}

/// Removes what is not the job's file.
async fn sweep(cx: &Cx, job: &ImportJob) -> std::result::Result<(), NotTaken> {
    while let Some(delete) = import_chunk::sweep(cx.store(), job.pool, job.id, job.upload).await? {
        cx.store().write(Batch::new().with(delete)).await?;
    }
    Ok(())
}
