//! Reads a request's body under its limit and its time, before anything else is done with it (IL-2).

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use hyper::body::{Body, Incoming};
use tokio::time::{Instant, timeout_at};

use crate::application::Refused;

/// What is still taken from a client whose body is too large, so that it reads the answer instead of
/// finding its connection reset.
const DRAINED_BYTES_MAX: usize = 2 << 20;
const DRAINED_SECONDS: u64 = 2;

/// A large body as it arrives, however long that takes in all: the route has an end of its own.
pub struct Pieces {
    body: Incoming,
    patience: Duration,
}

impl Pieces {
    /// Each piece may be waited for this long.
    pub fn new(body: Incoming, patience: Duration) -> Pieces {
        Pieces { body, patience }
    }

    /// The size that the client announced, in bytes; a body in chunks announces none.
    pub fn announced(&self) -> Option<u64> {
        self.body.size_hint().exact()
    }

    /// The next piece; `None` at the end.
    pub async fn next(&mut self) -> Result<Option<Bytes>, Refused> {
        loop {
            let until = Instant::now() + self.patience;
            let frame = timeout_at(until, self.body.frame()).await;
            let Some(frame) = frame.map_err(|_| Refused::BodyTooSlow)? else { return Ok(None) };
            if let Ok(data) = frame.map_err(|_| Refused::BodyBroken)?.into_data() {
                return Ok(Some(data));
            }
        }
    }

    /// Takes a little more from a client that is refused, so that it reads the answer.
    pub async fn drain(mut self) {
        drain(&mut self.body).await;
    }
}

/// The whole body, of at most `bytes_max` bytes.
pub async fn read(body: Incoming, bytes_max: usize, patience: Duration) -> Result<Bytes, Refused> {
    if body.is_end_stream() {
        return Ok(Bytes::new());
    }
    let too_large = Refused::BodyTooLarge { bytes_max };
    let mut body = body;
    if body.size_hint().lower() > bytes_max as u64 {
        drain(&mut body).await;
        return Err(too_large);
    }
    let until = Instant::now() + patience;
    // Most bodies are one frame, which is then passed on as it is.
    let mut first = Bytes::new();
    let mut all = BytesMut::new();
    while let Some(frame) =
        timeout_at(until, body.frame()).await.map_err(|_| Refused::BodyTooSlow)?
    {
        let Ok(data) = frame.map_err(|_| Refused::BodyBroken)?.into_data() else { continue };
        if first.len() + all.len() + data.len() > bytes_max {
            drain(&mut body).await;
            return Err(too_large);
        }
        if first.is_empty() && all.is_empty() {
            first = data;
            continue;
        }
        if !first.is_empty() {
            all.extend_from_slice(&std::mem::take(&mut first));
        }
        all.extend_from_slice(&data);
    }
    Ok(if all.is_empty() { first } else { all.freeze() })
}

async fn drain(body: &mut Incoming) {
    let until = Instant::now() + Duration::from_secs(DRAINED_SECONDS);
    let mut drained = 0;
    while drained < DRAINED_BYTES_MAX {
        match timeout_at(until, body.frame()).await {
            Ok(Some(Ok(frame))) => drained += frame.data_ref().map_or(0, Bytes::len),
            _ => return,
        }
    }
}
