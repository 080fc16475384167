//! E-mails against a mail server that behaves well, and badly.

use std::fmt::Write;
use std::time::Duration;

use cognate_core::notify::{Channel, Message, Reason, SendError, Sender};
use cognate_server::config::Config;
use cognate_server::senders::smtp::Smtp;

use crate::folder::Folder;
use crate::mail_server::{CERTIFICATE, Encryption, MailServer, Manner};
use crate::server::{SERVICE, configured};

pub fn message(channel: Channel, to: &str) -> Message {
    Message {
        id: [7; 16],
        pool: "us-east-1_abc".to_owned(),
        channel,
        to: to.to_owned(),
        from: None,
        reply_to: None,
        subject: "Your code".to_owned(),
        text: "It is 123456.\n.\nA line that is a dot alone.".to_owned(),
        html: None,
        reason: Reason::SignUp,
        code: Some("123456".to_owned()),
        created_ms: 1_800_000_000_000,
    }
}

fn config(server: &MailServer, host: &str, more: &str) -> Config {
    let port = server.address.port();
    let mut text = format!("[email]\nserver = \"{host}:{port}\"\nfrom = \"a@example.com\"\n");
    text.write_str(more).unwrap();
    configured(&text, SERVICE)
}

fn smtp(config: &Config) -> Smtp {
    let server = config.email.server.as_ref().unwrap();
    Smtp::new(server, &config.email, "https://login.example.com").unwrap()
}

async fn send(smtp: &Smtp) -> Result<(), SendError> {
    smtp.send(&message(Channel::Email, "alice@example.org")).await
}

async fn plain() -> (MailServer, Smtp) {
    let server = MailServer::start(Encryption::None, None).await;
    let smtp = smtp(&config(&server, "127.0.0.1", "tls = \"none\"\ntimeout_seconds = 1\n"));
    (server, smtp)
}

#[tokio::test]
async fn letters_arrive_whole_over_one_connection() {
    let (server, smtp) = plain().await;
    for _ in 0..3 {
        send(&smtp).await.unwrap();
    }
    let letters = server.letters();
    assert_eq!((letters.len(), server.connections()), (3, 1));
    assert_eq!(letters[0].from, "MAIL FROM:<a@example.com>");
    assert_eq!(letters[0].to, "RCPT TO:<alice@example.org>");
    assert!(letters[0].text.contains("Subject: Your code\r\n"));
    assert!(letters[0].text.ends_with("It is 123456.\r\n.\r\nA line that is a dot alone.\r\n"));
}

#[tokio::test]
async fn connections_are_used_in_parallel_and_then_kept() {
    let (server, smtp) = plain().await;
    let sent = futures_util::future::join_all((0..8).map(|_| send(&smtp))).await;
    assert!(sent.into_iter().all(|outcome| outcome.is_ok()));
    assert_eq!(server.connections(), 8);
    send(&smtp).await.unwrap();
    assert_eq!((server.letters().len(), server.connections()), (9, 8));
}

#[tokio::test]
async fn a_connection_that_the_server_ended_is_replaced() {
    let (server, smtp) = plain().await;
    server.behave(Manner::OneLetter);
    send(&smtp).await.unwrap();
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    send(&smtp).await.unwrap();
    assert_eq!((server.letters().len(), server.connections()), (2, 2));
    // At once nobody asks; the letter is tried again by the outbox.
    tokio::time::sleep(Duration::from_millis(20)).await;
    assert!(send(&smtp).await.is_err_and(|error| error.retry));
    send(&smtp).await.unwrap();
}

#[tokio::test]
async fn refusals_are_told_apart_and_name_nobody() {
    let (server, smtp) = plain().await;
    for (manner, retry, text) in [
        (Manner::Later, true, "the mail server answered 451 4.7.1 greylisted"),
        (Manner::Never, false, "the mail server answered 550 5.1.1 unknown"),
        (Manner::Closed, true, "the mail server answered 550 not for you"),
    ] {
        server.behave(manner);
        let error = send(&smtp).await.unwrap_err();
        assert_eq!((error.retry, error.text.as_str()), (retry, text));
    }
    server.behave(Manner::Good);
    send(&smtp).await.unwrap();
}

