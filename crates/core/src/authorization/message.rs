//! Encoded authorization messages: why something was denied, sealed, since it tells of policies that
//! the caller may not know. `DecodeAuthorizationMessage` opens them, for whoever may call it.
//!
//! ```text
//! | form: 1 | expires, ms since the epoch, i64 BE | deflated JSON |
//! ```

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use miniz_oxide::deflate::compress_to_vec;
use miniz_oxide::inflate::decompress_to_vec_with_limit;
use serde_json::{Value as Json, json};

use cognate_access::policy::{Context, Decision, Effect, Value, Verdict};
use cognate_crypto::{Aad, Purpose};

use crate::call::Principal;
use crate::cx::Cx;
use crate::error::{Error, Result};

const FORM: u8 = 1;
const HEAD: usize = 9;
const LIFETIME_MS: i64 = 24 * 3_600_000;
const LEVEL: u8 = 4;
/// Messages travel in a header.
const MESSAGE_BYTES_MAX: usize = 4_096;
/// AWS's limit on what is to be decoded.
const ENCODED_BYTES_MAX: usize = 10_240;
const DOCUMENT_BYTES_MAX: usize = 64 * 1024;

/// A decision against somebody.
pub struct Denial<'a> {
    pub principal: &'a Principal,
    pub action: &'a str,
    pub resource: &'a str,
    pub decision: &'a Decision<'a>,
    pub context: &'a Context,
}

pub async fn seal(cx: &Cx, denial: &Denial<'_>) -> Result<String> {
    let sealed = seal_message(cx, &document(denial, true)).await?;
    if sealed.len() <= MESSAGE_BYTES_MAX {
        return Ok(sealed);
    }
    seal_message(cx, &document(denial, false)).await
}

/// Seals a document for 24 hours.
pub async fn seal_message(cx: &Cx, document: &Json) -> Result<String> {
    let expires = cx.now_ms() + LIFETIME_MS;
    let body = compress_to_vec(document.to_string().as_bytes(), LEVEL);
    let plain = [&[FORM][..], &expires.to_be_bytes(), &body].concat();
    let keys = cx.keys().installation().await?;
    let sealer = keys.sealer(Purpose::AuthorizationMessage);
    Ok(URL_SAFE_NO_PAD.encode(sealer.seal(cx.random(), &aad(&cx.config().account), &plain)))
}

/// The document of an encoded message, as JSON text.
///
/// `InvalidAuthorizationMessageException` for what was not made here, or more than 24 hours ago.
pub async fn open_message(cx: &Cx, message: &str) -> Result<String> {
    let bytes = match message.len() {
        ..=ENCODED_BYTES_MAX => URL_SAFE_NO_PAD.decode(message.trim()).map_err(|_| invalid())?,
        _ => return Err(invalid()),
    };
    let keys = cx.keys().installation().await?;
    let sealer = keys.sealer(Purpose::AuthorizationMessage);
    let plain = sealer.open(&aad(&cx.config().account), &bytes).map_err(|_| invalid())?;
    let Some((&[FORM, ref expires @ ..], body)) = plain.split_first_chunk::<HEAD>() else {
        return Err(invalid());
    };
    if cx.now_ms() >= i64::from_be_bytes(*expires) {
        return Err(invalid());
    }
    let body = decompress_to_vec_with_limit(body, DOCUMENT_BYTES_MAX).map_err(|_| invalid())?;
    String::from_utf8(body).map_err(|_| invalid())
}

fn invalid() -> Error {
    let text = "The authorization message is invalid or has expired.";
    Error::new("InvalidAuthorizationMessageException", text)
}

fn aad(account: &str) -> Aad<'_> {
    Aad { table: "authorization_message", column: "", account, pool: 0, row: &[], version: 1 }
}

/// In AWS's form.
fn document(denial: &Denial, with_conditions: bool) -> Json {
    let Denial { principal, action, resource, decision, context } = denial;
    let denies = decision.reasons.iter().filter(|reason| reason.effect == Effect::Deny);
    let matched: Vec<Json> = denies
        .map(|reason| {
            json!({
                "statementId": reason.sid.unwrap_or_default(),
                "effect": "DENY",
                "policy": reason.policy,
                "statement": reason.statement,
            })
        })
        .collect();
    let conditions: Vec<Json> = match with_conditions {
        true => context.iter().map(condition).collect(),
        false => Vec::new(),
    };
    json!({
        "allowed": false,
        "explicitDeny": decision.verdict == Verdict::ExplicitDeny,
        "matchedStatements": { "items": matched },
        "failures": { "items": [] },
        "context": {
            "principal": { "id": principal.id, "arn": principal.arn },
            "action": action,
            "resource": resource,
            "conditions": { "items": conditions },
        },
    })
}

fn condition((key, value): (&str, &Value)) -> Json {
    let values = match value {
        Value::One(value) => std::slice::from_ref(value),
        Value::Many(values) => values,
    };
    let items: Vec<Json> = values.iter().map(|value| json!({ "value": value })).collect();
    json!({ "key": key, "values": { "items": items } })
}
