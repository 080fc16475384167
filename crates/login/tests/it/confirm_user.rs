//! Confirming a sign-up by the link in a mail.

use bytes::Bytes;
use http::{Method, Request};

use cognate_testkit::{Answer, Cognate, Value, json};

const PASSWORD: &str = "Correct-Horse9";
const BASE: &str = "https://cognate.example";
const CONFIRMED: &str = "Your registration has been confirmed!";
const SPENT: &str = "This link no longer works";

/// A pool that confirms by link, and a browser.
struct Site {
    cognate: Cognate,
    pool: String,
    client: String,
}

impl Site {
    async fn new() -> Site {
        let cognate = Cognate::start().await;
        let pool = cognate
            .create_pool(json!({
                "AutoVerifiedAttributes": ["email"],
                "VerificationMessageTemplate": {
                    "DefaultEmailOption": "CONFIRM_WITH_LINK",
                    "EmailMessageByLink": "Please {##confirm your account##}.",
                },
            }))
            .await;
        let client = cognate.create_client(&pool, json!({})).await;
        let domain = json!({ "UserPoolId": pool, "Domain": "my-app" });
        cognate.admin("CreateUserPoolDomain", domain).await.ok();
        Site { cognate, pool, client }
    }

    /// The path and query of the link that alice's sign-up sends.
    async fn signed_up(&self) -> String {
        let request = json!({
            "ClientId": self.client, "Username": "alice", "Password": PASSWORD,
            "UserAttributes": [{ "Name": "email", "Value": "alice@example.com" }],
        });
        self.cognate.call("SignUp", request).await.ok();
        let message = self.cognate.messages().await.remove(0);
        let html = message.html.expect("HTML");
        let link = between(&html, "href=\"", "\"").replace("&amp;", "&");
        assert!(html.contains(">confirm your account</a>"), "{html}");
        link.strip_prefix(BASE).expect("the link leads here").to_owned()
    }

    /// Presses the button of a page, with more headers.
    async fn press(&self, page: &Answer, headers: &[(&str, &str)]) -> Answer {
        self.send_form(page, fields(page.text()), headers).await
    }

    async fn send_form(
        &self,
        page: &Answer,
        fields: Vec<(String, String)>,
        headers: &[(&str, &str)],
    ) -> Answer {
        let action = between(page.text(), "action=\"", "\"");
        let body: Vec<String> =
            fields.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect();
        let mut request = self.cognate.request(Method::POST, &action, body.join("&").into());
        set(&mut request, "content-type", "application/x-www-form-urlencoded");
        for (name, value) in headers {
            set(&mut request, name, value);
        }
        self.cognate.send(request).await
    }

    async fn status(&self) -> String {
        let request = json!({ "UserPoolId": self.pool, "Username": "alice" });
        let user = self.cognate.admin("AdminGetUser", request).await.ok();
        user["UserStatus"].as_str().expect("a status").to_owned()
    }

    /// A link with these values.
    fn link(&self, user_name: &str, code: &str) -> String {
        let (client, user) = (&self.client, escaped(user_name));
        format!(
            "/_domain/my-app/confirmUser?client_id={client}&user_name={user}\
             &confirmation_code={code}"
        )
    }
}

fn set(request: &mut Request<Bytes>, name: &str, value: &str) {
    let name: http::HeaderName = name.parse().expect("a header name");
    request.headers_mut().insert(name, value.parse().expect("a header value"));
}

fn between(text: &str, open: &str, close: &str) -> String {
    let (_, after) = text.split_once(open).unwrap_or_else(|| panic!("no {open} in {text}"));
    after.split_once(close).expect("it ends").0.to_owned()
}

/// The hidden fields of a page's form.
fn fields(html: &str) -> Vec<(String, String)> {
    let inputs = html.split("<input type=\"hidden\" ").skip(1);
    let field = |input: &str| (between(input, "name=\"", "\""), between(input, "value=\"", "\""));
    inputs.map(field).collect()
}