#[tokio::test]
async fn nonsense_silence_and_broken_connections_are_tried_again_later() {
    let (server, smtp) = plain().await;
    for manner in [Manner::Nonsense, Manner::Endless, Manner::Dropped, Manner::Silent, Manner::Slow]
    {
        server.behave(manner);
        let sent = tokio::time::timeout(Duration::from_secs(3), send(&smtp)).await;
        let error = sent.expect("an outcome in time").unwrap_err();
        assert!(error.retry && !error.text.is_empty());
    }
    assert!(server.letters().is_empty());
    server.behave(Manner::Good);
    send(&smtp).await.unwrap();
    drop(server);
}

#[tokio::test]
async fn nobody_at_the_address() {
    let (server, _) = plain().await;
    let config = config(&server, "127.0.0.1", "tls = \"none\"\n");
    let mut at = config.email.server.clone().unwrap();
    at.port = 1;
    let smtp = Smtp::new(&at, &config.email, "http://127.0.0.1:1").unwrap();
    let error = send(&smtp).await.unwrap_err();
    assert!(error.retry);
    assert_eq!(error.text, "nothing answers at the mail server's address");
}

#[tokio::test]
async fn tls_1_letters_and_passwords_travel_encrypted() {
    let folder = Folder::new();
    let root = folder.file("root.pem", CERTIFICATE);
    let password = folder.secret("password", "hunter2\n");
    for (encryption, tls) in [(Encryption::Starttls, "starttls"), (Encryption::FromTheStart, "tls")]
    {
        let server = MailServer::start(encryption, Some("me/hunter2")).await;
        let more = format!(
            "tls = \"{tls}\"\nroot_certificate = {root:?}\nuser = \"me\"\npassword_file = {password:?}\n"
        );
        let smtp = smtp(&config(&server, "localhost", &more));
        send(&smtp).await.unwrap();
        let letter = server.letters().remove(0);
        assert!(letter.encrypted);
        assert_eq!(letter.login.as_deref(), Some("me/hunter2"));
    }
}

#[tokio::test]
async fn tls_1_no_letter_leaves_without_the_encryption_that_is_configured() {
    let folder = Folder::new();
    let root = folder.file("root.pem", CERTIFICATE);
    let trusted = format!("root_certificate = {root:?}\ntimeout_seconds = 2\n");
    // Offers no STARTTLS.
    let bare = MailServer::start(Encryption::None, None).await;
    let error = send(&smtp(&config(&bare, "localhost", &trusted))).await.unwrap_err();
    assert!(error.retry, "{}", error.text);
    // Has a certificate of nobody we trust, or for another name.
    for (host, more) in [("localhost", ""), ("127.0.0.1", trusted.as_str())] {
        let server = MailServer::start(Encryption::Starttls, None).await;
        let error = send(&smtp(&config(&server, host, more))).await.unwrap_err();
        assert!(error.retry, "{}", error.text);
        assert!(server.letters().is_empty());
    }
    assert!(bare.letters().is_empty());
}

#[tokio::test]
async fn a_wrong_password_is_for_the_operator_to_mend() {
    let folder = Folder::new();
    let password = folder.secret("password", "wrong");
    let server = MailServer::start(Encryption::None, Some("me/hunter2")).await;
    let more = format!("tls = \"none\"\nuser = \"me\"\npassword_file = {password:?}\n");
    let error = send(&smtp(&config(&server, "127.0.0.1", &more))).await.unwrap_err();
    assert_eq!(
        (error.retry, error.text.as_str()),
        (true, "the mail server answered 535 5.7.8 wrong")
    );
}
