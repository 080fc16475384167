//! Text messages against a hook that checks, and one that misbehaves.

use std::net::SocketAddr;
use std::time::{Duration, SystemTime};

use aws_lc_rs::hmac;
use cognate_core::notify::{Channel, Message, SendError, Sender};
use cognate_server::senders::sms_hook::SmsHook;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::mpsc;

use crate::folder::Folder;
use crate::server::{SERVICE, configured};
use crate::smtp::message;

const SECRET: &str = "0123456789abcdef";

/// Answers every request with the same bytes, and tells what it got.
struct Hook {
    address: SocketAddr,
    requests: mpsc::UnboundedReceiver<String>,
}

impl Hook {
    async fn start(answer: String) -> Hook {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (got, requests) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut request = Vec::new();
                while !complete(&request) {
                    if stream.read_buf(&mut request).await.unwrap_or(0) == 0 {
                        break;
                    }
                }
                let _ = got.send(String::from_utf8(request).unwrap());
                let _ = stream.write_all(answer.as_bytes()).await;
                if answer.is_empty() {
                    tokio::time::sleep(Duration::from_secs(60)).await;
                }
            }
        });
        Hook { address, requests }
    }

    async fn answering(status: &str) -> Hook {
        Hook::start(format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n")).await
    }

    fn sender(&self) -> SmsHook {
        sender(&format!("http://{}/sms?a=b", self.address)).unwrap()
    }
}

fn complete(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request);
    text.split_once("\r\n\r\n").is_some_and(|(head, body)| {
        let length = header(head, "content-length").and_then(|length| length.parse().ok());
        body.len() >= length.unwrap_or(0)
    })
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines().find_map(|line| {
        let (found, value) = line.split_once(": ")?;
        found.eq_ignore_ascii_case(name).then_some(value)
    })
}

fn sender(url: &str) -> anyhow::Result<SmsHook> {
    let folder = Folder::new();
    let secret = folder.secret("secret", SECRET);
    let config =
        configured(&format!("[sms]\nurl = \"{url}\"\nsecret_file = {secret:?}\n"), SERVICE);
    SmsHook::new(config.sms.url.as_deref().unwrap(), &config.sms)
}

fn text() -> Message {
    message(Channel::Sms, "+15551234567")
}

async fn send(hook: &SmsHook) -> Result<(), SendError> {
    hook.send(&text()).await
}

#[tokio::test]
async fn eg_5_requests_are_signed_and_fresh() {
    let mut hook = Hook::answering("204 No Content").await;
    let sender = hook.sender();
    let mut nonces = Vec::new();
    for _ in 0..2 {
        send(&sender).await.unwrap();
        let request = hook.requests.recv().await.unwrap();
        let (head, body) = request.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("POST /sms?a=b HTTP/1.1\r\n"), "{head}");
        assert_eq!(header(head, "host"), Some(hook.address.to_string().as_str()));
        assert_eq!(header(head, "content-type"), Some("application/json"));
        let json: serde_json::Value = serde_json::from_str(body).unwrap();
        assert_eq!(json["to"], "+15551234567");
        assert_eq!(json["message"], text().text.as_str());
        assert_eq!((&json["pool"], &json["reason"]), (&"us-east-1_abc".into(), &"SignUp".into()));
        assert_eq!(json["id"], "07".repeat(16));
        assert!(json.get("code").is_none());
        let timestamp = header(head, "x-cognate-timestamp").unwrap();
        let now = SystemTime::UNIX_EPOCH.elapsed().unwrap().as_secs();
        assert!(now.abs_diff(timestamp.parse().unwrap()) < 60);
        let nonce = header(head, "x-cognate-nonce").unwrap();
        let key = hmac::Key::new(hmac::HMAC_SHA256, SECRET.as_bytes());
        let signature = header(head, "x-cognate-signature").unwrap().strip_prefix("v1=").unwrap();
        let signed = format!("{timestamp}.{nonce}.{body}");
        hmac::verify(&key, signed.as_bytes(), &hex::decode(signature).unwrap()).unwrap();
        nonces.push(nonce.to_owned());
    }
    assert_ne!(nonces[0], nonces[1]);
}

