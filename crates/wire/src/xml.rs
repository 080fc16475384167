//! Answers and errors of the aws-query protocol.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::schema::{Kind, Schema};
use crate::{Value, timestamp};

/// Whose fault an error is, by the status: `Sender` below 500, `Receiver` from there on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blame {
    Sender,
    Receiver,
}

impl Blame {
    pub fn of(status: u16) -> Blame {
        if status < 500 { Blame::Sender } else { Blame::Receiver }
    }

    fn text(self) -> &'static str {
        match self {
            Blame::Sender => "Sender",
            Blame::Receiver => "Receiver",
        }
    }
}

/// `<OpResponse><OpResult>…</OpResult><ResponseMetadata>…`; no result element where the operation has
/// no output. Members that the schema does not know are left out.
pub fn answer(
    operation: &str,
    namespace: &str,
    output: Option<(&Schema, &Value)>,
    request_id: &str,
) -> String {
    let mut xml = String::with_capacity(512);
    xml.push_str(&format!("<{operation}Response xmlns=\"{namespace}\">"));
    if let Some((schema, value)) = output {
        element(&format!("{operation}Result"), value, schema, &mut xml);
    }
    xml.push_str("<ResponseMetadata>");
    leaf("RequestId", request_id, &mut xml);
    xml.push_str(&format!("</ResponseMetadata></{operation}Response>"));
    xml
}

/// `<ErrorResponse><Error><Type/><Code/><Message/></Error><RequestId/></ErrorResponse>`.
pub fn error(namespace: &str, blame: Blame, code: &str, message: &str, request_id: &str) -> String {
    let mut xml = format!("<ErrorResponse xmlns=\"{namespace}\"><Error>");
    leaf("Type", blame.text(), &mut xml);
    leaf("Code", code, &mut xml);
    leaf("Message", message, &mut xml);
    xml.push_str("</Error>");
    leaf("RequestId", request_id, &mut xml);
    xml.push_str("</ErrorResponse>");
    xml
}

fn element(name: &str, value: &Value, schema: &Schema, xml: &mut String) {
    if value.is_null() {
        return;
    }
    xml.push_str(&format!("<{name}>"));
    match (&schema.kind, value) {
        (Kind::Structure(members), _) => {
            for member in *members {
                if let Some(found) = value.get(member.name) {
                    element(member.name, found, member.schema, xml);
                }
            }
        }
        (Kind::List { member, .. }, Value::List(items)) => {
            for item in items {
                element("member", item, member, xml);
            }
        }
        (Kind::Map { value: item, .. }, Value::Map(members)) => {
            for (key, value) in members {
                xml.push_str("<entry>");
                leaf("key", key, xml);
                element("value", value, item, xml);
                xml.push_str("</entry>");
            }
        }
        _ => escape(&scalar(value), xml),
    }
    xml.push_str(&format!("</{name}>"));
}

fn scalar(value: &Value) -> String {
    match value {
        Value::Text(it) => it.clone(),
        Value::Bool(it) => it.to_string(),
        Value::Int(it) => it.to_string(),
        Value::Float(it) => it.to_string(),
        Value::Bytes(it) => STANDARD.encode(it),
        Value::Time(ms) => timestamp::to_iso(*ms),
        Value::Null | Value::List(_) | Value::Map(_) => value.to_json().to_string(),
    }
}

fn leaf(name: &str, text: &str, xml: &mut String) {
    xml.push_str(&format!("<{name}>"));
    escape(text, xml);
    xml.push_str(&format!("</{name}>"));
}

/// Markup characters become entities; characters that XML 1.0 cannot carry become U+FFFD.
fn escape(text: &str, xml: &mut String) {
    for c in text.chars() {
        match c {
            '&' => xml.push_str("&amp;"),
            '<' => xml.push_str("&lt;"),
            '>' => xml.push_str("&gt;"),
            '"' => xml.push_str("&quot;"),
            '\'' => xml.push_str("&apos;"),
            // A bare carriage return would be read back as a line feed.
            '\r' => xml.push_str("&#xD;"),
            '\t' | '\n' => xml.push(c),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => xml.push('\u{fffd}'),
            other => xml.push(other),
        }
    }
}
