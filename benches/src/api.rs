//! Requests of the JSON APIs, signed where they must be. Those of the query APIs: [`crate::query`].

use anyhow::{Context, Result, bail};
use cognate_access::sigv4::{Credentials, RequestView, sign};
use serde_json::{Value, json};

use crate::http::{Answer, Connection};

pub const REGION: &str = "us-east-1";

/// One of the JSON APIs.
#[derive(Clone, Copy, Debug)]
pub struct Api {
    /// Of the target header, before the dot.
    prefix: &'static str,
    /// In a signature's scope.
    signing_name: &'static str,
}

pub const USER_POOLS: Api =
    Api { prefix: "AWSCognitoIdentityProviderService", signing_name: "cognito-idp" };
pub const IDENTITY_POOLS: Api =
    Api { prefix: "AWSCognitoIdentityService", signing_name: "cognito-identity" };

/// An access key.
#[derive(Clone, Debug)]
pub struct Key {
    pub id: String,
    pub secret: String,
    /// Of temporary credentials.
    pub token: Option<String>,
}

impl Key {
    /// The key in a credentials file, in the form that AWS's tools share.
    pub fn in_file(text: &str) -> Result<Key> {
        let value = |name: &str| {
            let line = text.lines().find_map(|line| line.strip_prefix(name));
            let value = line.and_then(|line| line.split_once('=')).map(|(_, value)| value.trim());
            value.map(str::to_owned).with_context(|| format!("no {name} in the credentials file"))
        };
        let (id, secret) = (value("aws_access_key_id")?, value("aws_secret_access_key")?);
        Ok(Key { id, secret, token: None })
    }
}

/// The bytes of a call to the user pools, unsigned.
pub fn request(host: &str, operation: &str, input: &Value) -> Vec<u8> {
    USER_POOLS.request(host, operation, input)
}

/// The bytes of a call to the user pools, signed now.
pub fn signed(host: &str, operation: &str, input: &Value, key: &Key) -> Result<Vec<u8>> {
    USER_POOLS.signed(host, operation, input, key)
}

impl Api {
    /// The bytes of a call, unsigned.
    pub fn request(&self, host: &str, operation: &str, input: &Value) -> Vec<u8> {
        let target = format!("{}.{operation}", self.prefix);
        assemble(&headers(host, &target), input.to_string().as_bytes())
    }

    /// The bytes of a call signed now.
    pub fn signed(&self, host: &str, operation: &str, input: &Value, key: &Key) -> Result<Vec<u8>> {
        let target = format!("{}.{operation}", self.prefix);
        sign_and_assemble(
            &headers(host, &target),
            input.to_string().as_bytes(),
            key,
            self.signing_name,
        )
    }

    /// One signed call.
    pub fn admin(
        &self,
        to: &mut Connection,
        host: &str,
        key: &Key,
        name: &str,
        input: &Value,
    ) -> Result<Value> {
        let answer = to.exchange(&self.signed(host, name, input, key)?)?;
        read(&answer).with_context(|| name.to_owned())
    }

    /// One public call.
    pub fn public(
        &self,
        to: &mut Connection,
        host: &str,
        name: &str,
        input: &Value,
    ) -> Result<Value> {
        let answer = to.exchange(&self.request(host, name, input))?;
        read(&answer).with_context(|| name.to_owned())
    }
}

fn headers<'a>(host: &'a str, target: &'a str) -> [(&'static str, &'a str); 3] {
    [("host", host), ("content-type", "application/x-amz-json-1.1"), ("x-amz-target", target)]
}

/// The bytes of a GET.
pub fn get(host: &str, path: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nhost: {host}\r\n\r\n").into_bytes()
}

/// The bytes of a POST to `/` with these headers, signed now.
pub fn sign_and_assemble(
    headers: &[(&'static str, &str)],
    body: &[u8],
    key: &Key,
    signing_name: &str,
) -> Result<Vec<u8>> {
    let raw: Vec<(&str, &[u8])> =
        headers.iter().map(|(name, value)| (*name, value.as_bytes())).collect();
    let view = RequestView { method: "POST", target: "/", headers: &raw, body };
    let credentials = Credentials {
        access_key_id: &key.id,
        secret_access_key: &key.secret,
        session_token: key.token.as_deref(),
    };
    let now_ms = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?.as_millis();
    let added = match sign(&view, &credentials, REGION, signing_name, now_ms as i64) {
        Ok(added) => added,
        Err(error) => bail!("cannot sign: {error:?}"),
    };
    let added = added.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let all: Vec<(&str, &str)> = headers.iter().copied().chain(added).collect();
    Ok(assemble(&all, body))
}

fn assemble(headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
    let mut head = format!("POST / HTTP/1.1\r\ncontent-length: {}\r\n", body.len());
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str("\r\n");
    let mut bytes = head.into_bytes();
    bytes.extend_from_slice(body);
    bytes
}

/// A JSON answer; anything but success is an error with the server's words.
pub fn read(answer: &Answer) -> Result<Value> {
    if answer.status != 200 {
        bail!("{}: {}", answer.status, String::from_utf8_lossy(&answer.body));
    }
    if answer.body.is_empty() {
        return Ok(json!({}));
    }
    serde_json::from_slice(&answer.body).context("an answer that is no JSON")
}

/// One signed call to the user pools.
pub fn admin(
    to: &mut Connection,
    host: &str,
    key: &Key,
    name: &str,
    input: Value,
) -> Result<Value> {
    USER_POOLS.admin(to, host, key, name, &input)
}

/// One public call to the user pools.
pub fn public(to: &mut Connection, host: &str, name: &str, input: &Value) -> Result<Value> {
    USER_POOLS.public(to, host, name, input)
}