fn escaped(text: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-_.~".contains(&b);
    let one = |b: u8| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") };
    text.bytes().map(one).collect()
}

#[track_caller]
fn assert_page(answer: &Answer, status: u16, title: &str) {
    assert_eq!(answer.status, status, "{}", answer.text());
    let found = between(answer.text(), "<h1>", "</h1>");
    assert_eq!(found, title);
}

#[tokio::test]
async fn cs_1_the_button_confirms_and_the_page_does_not() {
    let site = Site::new().await;
    let link = site.signed_up().await;
    assert!(link.starts_with("/_domain/my-app/confirmUser?client_id="), "{link}");
    // A mail scanner, a preview, then the person.
    site.cognate.send(site.cognate.request(Method::HEAD, &link, Bytes::new())).await;
    site.cognate.get(&link).await;
    let page = site.cognate.get(&link).await;
    assert_page(&page, 200, "Confirm your account");
    assert_eq!(site.status().await, "UNCONFIRMED");

    let done = site.press(&page, &[("sec-fetch-site", "same-origin"), ("origin", "null")]).await;
    assert_page(&done, 200, CONFIRMED);
    assert_eq!(site.status().await, "CONFIRMED");
    site.cognate.sign_in(&site.client, "alice", PASSWORD).await;
    assert_page(&site.press(&page, &[]).await, 400, SPENT);
}

#[tokio::test]
async fn the_domains_own_host_shows_the_same_page() {
    let site = Site::new().await;
    let link = site.signed_up().await.replace("/_domain/my-app", "");
    for host in [
        "my-app.auth.eu-central-1.cognate.example",
        "MY-APP.auth.eu-central-1.cognate.example:8443",
    ] {
        let mut request = site.cognate.request(Method::GET, &link, Bytes::new());
        set(&mut request, "host", host);
        let page = site.cognate.send(request).await;
        assert_page(&page, 200, "Confirm your account");
        assert_eq!(between(page.text(), "action=\"", "\""), "/confirmUser");
    }
    let mut request = site.cognate.request(Method::GET, &link, Bytes::new());
    set(&mut request, "host", "my-app.auth.us-west-2.cognate.example");
    assert_page(&site.cognate.send(request).await, 404, "Page not found");
    let page = site.cognate.get(&format!("/_domain/my-app{link}")).await;
    let host = [
        ("host", "my-app.auth.eu-central-1.cognate.example"),
        ("origin", "https://my-app.auth.eu-central-1.cognate.example"),
    ];
    let page = Answer { body: page.text().replace("/_domain/my-app/", "/").into(), ..page };
    assert_page(&site.press(&page, &host).await, 200, CONFIRMED);
}

#[tokio::test]
async fn hd_2_pages_are_framed_by_nobody_and_kept_by_nobody() {
    let site = Site::new().await;
    let link = site.signed_up().await;
    for path in
        [link.as_str(), "/_domain/my-app/confirmUser", "/_domain/nobody/", "/_domain/my-app/x"]
    {
        let page = site.cognate.get(path).await;
        assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
        assert_eq!(page.header("cache-control"), "no-store");
        assert_eq!(page.header("x-frame-options"), "DENY");
        assert_eq!(page.header("referrer-policy"), "no-referrer");
        assert_eq!(page.header("cross-origin-opener-policy"), "same-origin");
        assert_eq!(page.header("cross-origin-resource-policy"), "same-origin");
        assert_eq!(page.header("access-control-allow-origin"), "");
        assert_eq!(page.header("set-cookie"), "");
        let policy = page.header("content-security-policy");
        let nonce = between(page.text(), "<style nonce=\"", "\"");
        for directive in [
            "default-src 'none'",
            &format!("style-src 'nonce-{nonce}'"),
            "form-action 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "object-src 'none'",
        ] {
            assert!(policy.split("; ").any(|part| part == directive), "{directive}: {policy}");
        }
        assert!(!page.text().contains("<script"), "works without JavaScript");
        assert!(page.text().starts_with("<!doctype html>\n<html lang=\"en\">"));
    }
}

