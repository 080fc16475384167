//! `/confirmUser`: the target of links that confirm a sign-up.
//!
//! Mail scanners and browsers follow links on their own: opening the page changes nothing. Its button
//! does (CS-1).

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{Method, Request, StatusCode};

use cognate_core::pages::Place;
use cognate_core::{Cx, Error, Result};
use cognate_domain::Pool;
use cognate_wire::query::{self, Form};

use crate::guard;
use crate::html::hidden;
use crate::page::{Page, Tone};

const FORM: &str = "confirmUser";
const TOKEN: &str = "form_token";

/// Longest value of a link, in characters; user names and client ids are shorter.
const LENGTH_MAX: usize = 2048;

/// What a link says.
struct Link {
    client_id: String,
    user_name: String,
    confirmation_code: String,
}

pub async fn answer(cx: &Cx, pool: &Pool, place: &Place, request: &Request<Bytes>) -> Result<Page> {
    match *request.method() {
        Method::GET | Method::HEAD => {
            let query = request.uri().query().unwrap_or_default();
            match read(query.as_bytes()).and_then(|form| Link::of(&form)) {
                Some(link) => ask(cx, pool, place, &link).await,
                None => Ok(incomplete()),
            }
        }
        Method::POST => confirm(cx, pool, place, request).await,
        _ => Ok(Page::wrong_method("GET, HEAD, POST")),
    }
}

impl Link {
    fn of(form: &Form) -> Option<Link> {
        let value = |name: &str| {
            let value = form.get(name)?;
            (!value.is_empty() && value.chars().count() <= LENGTH_MAX).then(|| value.to_owned())
        };
        Some(Link {
            client_id: value("client_id")?,
            user_name: value("user_name")?,
            confirmation_code: value("confirmation_code")?,
        })
    }

    fn values(&self) -> [&str; 3] {
        [&self.client_id, &self.user_name, &self.confirmation_code]
    }
}

/// Strictly: a name that is given twice is an error.
fn read(text: &[u8]) -> Option<Form> {
    query::parse(text).ok()
}

/// The page with the button. It names nobody: what a link says is anybody's to write.
async fn ask(cx: &Cx, pool: &Pool, place: &Place, link: &Link) -> Result<Page> {
    let keys = cx.keys().pool(pool.key).await?;
    let token = guard::token(cx, &keys, FORM, &link.values());
    let fields = [
        hidden("client_id", &link.client_id),
        hidden("user_name", &link.user_name),
        hidden("confirmation_code", &link.confirmation_code),
        hidden(TOKEN, &token),
    ];
    let action = crate::html::escaped(&format!("{}{}", place.base, place.path));
    let words = ["One more step: confirm that this e-mail reached you, and your account is ready."];
    let mut page = Page::new(Tone::Ask, "Confirm your account", &words);
    page.form = format!(
        "<form method=\"post\" action=\"{action}\">\n{}\n\
         <button type=\"submit\">Confirm my account</button>\n</form>\n",
        fields.join("\n")
    );
    Ok(page)
}

async fn confirm(cx: &Cx, pool: &Pool, place: &Place, request: &Request<Bytes>) -> Result<Page> {
    let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let kind = kind.unwrap_or_default().split(';').next().unwrap_or_default().trim();
    if !kind.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        return Ok(incomplete());
    }
    let Some(form) = read(request.body()) else { return Ok(incomplete()) };
    let Some(link) = Link::of(&form) else { return Ok(incomplete()) };
    if !guard::is_same_site(cx, request.headers()) {
        return Ok(foreign());
    }
    let keys = cx.keys().pool(pool.key).await?;
    let token = form.get(TOKEN).unwrap_or_default();
    if !guard::is_ours(cx, &keys, FORM, &link.values(), token) {
        // Open for too long: the same page again, and a new token.
        return ask(cx, pool, place, &link).await;
    }
    Err(Error::internal("not there yet"))
}

fn incomplete() -> Page {
    Page::trouble(
        StatusCode::BAD_REQUEST,
        "This link is incomplete",
        &["Part of the address is missing. Open the link from the e-mail again, as a whole."],
    )
}

fn foreign() -> Page {
    Page::trouble(
        StatusCode::FORBIDDEN,
        "Please use the link from your e-mail",
        &["Another site sent you here, so nothing has been changed."],
    )
}
