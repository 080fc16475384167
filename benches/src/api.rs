//! Requests of the user-pools API, signed where they must be.

use anyhow::{Context, Result, bail};
use cognate_access::sigv4::{Credentials, RequestView, sign};
use serde_json::{Value, json};

use crate::http::{Answer, Connection};

pub const REGION: &str = "us-east-1";
const PREFIX: &str = "AWSCognitoIdentityProviderService";

/// An access key.
#[derive(Clone, Debug)]
pub struct Key {
    pub id: String,
    pub secret: String,
}

impl Key {
    /// The key in a credentials file, in the form that AWS's tools share.
    pub fn in_file(text: &str) -> Result<Key> {
        let value = |name: &str| {
            let line = text.lines().find_map(|line| line.strip_prefix(name));
            let value = line.and_then(|line| line.split_once('=')).map(|(_, value)| value.trim());
            value.map(str::to_owned).with_context(|| format!("no {name} in the credentials file"))
        };
        Ok(Key { id: value("aws_access_key_id")?, secret: value("aws_secret_access_key")? })
    }
}

/// The bytes of a call, unsigned.
pub fn request(host: &str, operation: &str, input: &Value) -> Vec<u8> {
    let body = input.to_string();
    assemble(host, operation, &[], body.as_bytes())
}

/// The bytes of a call signed now.
pub fn signed(host: &str, operation: &str, input: &Value, key: &Key) -> Result<Vec<u8>> {
    let body = input.to_string();
    let target = format!("{PREFIX}.{operation}");
    let headers: [(&str, &[u8]); 3] = [
        ("host", host.as_bytes()),
        ("content-type", b"application/x-amz-json-1.1"),
        ("x-amz-target", target.as_bytes()),
    ];
    let body = body.as_bytes();
    let view = RequestView { method: "POST", target: "/", headers: &headers, body };
    let credentials =
        Credentials { access_key_id: &key.id, secret_access_key: &key.secret, session_token: None };
    let now_ms = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?.as_millis();
    let added = match sign(&view, &credentials, REGION, "cognito-idp", now_ms as i64) {
        Ok(added) => added,
        Err(error) => bail!("cannot sign: {error:?}"),
    };
    Ok(assemble(host, operation, &added, body))
}

/// The bytes of a GET.
pub fn get(host: &str, path: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nhost: {host}\r\n\r\n").into_bytes()
}

fn assemble(host: &str, operation: &str, added: &[(String, String)], body: &[u8]) -> Vec<u8> {
    let mut head = format!(
        "POST / HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/x-amz-json-1.1\r\n\
         x-amz-target: {PREFIX}.{operation}\r\ncontent-length: {}\r\n",
        body.len()
    );
    for (name, value) in added {
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

/// One signed call.
pub fn admin(
    to: &mut Connection,
    host: &str,
    key: &Key,
    name: &str,
    input: Value,
) -> Result<Value> {
    let answer = to.exchange(&signed(host, name, &input, key)?)?;
    read(&answer).with_context(|| name.to_owned())
}

/// One public call.
pub fn public(to: &mut Connection, host: &str, name: &str, input: &Value) -> Result<Value> {
    let answer = to.exchange(&request(host, name, input))?;
    read(&answer).with_context(|| name.to_owned())
}