#[tokio::test]
async fn rl_8_premium_numbers_are_sent_nothing() {
    let mut hook = Hook::answering("204 No Content").await;
    let sender = hook.sender();
    for to in ["+19005551234", "+97912345678", "+449098790000", "+4190012345"] {
        let error = sender.send(&message(Channel::Sms, to)).await.unwrap_err();
        assert!(!error.retry);
        assert_eq!(error.text, "the number begins with one of sms.refused_prefixes");
    }
    send(&sender).await.unwrap();
    let request = hook.requests.recv().await.unwrap();
    assert!(request.contains("+15551234567"), "only that one was sent");
}

#[tokio::test]
async fn the_answer_says_what_becomes_of_the_message() {
    for (status, retry) in [
        ("400 Bad Request", false),
        ("422 Unprocessable Entity", false),
        ("410 Gone", false),
        ("401 Unauthorized", true),
        ("404 Not Found", true),
        ("429 Too Many Requests", true),
        ("503 Service Unavailable", true),
    ] {
        let hook = Hook::answering(status).await;
        let error = send(&hook.sender()).await.unwrap_err();
        assert_eq!(error.retry, retry, "{status}");
        assert!(error.text.contains(&status[..3]), "{}", error.text);
    }
}

#[tokio::test]
async fn eg_3_redirects_are_not_followed() {
    let mut elsewhere = Hook::answering("204 No Content").await;
    let there = elsewhere.address;
    let answer = format!(
        "HTTP/1.1 307 Temporary Redirect\r\nLocation: http://{there}/\r\nContent-Length: 0\r\n\r\n"
    );
    let hook = Hook::start(answer).await;
    assert!(send(&hook.sender()).await.unwrap_err().retry);
    assert!(elsewhere.requests.try_recv().is_err());
}

#[tokio::test]
async fn eg_3_slow_large_and_broken_answers_end() {
    for (answer, text) in [
        ("nonsense\r\n\r\n".to_owned(), "the answer is broken"),
        (
            "HTTP/1.1 200 OK\r\nContent-Length: 9000000\r\n\r\n".to_owned() + &"x".repeat(2 << 20),
            "the answer is broken",
        ),
        (String::new(), "no answer within five seconds"),
    ] {
        let hook = Hook::start(answer).await;
        let sent = tokio::time::timeout(Duration::from_secs(7), async {
            send(&hook.sender()).await.unwrap_err()
        });
        let error = sent.await.expect("an outcome in time");
        assert!(error.retry && error.text.contains(text), "{}", error.text);
    }
}

#[tokio::test]
async fn eg_2_private_addresses_are_not_called() {
    let error = send(&sender("https://10.0.0.1/sms").unwrap()).await.unwrap_err();
    assert_eq!(error.text, "the hook: the host's address 10.0.0.1 may not be called");
    assert!(error.retry);
    // A name of elsewhere that leads here.
    let error = send(&sender("https://169.254.169.254/latest").unwrap()).await.unwrap_err();
    assert!(error.text.contains("may not be called"), "{}", error.text);
}

#[test]
fn the_secret_is_long_and_private() {
    let folder = Folder::new();
    let short = folder.secret("short", "0123");
    let open = folder.file("open", SECRET);
    let missing = folder.path().join("missing");
    for (file, expected) in
        [(&short, "at least 16"), (&open, "can be read by everybody"), (&missing, "cannot read")]
    {
        let text = format!("[sms]\nurl = \"http://localhost/\"\nsecret_file = {file:?}\n");
        let config = configured(&text, SERVICE);
        let error = SmsHook::new("http://localhost/", &config.sms).err().unwrap();
        assert!(format!("{error:#}").contains(expected), "{error:#}");
        assert!(!format!("{error:#}").contains("0123"));
    }
}
