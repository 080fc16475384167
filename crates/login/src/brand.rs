//! Images of a pool's own, for pages and for whoever reads `ImageUrl`. Bytes that somebody uploaded are
//! shown as what they are and never as a page (IL-6, HD-2).

use bytes::Bytes;
use http::header::{
    ALLOW, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderValue, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS,
};
use http::{Method, Request, Response, StatusCode};

use cognate_core::pages::Place;
use cognate_core::{Cx, Result};
use cognate_domain::Pool;
use cognate_domain::branding::{classic, sniff};
use cognate_store::records::ui_customization;

/// The path of a client's logo: `/brand/<client>/logo`.
fn client(path: &str) -> Option<&str> {
    path.strip_prefix("/brand/")?.strip_suffix("/logo").filter(|client| !client.contains('/'))
}

/// None: the path is none of these, or there is no such image.
pub async fn answer(
    cx: &Cx,
    pool: &Pool,
    place: &Place,
    request: &Request<Bytes>,
) -> Result<Option<Response<Bytes>>> {
    let Some(client) = client(&place.path) else { return Ok(None) };
    if ![Method::GET, Method::HEAD].contains(request.method()) {
        let mut refused = Response::new(Bytes::new());
        *refused.status_mut() = StatusCode::METHOD_NOT_ALLOWED;
        refused.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
        return Ok(Some(refused));
    }
    let look = ui_customization::find(cx.store(), pool.key, client, classic::ALL).await?;
    Ok(look.and_then(|look| look.image).and_then(image))
}

fn image(bytes: Vec<u8>) -> Option<Response<Bytes>> {
    let media_type = sniff(&bytes)?.media_type();
    let mut response = Response::new(Bytes::from(bytes));
    for (name, value) in [
        (CONTENT_TYPE, media_type),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
        (REFERRER_POLICY, "no-referrer"),
        (CACHE_CONTROL, "public, max-age=300"),
    ] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    Some(response)
}
