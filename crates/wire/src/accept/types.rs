//! Conversion by schema, with the texts AWS's services answer to values of the wrong type (seen on
//! several of its JSON and query services; the article of each text is theirs).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::schema::{Kind, Member, Schema};
use crate::{Malformed, Protocol, Value, timestamp};

pub(super) fn convert(
    value: Value,
    schema: &Schema,
    protocol: Protocol,
) -> Result<Value, Malformed> {
    match &schema.kind {
        Kind::Structure(members) => structure(value, members, protocol),
        Kind::List { member, .. } => list(value, member, protocol),
        Kind::Map { value: item, .. } => map(value, item, protocol),
        Kind::Document => Ok(value),
        Kind::Text(_) => match value {
            Value::Text(_) => Ok(value),
            other => Err(wrong_scalar(&other, "a String")),
        },
        Kind::Integer { .. } => integer(value, "an Integer", protocol),
        Kind::Long { .. } => integer(value, "a Long", protocol),
        Kind::Double => double(value, protocol),
        Kind::Boolean => boolean(value, protocol),
        Kind::Blob { .. } => blob(value),
        Kind::Timestamp => time(value),
    }
}

fn structure(value: Value, known: &[Member], protocol: Protocol) -> Result<Value, Malformed> {
    let mut given = match value {
        Value::Map(members) => members,
        Value::List(_) => return Err(unexpected_list()),
        _ => return Err(Malformed::new("Expected null")),
    };
    let mut accepted = Vec::with_capacity(given.len().min(known.len()));
    for member in known {
        let Some(at) = given.iter().position(|(name, _)| name == member.name) else { continue };
        let value = std::mem::take(&mut given[at].1);
        if !value.is_null() {
            accepted.push((member.name.to_owned(), convert(value, member.schema, protocol)?));
        }
    }
    Ok(Value::Map(accepted))
}

fn list(value: Value, member: &Schema, protocol: Protocol) -> Result<Value, Malformed> {
    let items = match value {
        Value::List(items) => items,
        Value::Map(_) => return Err(unexpected_map()),
        _ => return Err(Malformed::new("Expected list or null")),
    };
    let present = items.into_iter().filter(|item| !item.is_null());
    let converted = present.map(|item| convert(item, member, protocol));
    converted.collect::<Result<_, _>>().map(Value::List)
}

fn map(value: Value, item: &Schema, protocol: Protocol) -> Result<Value, Malformed> {
    let members = match value {
        Value::Map(members) => members,
        Value::List(_) => return Err(unexpected_list()),
        _ => return Err(Malformed::new("Expected map or null")),
    };
    let present = members.into_iter().filter(|(_, value)| !value.is_null());
    let converted =
        present.map(|(key, value)| convert(value, item, protocol).map(|value| (key, value)));
    converted.collect::<Result<_, _>>().map(Value::Map)
}

/// A fraction is cut off, as AWS does; the model's own bounds refuse what is out of range.
fn integer(value: Value, target: &str, protocol: Protocol) -> Result<Value, Malformed> {
    match &value {
        Value::Int(_) => Ok(value),
        Value::Float(it) => Ok(Value::Int(*it as i64)),
        Value::Text(text) if protocol == Protocol::Query => {
            text.parse().map(Value::Int).map_err(|_| wrong_scalar(&value, target))
        }
        _ => Err(wrong_scalar(&value, target)),
    }
}

fn double(value: Value, protocol: Protocol) -> Result<Value, Malformed> {
    match &value {
        Value::Float(_) => Ok(value),
        Value::Int(it) => Ok(Value::Float(*it as f64)),
        Value::Text(text) if protocol == Protocol::Query => match text.parse::<f64>() {
            Ok(it) if it.is_finite() => Ok(Value::Float(it)),
            _ => Err(wrong_scalar(&value, "a Double")),
        },
        _ => Err(wrong_scalar(&value, "a Double")),
    }
}

fn boolean(value: Value, protocol: Protocol) -> Result<Value, Malformed> {
    match &value {
        Value::Bool(_) => Ok(value),
        Value::Text(text) if protocol == Protocol::Query && text.eq_ignore_ascii_case("true") => {
            Ok(Value::Bool(true))
        }
        Value::Text(text) if protocol == Protocol::Query && text.eq_ignore_ascii_case("false") => {
            Ok(Value::Bool(false))
        }
        Value::Text(_) => Err(wrong_scalar(&value, "an Boolean")),
        _ => Err(wrong_scalar(&value, "a Boolean")),
    }
}

fn blob(value: Value) -> Result<Value, Malformed> {
    match &value {
        Value::Bytes(_) => Ok(value),
        Value::Text(text) => {
            STANDARD.decode(text).map(Value::Bytes).map_err(|_| wrong_scalar(&value, "a Blob"))
        }
        _ => Err(wrong_scalar(&value, "a Blob")),
    }
}

fn time(value: Value) -> Result<Value, Malformed> {
    let ms = match &value {
        Value::Time(ms) => Some(*ms),
        Value::Int(seconds) => timestamp::from_seconds(*seconds as f64),
        Value::Float(seconds) => timestamp::from_seconds(*seconds),
        Value::Text(text) => timestamp::from_iso(text),
        _ => None,
    };
    ms.map(Value::Time).ok_or_else(|| wrong_scalar(&value, "a Timestamp"))
}

fn wrong_scalar(value: &Value, target: &str) -> Malformed {
    let token = match value {
        Value::List(_) => return unexpected_list(),
        Value::Map(_) => return unexpected_map(),
        Value::Null => "NULL_VALUE",
        Value::Bool(true) => "TRUE_VALUE",
        Value::Bool(false) => "FALSE_VALUE",
        Value::Int(_) | Value::Float(_) | Value::Time(_) => "NUMBER_VALUE",
        Value::Text(_) | Value::Bytes(_) => "STRING_VALUE",
    };
    Malformed(format!("{token} can not be converted to {target}"))
}

fn unexpected_list() -> Malformed {
    Malformed::new("Start of list found where not expected")
}

fn unexpected_map() -> Malformed {
    Malformed::new("Start of structure or map found where not expected.")
}
