//! [`Value`] to JSON text.

use std::io::Write as _;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::Value;

/// Writes a value: times as seconds with at most three decimals, bytes as base64, no null members.
pub fn render(value: &Value) -> Vec<u8> {
    let mut out = Vec::with_capacity(256);
    write(value, &mut out);
    out
}

fn write(value: &Value, out: &mut Vec<u8>) {
    match value {
        Value::Null => out.extend_from_slice(b"null"),
        Value::Bool(it) => out.extend_from_slice(if *it { b"true" } else { b"false" }),
        Value::Int(it) => write!(out, "{it}").expect("writing to memory cannot fail"),
        Value::Float(it) => write_json(it, out),
        Value::Text(it) => write_json(it, out),
        Value::Bytes(it) => write_json(&STANDARD.encode(it), out),
        Value::Time(ms) => out.extend_from_slice(seconds(*ms).as_bytes()),
        Value::List(items) => {
            out.push(b'[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.push(b',');
                }
                write(item, out);
            }
            out.push(b']');
        }
        Value::Map(members) => {
            out.push(b'{');
            let shown = members.iter().filter(|(_, value)| !value.is_null());
            for (at, (name, value)) in shown.enumerate() {
                if at > 0 {
                    out.push(b',');
                }
                write_json(name, out);
                out.push(b':');
                write(value, out);
            }
            out.push(b'}');
        }
    }
}

fn write_json<T: serde::Serialize + ?Sized>(it: &T, out: &mut Vec<u8>) {
    serde_json::to_writer(out, it).expect("texts and numbers can always be written");
}

/// Exact decimal notation: `1700000000.123`, `1700000000`.
fn seconds(ms: i64) -> String {
    let sign = if ms < 0 { "-" } else { "" };
    let (whole, rest) = (ms.unsigned_abs() / 1000, ms.unsigned_abs() % 1000);
    if rest == 0 {
        return format!("{sign}{whole}");
    }
    format!("{sign}{whole}.{rest:03}").trim_end_matches('0').to_owned()
}
