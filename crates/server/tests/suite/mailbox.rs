//! The mailbox of development, over the wire.

use cognate_core::notify::Channel;

use crate::client::{Client, get};
use crate::server::{DEV, Running, SERVICE};
use crate::smtp::message;

async fn filled() -> Running {
    let server = Running::start("", DEV).await;
    server.toy.mailbox.keep(message(Channel::Email, "alice@example.org"));
    server.toy.mailbox.keep(message(Channel::Sms, "+15551234567"));
    server
}

#[tokio::test]
async fn messages_are_json_newest_first() {
    let server = filled().await;
    let answer = Client::once(server.address, &get("/_cognate/messages")).await;
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let messages: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(
        messages[1],
        serde_json::json!({
            "id": "07".repeat(16),
            "channel": "email",
            "to": "alice@example.org",
            "subject": "Your code",
            "body": message(Channel::Email, "").text,
            "code": "123456",
            "reason": "SignUp",
            "created": "2027-01-15T08:00:00Z",
        })
    );
    assert_eq!(messages[0]["channel"], "sms");
    let answer = Client::once(server.address, &get("/_cognate/messages?to=%2B15551234567")).await;
    let messages: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(messages.as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn hd_2_the_page_is_protected() {
    let server = filled().await;
    let page = Client::once(server.address, &get("/_cognate/mailbox")).await;
    assert_eq!(page.status, 200);
    assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
    assert_eq!(page.header("cache-control"), Some("no-store"));
    assert_eq!(page.header("x-frame-options"), Some("DENY"));
    assert_eq!(page.header("referrer-policy"), Some("no-referrer"));
    assert_eq!(page.header("cross-origin-resource-policy"), Some("same-origin"));
    let policy = page.header("content-security-policy").unwrap();
    assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"), "{policy}");
    assert!(!policy.contains("script-src") && !policy.contains("unsafe"));
    assert!(page.body.contains("<code>123456</code>") && !page.body.contains("<script"));
    let empty = get("/_cognate/mailbox?to=nobody@example.org");
    assert!(Client::once(server.address, &empty).await.body.contains("No message to this"));
}

/// BS-2: what development shows, it shows to this machine's pages only, and nothing else shows it.
#[tokio::test]
async fn bs_2_the_mailbox_is_for_development_and_this_machine() {
    let service = Running::start("", SERVICE).await;
    let server = filled().await;
    for path in ["/_cognate/messages", "/_cognate/mailbox"] {
        assert_eq!(Client::once(service.address, &get(path)).await.status, 404);
        let request =
            |host: &str, more: &str| format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n{more}\r\n");
        let rebound = Client::once(server.address, &request("evil.example", "")).await;
        assert_eq!(rebound.status, 421);
        let origin = "Origin: https://evil.example\r\n";
        let foreign = Client::once(server.address, &request("localhost", origin)).await;
        assert_eq!(foreign.status, 403);
        for answer in [rebound, foreign] {
            assert!(!answer.body.contains("123456"));
        }
        let post = format!("POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n");
        assert_eq!(Client::once(server.address, &post).await.status, 404);
    }
}
