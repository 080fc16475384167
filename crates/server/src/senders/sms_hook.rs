//! Text messages by a hook of the operator's: each is POSTed as JSON, signed.
//!
//! ```text
//! POST /… HTTP/1.1
//! Content-Type: application/json
//! X-Cognate-Timestamp: 1800000000                  seconds since the epoch
//! X-Cognate-Nonce: 5d41402abc4b2a76b9719d911017c592    new for every try
//! X-Cognate-Signature: v1=<hex>                    HMAC-SHA-256 by the secret over
//!                                                  "<timestamp>.<nonce>.<body>"
//!
//! {"id":"…","to":"+15551234567","message":"…","pool":"us-east-1_…","reason":"SignUp"}
//! ```
//!
//! The hook refuses old timestamps and nonces it has seen; `id` stays the same over all tries of a
//! message. Any 2xx means taken; 400, 410 and 422 that this message never will be; everything else,
//! and no answer within five seconds, that it is tried again.

use aws_lc_rs::hmac;
use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{Method, Request, StatusCode};
use serde_json::json;

use cognate_core::clock::Clock;
use cognate_core::notify::{Message, SendError, Sender, Sent};
use cognate_crypto::{Random, SystemRandom};

use crate::cognate::WallClock;
use crate::config::Sms;
use crate::egress::{Client, Guard, Target};
use crate::senders::secret;

const SECRET_BYTES_MIN: usize = 16;

/// The hook, and the key that signs what it gets.
pub struct SmsHook {
    client: Client,
    key: hmac::Key,
    /// Beginnings of numbers that are sent nothing (RL-8).
    refused_prefixes: Vec<String>,
}

impl SmsHook {
    pub fn new(url: &str, config: &Sms) -> anyhow::Result<SmsHook> {
        let target = Target::parse(url).map_err(anyhow::Error::msg)?;
        let guard = Guard::Public { further: config.allow_networks.clone() };
        let client = Client::new(target, guard, config.root_certificate.as_deref())?;
        let Some(file) = &config.secret_file else { anyhow::bail!("secret_file is not set") };
        let secret = secret::read(file)?;
        if secret.len() < SECRET_BYTES_MIN {
            anyhow::bail!("{}: at least {SECRET_BYTES_MIN} characters", file.display());
        }
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
        Ok(SmsHook { client, key, refused_prefixes: config.refused_prefixes.clone() })
    }

    async fn post(&self, message: &Message) -> Result<(), SendError> {
        if self.refused_prefixes.iter().any(|prefix| message.to.starts_with(prefix)) {
            return Err(SendError::permanent("the number begins with one of sms.refused_prefixes"));
        }
        let body = json!({
            "id": hex::encode(message.id),
            "to": message.to,
            "message": message.text,
            "pool": message.pool,
            "reason": message.reason.as_str(),
        });
        let body = body.to_string();
        let timestamp = WallClock.now_ms().div_euclid(1_000).to_string();
        let random: &dyn Random = &SystemRandom;
        let nonce = hex::encode(random.array::<16>());
        let request = Request::builder()
            .method(Method::POST)
            .header(CONTENT_TYPE, "application/json")
            .header("x-cognate-signature", self.signature(&timestamp, &nonce, &body))
            .header("x-cognate-timestamp", timestamp)
            .header("x-cognate-nonce", nonce)
            .body(Bytes::from(body))
            .map_err(|_| SendError::temporary("the request cannot be written"))?;
        let answer = self.client.send(request).await;
        let answer = answer.map_err(|error| SendError::temporary(format!("the hook: {error}")))?;
        verdict(answer.status())
    }

    fn signature(&self, timestamp: &str, nonce: &str, body: &str) -> String {
        let signed = format!("{timestamp}.{nonce}.{body}");
        format!("v1={}", hex::encode(hmac::sign(&self.key, signed.as_bytes())))
    }
}

impl Sender for SmsHook {
    fn send<'a>(&'a self, message: &'a Message) -> Sent<'a> {
        Box::pin(self.post(message))
    }
}

fn verdict(status: StatusCode) -> Result<(), SendError> {
    if status.is_success() {
        return Ok(());
    }
    let text = format!("the hook answered {}", status.as_u16());
    Err(match status {
        StatusCode::BAD_REQUEST | StatusCode::GONE | StatusCode::UNPROCESSABLE_ENTITY => {
            SendError::permanent(text)
        }
        _ => SendError::temporary(text),
    })
}
