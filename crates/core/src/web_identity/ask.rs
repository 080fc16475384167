//! Asking other servers about tokens and keys, within limits of our own (EG-3): three seconds, 256 KiB,
//! no redirects, and only JSON objects with distinct keys count as answers.

use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT, AUTHORIZATION};
use http::{HeaderValue, Request, StatusCode};

use cognate_crypto::jwt;
use cognate_domain::Map;

use crate::cx::Cx;

const TAKES_AT_MOST: Duration = Duration::from_secs(3);
const ANSWER_BYTES_MAX: usize = 256 * 1024;

/// Why there is no document. The texts are ours: nothing the other side said, and no secret.
pub(super) enum NoDocument {
    /// The server answered, and refuses the token: 400, 401, 403 or 404.
    Refused,
    Failed(String),
}

/// The body of a GET, whatever is in it.
pub(super) async fn body(
    cx: &Cx,
    url: &str,
    authorization: Option<&str>,
) -> Result<Bytes, NoDocument> {
    let failed = |text: &str| NoDocument::Failed(text.to_owned());
    let mut request = Request::get(url).header(ACCEPT, "application/json");
    if let Some(authorization) = authorization {
        let mut value = HeaderValue::from_str(authorization).map_err(|_| NoDocument::Refused)?;
        value.set_sensitive(true);
        request = request.header(AUTHORIZATION, value);
    }
    let request = request.body(Bytes::new()).map_err(|_| failed("the URL is none"))?;
    let answered = tokio::time::timeout(TAKES_AT_MOST, cx.outbound().send(request)).await;
    let answer = answered.map_err(|_| failed("no answer within three seconds"))?;
    let answer = answer.map_err(|error| NoDocument::Failed(error.to_string()))?;
    match answer.status() {
        StatusCode::OK if answer.body().len() <= ANSWER_BYTES_MAX => Ok(answer.into_body()),
        StatusCode::OK => Err(failed("the answer is longer than 256 KiB")),
        StatusCode::BAD_REQUEST
        | StatusCode::UNAUTHORIZED
        | StatusCode::FORBIDDEN
        | StatusCode::NOT_FOUND => Err(NoDocument::Refused),
        status => Err(NoDocument::Failed(format!("the answer has the status {}", status.as_u16()))),
    }
}

/// The JSON object in it.
pub(super) async fn object(
    cx: &Cx,
    url: &str,
    authorization: Option<&str>,
) -> Result<Map, NoDocument> {
    let body = body(cx, url, authorization).await?;
    jwt::parse_object(&body).map_err(|_| NoDocument::Failed("the answer is no JSON object".into()))
}
