//! `/confirmUser`: the target of links that confirm a sign-up.
//!
//! Mail scanners and browsers follow links on their own: opening the page changes nothing. Its button
//! does (CS-1).

use std::sync::Arc;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{Method, Request, StatusCode};

use cognate_core::confirm::{self, Confirmation};
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

pub async fn answer(
    cx: &Cx,
    pool: &Arc<Pool>,
    place: &Place,
    request: &Request<Bytes>,
) -> Result<Page> {
    match *request.method() {
        Method::GET | Method::HEAD => {
            let query = request.uri().query().unwrap_or_default();
            match read(query.as_bytes()).and_then(|form| Link::of(&form)) {
                Some(link) => ask(cx, pool, place, &link).await,
                None => Ok(incomplete()),
            }
        }
        Method::POST => take(cx, pool, place, request).await,
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
async fn ask(cx: &Cx, pool: &Arc<Pool>, place: &Place, link: &Link) -> Result<Page> {
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

async fn take(cx: &Cx, pool: &Arc<Pool>, place: &Place, request: &Request<Bytes>) -> Result<Page> {
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
    let client = cx.client(&link.client_id).await?;
    let Some(client) = client.filter(|client| client.client.pool == pool.key) else {
        return Ok(spent());
    };
    let confirmation = Confirmation {
        pool,
        client: &client,
        username: &link.user_name,
        code: &link.confirmation_code,
        // Whoever clicks knows no secret; the code proves the mailbox.
        secret_hash: None,
        force: false,
        session_of: None,
        metadata: None,
    };
    match confirm::sign_up(cx, &confirmation).await {
        Ok(_) => Ok(done()),
        Err(error) => refused(error),
    }
}

/// The page for what the operation refuses. It tells no more than ConfirmSignUp does; states of users
/// look like used links, since their owners know better and nobody else need know (CT-2).
fn refused(error: Error) -> Result<Page> {
    Ok(match error.code.as_ref() {
        // A used code and a wrong one are told alike: which it is would tell who is confirmed (CT-2).
        "CodeMismatchException"
        | "ExpiredCodeException"
        | "NotAuthorizedException"
        | "UserNotFoundException" => spent(),
        "AliasExistsException" => claimed(),
        "LimitExceededException"
        | "TooManyFailedAttemptsException"
        | "TooManyRequestsException" => too_often(),
        "UnexpectedLambdaException"
        | "UserLambdaValidationException"
        | "InvalidLambdaResponseException" => half_done(),
        _ => return Err(error),
    })
}

fn done() -> Page {
    Page::new(
        Tone::Done,
        "Your registration has been confirmed!",
        &["You can close this page now, and sign in to the app you came from."],
    )
}

fn spent() -> Page {
    Page::trouble(
        StatusCode::BAD_REQUEST,
        "This link no longer works",
        &[
            "It has been used already, it is too old, or a newer e-mail has replaced it.",
            "If your account is confirmed, just sign in. If not, open the link in the newest e-mail, \
             or ask the app for another one.",
        ],
    )
}

fn claimed() -> Page {
    Page::trouble(
        StatusCode::CONFLICT,
        "This address is in use already",
        &["Another account has this e-mail address or phone number. Try to sign in with it."],
    )
}

fn too_often() -> Page {
    Page::trouble(
        StatusCode::TOO_MANY_REQUESTS,
        "Too many attempts",
        &["Please wait for an hour, then open the link again."],
    )
}

/// PostConfirmation is called when the user is confirmed already.
fn half_done() -> Page {
    Page::trouble(
        StatusCode::BAD_GATEWAY,
        "Confirmed, but not quite finished",
        &[
            "Your account is confirmed. What the app does afterwards did not work.",
            "Try to sign in. If that fails, tell the app's support about this page.",
        ],
    )
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
