//! The mailbox as a page. It needs no script.

use std::sync::LazyLock;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::header::{
    CONTENT_SECURITY_POLICY, HeaderMap, HeaderName, HeaderValue, REFERRER_POLICY, X_FRAME_OPTIONS,
};

use cognate_core::notify::{Channel, Message, Reason};
use cognate_wire::timestamp::to_iso;

use super::html::Html;
use super::query::Query;

const STYLE: &str = include_str!("page.css");

/// Our own style sheet and nothing else (HD-2).
static POLICY: LazyLock<HeaderValue> = LazyLock::new(|| {
    let style = STANDARD.encode(cognate_crypto::sha256(STYLE.as_bytes()));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{style}'; img-src data:; form-action 'self'; \
         frame-ancestors 'none'; base-uri 'none'"
    );
    HeaderValue::from_str(&policy).expect("base64 and words are a header value")
});

/// The headers of a page that shows codes (HD-2).
pub fn protect(headers: &mut HeaderMap) {
    headers.insert(CONTENT_SECURITY_POLICY, POLICY.clone());
    headers.insert(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    for (name, value) in [
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
    ] {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
}

/// `messages` are those the query picks, newest first; `kept` is how many there are.
pub fn page(messages: &[&Message], kept: usize, query: &Query) -> String {
    let mut html = Html::default();
    html.raw("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    html.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    if query.live {
        html.raw("<meta http-equiv=\"refresh\" content=\"5\">\n");
    }
    html.raw("<link rel=\"icon\" href=\"data:,\">\n<title>");
    html.text(&format!("Mailbox ({}) – Cognate", messages.len()));
    html.raw("</title>\n<style>").raw(STYLE).raw("</style>\n</head>\n<body>\n");
    head(&mut html, query);
    html.raw("<main>\n");
    summary(&mut html, messages.len(), kept, query);
    if messages.is_empty() {
        nothing(&mut html, kept);
    } else {
        html.raw("<ol class=\"messages\" reversed>\n");
        for message in messages {
            entry(&mut html, message, query);
        }
        html.raw("</ol>\n");
    }
    html.raw("</main>\n<footer><p>Development mode: nothing leaves this machine, and unsigned ");
    html.raw("calls act as root. The same as JSON: <a href=\"messages\">/_cognate/messages</a>.");
    html.raw("</p></footer>\n</body>\n</html>\n");
    html.into_string()
}

fn head(html: &mut Html, query: &Query) {
    html.raw(
        "<header>\n<h1>Mailbox</h1>\n<form method=\"get\" action=\"mailbox\" role=\"search\">",
    );
    html.raw("<label for=\"to\">To</label><input id=\"to\" name=\"to\" type=\"text\" ");
    html.raw("autocomplete=\"off\" spellcheck=\"false\" placeholder=\"everybody\" value=\"");
    html.text(&query.to).raw("\">");
    if query.live {
        html.raw("<input type=\"hidden\" name=\"live\" value=\"1\">");
    }
    html.raw("<button type=\"submit\">Show</button></form>\n</header>\n");
}

fn summary(html: &mut Html, shown: usize, kept: usize, query: &Query) {
    html.raw("<p class=\"summary\"><span role=\"status\">");
    let plural = |count: usize| if count == 1 { "message" } else { "messages" };
    if query.to.is_empty() {
        html.text(&format!("{shown} {}, newest first", plural(shown)));
    } else {
        html.text(&format!("{shown} of {kept} {} to {}", plural(kept), query.to));
    }
    html.raw("</span><span class=\"links\">");
    if !query.to.is_empty() {
        html.raw("<a href=\"").text(&Query::link("", query.live)).raw("\">Show all</a> ");
    }
    html.raw("<a href=\"").text(&Query::link(&query.to, query.live)).raw("\">Refresh</a> ");
    html.raw("<a href=\"").text(&Query::link(&query.to, !query.live)).raw("\">");
    html.raw(if query.live { "Stop refreshing" } else { "Refresh every 5 seconds" });
    html.raw("</a></span></p>\n");
}

fn nothing(html: &mut Html, kept: usize) {
    html.raw("<div class=\"nothing\"><p>");
    if kept > 0 {
        html.raw("No message to this recipient.");
    } else {
        html.raw("No messages yet. Sign a user up, and the code is here a moment later.");
    }
    html.raw("</p></div>\n");
}

fn entry(html: &mut Html, message: &Message, query: &Query) {
    html.raw("<li><article>\n<div class=\"envelope\"><span class=\"channel\">");
    html.raw(match message.channel {
        Channel::Email => "E-mail",
        Channel::Sms => "SMS",
    });
    html.raw("</span> <span class=\"reason\">").raw(reason(message.reason)).raw("</span> ");
    let created = to_iso(message.created_ms);
    html.raw("<time datetime=\"").text(&created).raw("\">").text(&shown_time(&created));
    html.raw("</time></div>\n<h2>");
    match message.subject.as_str() {
        "" => html.raw("Text message"),
        subject => html.text(subject),
    };
    html.raw("</h2>\n<dl><div><dt>To</dt><dd><a href=\"");
    html.text(&Query::link(&message.to, query.live)).raw("\">").text(&message.to);
    html.raw("</a></dd></div><div><dt>Pool</dt><dd>").text(&message.pool).raw("</dd></div>");
    if let Some(code) = &message.code {
        let name = if message.reason == Reason::AdminCreateUser { "Password" } else { "Code" };
        html.raw("<div class=\"code\"><dt>").raw(name).raw("</dt><dd><code>").text(code);
        html.raw("</code></dd></div>");
    }
    html.raw("</dl>\n<p class=\"body\">").linked(message.text.trim()).raw("</p>\n");
    if let Some(source) = &message.html {
        html.raw("<details><summary>HTML source</summary><pre>").text(source);
        html.raw("</pre></details>\n");
    }
    html.raw("</article></li>\n");
}

fn reason(reason: Reason) -> &'static str {
    match reason {
        Reason::SignUp => "sign-up",
        Reason::AdminCreateUser => "invitation",
        Reason::ResendCode => "code sent again",
        Reason::ForgotPassword => "forgotten password",
        Reason::UpdateUserAttribute => "changed attribute",
        Reason::VerifyUserAttribute => "attribute to verify",
        Reason::Authentication => "sign-in",
    }
}

/// `2027-01-15T08:00:00.123Z` as `2027-01-15 08:00:00 UTC`.
fn shown_time(iso: &str) -> String {
    let (date, time) = iso.split_once('T').unwrap_or((iso, ""));
    let time = time.split(['.', 'Z']).next().unwrap_or_default();
    format!("{date} {time} UTC")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message() -> Message {
        Message {
            id: [1; 16],
            pool: "us-east-1_abc".to_owned(),
            channel: Channel::Email,
            to: "<img src=x>@example.com".to_owned(),
            from: None,
            reply_to: None,
            subject: "</h2><script>alert(1)</script>".to_owned(),
            text: "Go to http://auth.localhost:9229/confirmUser?a=1&b=2 now".to_owned(),
            html: Some("<b onclick=\"x\">hi</b>".to_owned()),
            reason: Reason::SignUp,
            code: Some("123456".to_owned()),
            created_ms: 1_800_000_000_000,
        }
    }

    #[test]
    fn il_7_no_message_adds_mark_up() {
        let message = message();
        let query = Query { to: "\"><script>".to_owned(), live: true };
        let page = page(&[&message], 1, &query);
        for bad in ["<script", "<img", "<b "] {
            assert!(!page.contains(bad), "{bad}");
        }
        assert!(page.contains("&lt;script&gt;"));
        assert!(page.contains("value=\"&quot;&gt;&lt;script&gt;\""));
        assert!(page.contains("href=\"http://auth.localhost:9229/confirmUser?a=1&amp;b=2\""));
        assert!(page.contains("2027-01-15 08:00:00 UTC"));
        assert!(page.contains("<code>123456</code>"));
    }

    #[test]
    fn hd_2_the_policy_permits_the_style_that_is_there() {
        let page = page(&[], 0, &Query::default());
        let style = page.split_once("<style>").unwrap().1.split_once("</style>").unwrap().0;
        let hash = STANDARD.encode(cognate_crypto::sha256(style.as_bytes()));
        assert!(POLICY.to_str().unwrap().contains(&format!("style-src 'sha256-{hash}'")));
        assert!(!page.contains("style=\""));
    }
}