#[tokio::test]
async fn cs_1_only_our_own_page_may_send_the_form() {
    let site = Site::new().await;
    let link = site.signed_up().await;
    let page = site.cognate.get(&link).await;
    let foreign = "Please use the link from your e-mail";
    for headers in [
        [("sec-fetch-site", "cross-site"), ("origin", BASE)],
        [("sec-fetch-site", "same-site"), ("origin", BASE)],
        [("sec-fetch-site", "none"), ("origin", BASE)],
        [("x-nothing", ""), ("origin", "https://evil.example")],
        [("x-nothing", ""), ("origin", "https://cognate.example.evil.example")],
        [("x-nothing", ""), ("origin", "garbage")],
    ] {
        assert_page(&site.press(&page, &headers).await, 403, foreign);
    }
    // Without a token, with one of other values, or one that is too old, the page is shown again.
    let bob = site.cognate.get(&site.link("bob", "123456")).await;
    let mut none = fields(page.text());
    none.retain(|(name, _)| name != "form_token");
    let mut bobs = none.clone();
    bobs.push(fields(bob.text()).pop().expect("a token"));
    let mut garbage = none.clone();
    garbage.push(("form_token".into(), "9999999999999.AAAA".into()));
    for fields in [none, bobs, garbage] {
        let again = site.send_form(&page, fields, &[]).await;
        assert_page(&again, 200, "Confirm your account");
    }
    site.cognate.clock.turn(3_600);
    let again = site.press(&page, &[]).await;
    assert_page(&again, 200, "Confirm your account");
    assert_eq!(site.status().await, "UNCONFIRMED");
    assert_page(&site.press(&again, &[("origin", BASE)]).await, 200, CONFIRMED);
}

#[tokio::test]
async fn other_bodies_change_nothing() {
    let site = Site::new().await;
    let page = site.cognate.get(&site.signed_up().await).await;
    let incomplete = "This link is incomplete";
    let json = [("content-type", "application/json")];
    assert_page(&site.press(&page, &json).await, 400, incomplete);
    let mut twice = fields(page.text());
    twice.push(twice[0].clone());
    assert_page(&site.send_form(&page, twice, &[]).await, 400, incomplete);
    assert_page(&site.send_form(&page, Vec::new(), &[]).await, 400, incomplete);
    assert_eq!(site.status().await, "UNCONFIRMED");
}

#[tokio::test]
async fn wrong_and_old_links() {
    let site = Site::new().await;
    let link = site.signed_up().await;
    let code = link.rsplit_once('=').expect("a code").1;
    let other = if code.ends_with('0') { "1" } else { "0" };
    let wrong = site.link("alice", &format!("{}{other}", &code[..5]));
    // OTP-2: five wrong answers, then the right one is of no use either.
    let page = site.cognate.get(&wrong).await;
    for _ in 0..5 {
        assert_page(&site.press(&page, &[]).await, 400, SPENT);
    }
    let right = site.cognate.get(&link).await;
    assert_page(&site.press(&right, &[]).await, 400, SPENT);
    for _ in 0..9 {
        site.press(&page, &[]).await;
    }
    let answer = site.press(&right, &[]).await;
    assert_page(&answer, 429, "Too many attempts");
    assert_eq!(answer.header("retry-after"), "3600");
    // A client of no pool, or of another one, has no users here (TB-4).
    let other = site.cognate.create_pool(json!({})).await;
    let other = site.cognate.create_client(&other, json!({})).await;
    let stranger = link.replace(&site.client, &other);
    let page = site.cognate.get(&stranger).await;
    assert_page(&site.press(&page, &[]).await, 400, SPENT);
}

#[tokio::test]
async fn a_link_lives_for_a_day() {
    let site = Site::new().await;
    let link = site.signed_up().await;
    site.cognate.clock.turn(24 * 3_600);
    let page = site.cognate.get(&link).await;
    assert_page(&site.press(&page, &[]).await, 400, SPENT);
    assert_eq!(site.status().await, "UNCONFIRMED");
}

