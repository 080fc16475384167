//! One page: what it says, and how all pages look and are sent.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use http::header::{
    ALLOW, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, RETRY_AFTER,
    X_FRAME_OPTIONS,
};
use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode};

use cognate_core::Cx;

use crate::html::escaped;

const STYLE: &str = include_str!("page.css");

/// What kind of news a page has; it decides the sign beside the title.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Something is to be done.
    Ask,
    /// It has been done.
    Done,
    /// It could not be done.
    Trouble,
}

pub struct Page {
    pub status: StatusCode,
    pub tone: Tone,
    pub title: &'static str,
    /// Paragraphs of plain text.
    pub words: Vec<&'static str>,
    /// HTML after the words: a form.
    pub form: String,
    /// `Allow`, with 405.
    pub allow: Option<&'static str>,
}

impl Page {
    pub fn new(tone: Tone, title: &'static str, words: &[&'static str]) -> Page {
        let (status, words) = (StatusCode::OK, words.to_vec());
        Page { status, tone, title, words, form: String::new(), allow: None }
    }

    pub fn trouble(status: StatusCode, title: &'static str, words: &[&'static str]) -> Page {
        Page { status, ..Page::new(Tone::Trouble, title, words) }
    }

    /// Also for domains that nobody has, so that pages tell nothing of which exist.
    pub fn not_found() -> Page {
        let words = ["There is no page at this address. The link may be old, or cut off."];
        Page::trouble(StatusCode::NOT_FOUND, "Page not found", &words)
    }

    pub fn wrong_method(allow: &'static str) -> Page {
        let words = ["This page cannot be asked for in this way."];
        let page = Page::trouble(StatusCode::METHOD_NOT_ALLOWED, "Not possible", &words);
        Page { allow: Some(allow), ..page }
    }

    pub fn out_of_order() -> Page {
        let words =
            ["Something went wrong on our side. Nothing has been changed.", "Please try again."];
        Page::trouble(StatusCode::INTERNAL_SERVER_ERROR, "That did not work", &words)
    }

    pub fn rendered(self, cx: &Cx) -> Response<Bytes> {
        let nonce = URL_SAFE_NO_PAD.encode(cx.random().array::<16>());
        let request_id = &cx.occurrence.request_id;
        let body = self.html(&nonce, request_id, cx.config().dev.is_some());
        let mut response = Response::new(Bytes::from(body));
        *response.status_mut() = self.status;
        headers(response.headers_mut(), &nonce, request_id);
        if let Some(allow) = self.allow {
            response.headers_mut().insert(ALLOW, HeaderValue::from_static(allow));
        }
        if self.status == StatusCode::TOO_MANY_REQUESTS {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("3600"));
        }
        response
    }

    fn html(&self, nonce: &str, request_id: &str, dev: bool) -> String {
        let (class, sign) = match self.tone {
            Tone::Ask => ("ask", SIGN_ASK),
            Tone::Done => ("done", SIGN_DONE),
            Tone::Trouble => ("trouble", SIGN_TROUBLE),
        };
        let role = if self.tone == Tone::Ask { "" } else { r#" role="status""# };
        let words: String =
            self.words.iter().map(|words| format!("<p>{}</p>\n", escaped(words))).collect();
        let banner = if dev { DEV } else { "" };
        let reference = match self.tone {
            Tone::Trouble => {
                format!("<p class=\"reference\">Reference: {}</p>\n", escaped(request_id))
            }
            Tone::Ask | Tone::Done => String::new(),
        };
        format!(
            "<!doctype html>\n\
             <html lang=\"en\">\n\
             <head>\n\
             <meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"robots\" content=\"noindex, nofollow\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n\
             <link rel=\"icon\" href=\"data:,\">\n\
             <title>{title}</title>\n\
             <style nonce=\"{nonce}\">\n{STYLE}</style>\n\
             </head>\n\
             <body>\n\
             {banner}<main class=\"{class}\">\n\
             {sign}\n\
             <div{role}>\n\
             <h1>{title}</h1>\n\
             {words}</div>\n\
             {form}{reference}</main>\n\
             </body>\n\
             </html>\n",
            title = escaped(self.title),
            form = self.form,
        )
    }
}

/// BS-2: development mode shows itself on every page.
const DEV: &str = "<p class=\"dev\">Development server: anybody can act as administrator.</p>\n";

const SIGN_ASK: &str = "<svg class=\"sign\" viewBox=\"0 0 24 24\" aria-hidden=\"true\">\
    <rect x=\"3\" y=\"5.5\" width=\"18\" height=\"13\" rx=\"2\"/><path d=\"m4 7 8 6 8-6\"/></svg>";
const SIGN_DONE: &str = "<svg class=\"sign\" viewBox=\"0 0 24 24\" aria-hidden=\"true\">\
    <circle cx=\"12\" cy=\"12\" r=\"9\"/><path d=\"m8 12.4 2.7 2.7L16 9.6\"/></svg>";
const SIGN_TROUBLE: &str = "<svg class=\"sign\" viewBox=\"0 0 24 24\" aria-hidden=\"true\">\
    <circle cx=\"12\" cy=\"12\" r=\"9\"/><path d=\"M12 7.5v5.5m0 3.2v.1\"/></svg>";

/// HD-2 and HD-3. There are no scripts, so none are allowed.
fn headers(headers: &mut HeaderMap, nonce: &str, request_id: &str) {
    let policy = format!(
        "default-src 'none'; style-src 'nonce-{nonce}'; img-src 'self' data:; form-action 'self'; \
         frame-ancestors 'none'; base-uri 'none'; object-src 'none'"
    );
    let fixed = [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CACHE_CONTROL, "no-store"),
        (X_FRAME_OPTIONS, "DENY"),
        (REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (
            HeaderName::from_static("permissions-policy"),
            "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        ),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    let made = [
        (CONTENT_SECURITY_POLICY, policy.as_str()),
        (HeaderName::from_static("x-amz-cognito-request-id"), request_id),
    ];
    for (name, value) in made {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    }
}
