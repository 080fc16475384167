//! The mailbox of development: nothing leaves, everything can be read.
//!
//! `GET /_cognate/messages` is for tests, `GET /_cognate/mailbox` for people; both only with `--dev`,
//! under its host and origin rules.

mod html;
mod page;
mod query;

use std::collections::VecDeque;
use std::future::ready;

use bytes::Bytes;
use http::Response;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderValue, StatusCode};
use parking_lot::Mutex;
use serde_json::{Value, json};

use cognate_core::notify::{Message, Sender, Sent};
use cognate_wire::timestamp::to_iso;

use query::Query;

/// The newest messages are kept, up to this many.
const MESSAGES_MAX: usize = 1_000;

/// A bounded ring of messages.
#[derive(Default)]
pub struct Mailbox(Mutex<VecDeque<Message>>);

impl Mailbox {
    /// As a message arrives; the oldest makes room.
    pub fn keep(&self, message: Message) {
        let mut kept = self.0.lock();
        kept.truncate(MESSAGES_MAX - 1);
        kept.push_front(message);
    }

    pub fn empty(&self) {
        self.0.lock().clear();
    }

    /// The messages as JSON, newest first; `?to=` picks one recipient.
    pub fn json(&self, query: Option<&str>) -> Response<Bytes> {
        let query = Query::of(query);
        let kept = self.0.lock();
        let messages: Vec<Value> =
            kept.iter().filter(|message| query.picks(&message.to)).map(as_json).collect();
        answer("application/json", Value::from(messages).to_string())
    }

    /// The same as a page.
    pub fn page(&self, query: Option<&str>) -> Response<Bytes> {
        let query = Query::of(query);
        let kept = self.0.lock();
        let messages: Vec<&Message> =
            kept.iter().filter(|message| query.picks(&message.to)).collect();
        let mut response =
            answer("text/html; charset=utf-8", page::page(&messages, kept.len(), &query));
        page::protect(response.headers_mut());
        response
    }
}

impl Sender for Mailbox {
    fn send<'a>(&'a self, message: &'a Message) -> Sent<'a> {
        self.keep(message.clone());
        Box::pin(ready(Ok(())))
    }
}

fn as_json(message: &Message) -> Value {
    json!({
        "id": hex::encode(message.id),
        "channel": message.channel.as_str(),
        "to": message.to,
        "subject": message.subject,
        "body": message.text,
        "code": message.code,
        "reason": message.reason.as_str(),
        "created": to_iso(message.created_ms),
    })
}

fn answer(content_type: &'static str, body: String) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from(body));
    *response.status_mut() = StatusCode::OK;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use cognate_core::notify::{Channel, Reason};

    fn message(number: usize) -> Message {
        Message {
            id: [number as u8; 16],
            pool: "us-east-1_abc".to_owned(),
            channel: Channel::Email,
            to: format!("{number}+tag@example.com"),
            from: None,
            reply_to: None,
            subject: "Subject".to_owned(),
            text: "Text".to_owned(),
            html: None,
            reason: Reason::SignUp,
            code: None,
            created_ms: 1_800_000_000_000,
        }
    }

    fn recipients(mailbox: &Mailbox, query: Option<&str>) -> Vec<String> {
        let body = mailbox.json(query).into_body();
        let messages: Vec<Value> = serde_json::from_slice(&body).unwrap();
        messages.iter().map(|message| message["to"].as_str().unwrap().to_owned()).collect()
    }

    #[test]
    fn the_oldest_make_room() {
        let mailbox = Mailbox::default();
        for number in 0..MESSAGES_MAX + 2 {
            mailbox.keep(message(number));
        }
        let kept = recipients(&mailbox, None);
        assert_eq!(kept.len(), MESSAGES_MAX);
        assert_eq!(kept[0], "1001+tag@example.com");
        assert_eq!(kept[MESSAGES_MAX - 1], "2+tag@example.com");
        mailbox.empty();
        assert!(recipients(&mailbox, None).is_empty());
    }

    #[test]
    fn a_recipient_is_picked_however_it_is_written() {
        let mailbox = Mailbox::default();
        mailbox.keep(message(1));
        mailbox.keep(message(2));
        for query in ["to=1%2Btag%40example.com", "to=1+tag@example.com", "to=1%2bTAG@Example.com"]
        {
            assert_eq!(recipients(&mailbox, Some(query)), ["1+tag@example.com"], "{query}");
        }
        assert!(recipients(&mailbox, Some("to=nobody@example.com")).is_empty());
        assert_eq!(recipients(&mailbox, Some("to=")).len(), 2);
        assert_eq!(recipients(&mailbox, Some("other=1&%zz")).len(), 2);
    }
}
