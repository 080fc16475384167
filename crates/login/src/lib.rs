//! The door to browsers: the pages of a pool's domain. They work without JavaScript and keep nothing in
//! the browser.

mod confirm_user;
mod guard;
mod html;
mod page;

use bytes::Bytes;
use http::Request;

use cognate_core::Cx;
use cognate_core::pages::{Place, Shown};

use page::Page;

/// Answers a browser on a pool's domain, as [`cognate_core::pages::Pages`] wants it.
pub fn show(cx: Cx, place: Place, request: Request<Bytes>) -> Shown {
    Box::pin(async move {
        let page = answer(&cx, &place, &request).await;
        page.rendered(&cx)
    })
}

async fn answer(cx: &Cx, place: &Place, request: &Request<Bytes>) -> Page {
    let answered = match cx.domain(&place.domain).await {
        Err(error) => Err(error),
        Ok(None) => Ok(Page::not_found()),
        Ok(Some((_, pool))) => match place.path.as_str() {
            "/confirmUser" => confirm_user::answer(cx, &pool, place, request).await,
            _ => Ok(Page::not_found()),
        },
    };
    answered.unwrap_or_else(|error| {
        let request_id = &cx.occurrence.request_id;
        tracing::error!(%request_id, code = %error.code, cause = ?error.cause(), "a page failed");
        Page::out_of_order()
    })
}
