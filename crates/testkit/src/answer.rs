//! What the wire carried back.

use bytes::Bytes;
use http::{HeaderMap, Response};
use serde_json::Value;

/// An answer, read as far as it can be.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Bytes,
    /// The body as JSON; `Null` when it is empty or something else.
    pub json: Value,
}

impl Answer {
    pub(crate) fn new(response: Response<Bytes>) -> Answer {
        let (head, body) = response.into_parts();
        let json = serde_json::from_slice(&body).unwrap_or(Value::Null);
        Answer { status: head.status.as_u16(), headers: head.headers, body, json }
    }

    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("an answer is UTF-8")
    }

    /// The header's value; empty when it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("a header is ASCII"))
    }

    /// The exception's name and text; of an XML error, `Code` and `Message`.
    pub fn error(&self) -> (&str, &str) {
        match self.json["__type"].as_str() {
            Some(code) => (code, self.json["message"].as_str().unwrap_or_default()),
            None => (self.element("Code"), self.element("Message")),
        }
    }

    /// The text of the first XML element of this name; empty when there is none.
    pub fn element(&self, name: &str) -> &str {
        let (open, close) = (format!("<{name}>"), format!("</{name}>"));
        let after = self.text().split_once(&open).map_or("", |(_, after)| after);
        after.split_once(&close).map_or("", |(text, _)| text)
    }

    /// The body of a success.
    #[track_caller]
    pub fn ok(self) -> Value {
        assert_eq!(self.status, 200, "{}", self.text());
        self.json
    }

    /// Exactly this exception with exactly this text, under a status that says error.
    #[track_caller]
    pub fn expect_error(&self, code: &str, message: &str) {
        assert_eq!(self.error(), (code, message), "status {}: {}", self.status, self.text());
        assert!(self.status >= 400, "status {}", self.status);
    }

    /// This exception, whatever it says.
    #[track_caller]
    pub fn expect_code(&self, code: &str) {
        assert_eq!(self.error().0, code, "status {}: {}", self.status, self.text());
        assert!(self.status >= 400, "status {}", self.status);
    }
}
