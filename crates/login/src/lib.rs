//! The door to browsers: the pages of a pool's domain. They work without JavaScript and keep nothing in
//! the browser.

mod brand;
mod confirm_user;
mod guard;
mod html;
mod page;

use bytes::Bytes;
use http::{Request, Response};

use cognate_core::pages::{Place, Shown};
use cognate_core::{Cx, Result};

use page::Page;

/// Answers a browser on a pool's domain, as [`cognate_core::pages::Pages`] wants it.
pub fn show(cx: Cx, place: Place, request: Request<Bytes>) -> Shown {
    Box::pin(async move {
        match answer(&cx, &place, &request).await {
            Answer::Page(page) => page.rendered(&cx),
            Answer::Image(image) => image,
        }
    })
}

enum Answer {
    Page(Page),
    Image(Response<Bytes>),
}

async fn answer(cx: &Cx, place: &Place, request: &Request<Bytes>) -> Answer {
    found(cx, place, request).await.unwrap_or_else(|error| {
        let request_id = &cx.occurrence.request_id;
        tracing::error!(%request_id, code = %error.code, cause = ?error.cause(), "a page failed");
        Answer::Page(Page::out_of_order())
    })
}

async fn found(cx: &Cx, place: &Place, request: &Request<Bytes>) -> Result<Answer> {
    let Some((_, pool)) = cx.domain(&place.domain).await? else {
        return Ok(Answer::Page(Page::not_found()));
    };
    if place.path == "/confirmUser" {
        return confirm_user::answer(cx, &pool, place, request).await.map(Answer::Page);
    }
    let image = brand::answer(cx, &pool, place, request).await?;
    Ok(image.map_or_else(|| Answer::Page(Page::not_found()), Answer::Image))
}