#[tokio::test]
async fn ct_2_unknown_and_confirmed_users_look_alike() {
    let site = Site::new().await;
    site.cognate.create_user(&site.pool, "carol", PASSWORD).await;
    let mut answers = Vec::new();
    for name in ["nobody", "carol"] {
        let page = site.cognate.get(&site.link(name, "123456")).await;
        let answer = site.press(&page, &[]).await;
        assert_page(&answer, 400, SPENT);
        let text = answer.text().to_owned();
        let nonce = between(&text, "<style nonce=\"", "\"");
        let reference = between(&text, "Reference: ", "<");
        answers.push(text.replace(&nonce, "").replace(&reference, ""));
    }
    assert_eq!(answers[0], answers[1]);
}

#[tokio::test]
async fn what_a_link_says_stays_text() {
    let site = Site::new().await;
    let name = "\"><script>alert(1)</script>'&";
    let page = site.cognate.get(&site.link(name, "123456")).await;
    assert_page(&page, 200, "Confirm your account");
    assert!(!page.text().contains("<script"), "{}", page.text());
    assert!(page.text().contains("&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&#39;&amp;"));
}

#[tokio::test]
async fn incomplete_links_unknown_places_and_other_methods() {
    let site = Site::new().await;
    for query in [
        "",
        "?client_id=a",
        "?client_id=a&user_name=b&confirmation_code=",
        "?client_id=%ff&user_name=b&confirmation_code=1",
        "?client_id=a&user_name=b&user_name=c&confirmation_code=1",
    ] {
        let page = site.cognate.get(&format!("/_domain/my-app/confirmUser{query}")).await;
        assert_page(&page, 400, "This link is incomplete");
    }
    for path in
        ["/_domain/nobody/confirmUser", "/_domain/my-app/nothing", "/_domain/my-app", "/_domain/"]
    {
        assert_page(&site.cognate.get(path).await, 404, "Page not found");
    }
    for method in [Method::PUT, Method::DELETE, Method::OPTIONS] {
        let request = site.cognate.request(method, "/_domain/my-app/confirmUser", Bytes::new());
        let answer = site.cognate.send(request).await;
        assert_page(&answer, 405, "Not possible");
        assert_eq!(answer.header("allow"), "GET, HEAD, POST");
    }
}

#[tokio::test]
async fn a_domain_that_is_gone_shows_nothing() {
    let site = Site::new().await;
    let link = site.signed_up().await;
    let domain = json!({ "UserPoolId": site.pool, "Domain": "my-app" });
    site.cognate.admin("DeleteUserPoolDomain", domain).await.ok();
    assert_page(&site.cognate.get(&link).await, 404, "Page not found");
}

#[tokio::test]
async fn a_failing_function_does_not_undo_the_confirmation() {
    let site = Site::new().await;
    let link = site.signed_up().await;
    let arn = "arn:aws:lambda:eu-central-1:123456789012:function:after";
    let update = json!({
        "UserPoolId": site.pool, "AutoVerifiedAttributes": ["email"],
        "LambdaConfig": { "PostConfirmation": arn },
    });
    site.cognate.admin("UpdateUserPool", update).await.ok();
    let page = site.cognate.get(&link).await;
    let answer = site.press(&page, &[]).await;
    assert_page(&answer, 502, "Confirmed, but not quite finished");
    assert_eq!(site.status().await, "CONFIRMED");
}

#[tokio::test]
async fn bs_2_development_shows_itself() {
    let cognate = Cognate::dev().await;
    let page = cognate.get("/_domain/nobody/").await;
    assert!(page.text().contains("Development server"));
    let request = json!({ "PoolName": "p" });
    let pool: Value = cognate.call("CreateUserPool", request).await.ok();
    assert!(pool["UserPool"]["Id"].is_string());
}
