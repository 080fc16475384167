//! A parsed body or an answer, independent of the protocol.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Number};

use crate::timestamp;

/// A tree of plain values. Maps keep the order in which members were added and never hold a name twice.
#[derive(Clone, PartialEq, Default)]
pub enum Value {
    #[default]
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(String),
    Bytes(Vec<u8>),
    /// Milliseconds since 1970-01-01T00:00:00Z.
    Time(i64),
    List(Vec<Value>),
    Map(Vec<(String, Value)>),
}

impl Value {
    /// An empty map.
    pub fn object() -> Value {
        Value::Map(Vec::new())
    }

    pub fn get(&self, name: &str) -> Option<&Value> {
        self.as_map()?.iter().find(|(member, _)| member == name).map(|(_, value)| value)
    }

    /// Removes a member of a map and returns it.
    pub fn take(&mut self, name: &str) -> Option<Value> {
        let Value::Map(members) = self else { return None };
        let at = members.iter().position(|(member, _)| member == name)?;
        Some(members.remove(at).1)
    }

    /// Adds or replaces a member of a map; `Null` removes it. Does nothing to other values.
    pub fn set(&mut self, name: &str, value: Value) {
        let Value::Map(members) = self else { return };
        let found = members.iter().position(|(member, _)| member == name);
        match (found, value) {
            (Some(at), Value::Null) => drop(members.remove(at)),
            (None, Value::Null) => {}
            (Some(at), value) => members[at].1 = value,
            (None, value) => members.push((name.to_owned(), value)),
        }
    }

    pub fn is_null(&self) -> bool {
        matches!(self, Value::Null)
    }

    pub fn as_text(&self) -> Option<&str> {
        if let Value::Text(text) = self { Some(text) } else { None }
    }

    pub fn as_bool(&self) -> Option<bool> {
        if let Value::Bool(it) = self { Some(*it) } else { None }
    }

    pub fn as_int(&self) -> Option<i64> {
        if let Value::Int(it) = self { Some(*it) } else { None }
    }

    pub fn as_list(&self) -> Option<&[Value]> {
        if let Value::List(items) = self { Some(items) } else { None }
    }

    pub fn as_map(&self) -> Option<&[(String, Value)]> {
        if let Value::Map(members) = self { Some(members) } else { None }
    }

    /// The JSON of this value as [`crate::json::render`] would write it: bytes as base64, times as
    /// seconds, no null members in maps.
    pub fn to_json(&self) -> serde_json::Value {
        use serde_json::Value as Json;
        match self {
            Value::Null => Json::Null,
            Value::Bool(it) => Json::Bool(*it),
            Value::Int(it) => Json::from(*it),
            Value::Float(it) => Number::from_f64(*it).map_or(Json::Null, Json::Number),
            Value::Text(it) => Json::String(it.clone()),
            Value::Bytes(it) => Json::String(STANDARD.encode(it)),
            Value::Time(ms) if ms % 1000 == 0 => Json::from(ms / 1000),
            Value::Time(ms) => Json::from(timestamp::seconds(*ms)),
            Value::List(items) => Json::Array(items.iter().map(Value::to_json).collect()),
            Value::Map(members) => Json::Object(
                members
                    .iter()
                    .filter(|(_, value)| !value.is_null())
                    .map(|(name, value)| (name.clone(), value.to_json()))
                    .collect::<Map<_, _>>(),
            ),
        }
    }

    pub fn from_json(json: serde_json::Value) -> Value {
        use serde_json::Value as Json;
        match json {
            Json::Null => Value::Null,
            Json::Bool(it) => Value::Bool(it),
            Json::Number(it) => match it.as_i64() {
                Some(int) => Value::Int(int),
                None => it.as_f64().map_or(Value::Null, Value::Float),
            },
            Json::String(it) => Value::Text(it),
            Json::Array(items) => Value::List(items.into_iter().map(Value::from_json).collect()),
            Json::Object(members) => {
                Value::Map(members.into_iter().map(|(n, v)| (n, Value::from_json(v))).collect())
            }
        }
    }
}

/// Texts and bytes show only their length: a request carries passwords and tokens (LG-1). To see an
/// answer in full use [`Value::to_json`]; a generated shape's own `Debug` redacts by its schema.
impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Null => f.write_str("null"),
            Value::Bool(it) => write!(f, "{it}"),
            Value::Int(it) => write!(f, "{it}"),
            Value::Float(it) => write!(f, "{it}"),
            Value::Text(it) => write!(f, "text({})", it.len()),
            Value::Bytes(it) => write!(f, "bytes({})", it.len()),
            Value::Time(it) => f.write_str(&timestamp::to_iso(*it)),
            Value::List(items) => f.debug_list().entries(items).finish(),
            Value::Map(members) => {
                f.debug_map().entries(members.iter().map(|(name, value)| (name, value))).finish()
            }
        }
    }
}

impl From<&str> for Value {
    fn from(it: &str) -> Value {
        Value::Text(it.to_owned())
    }
}

impl From<String> for Value {
    fn from(it: String) -> Value {
        Value::Text(it)
    }
}

impl From<bool> for Value {
    fn from(it: bool) -> Value {
        Value::Bool(it)
    }
}

impl From<i64> for Value {
    fn from(it: i64) -> Value {
        Value::Int(it)
    }
}
