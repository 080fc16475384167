//! JSON text to [`Value`]: bounded depth, no name twice in a map, numbers as `i64` or finite `f64`.

use std::fmt;

use serde::de::{self, DeserializeSeed, MapAccess, SeqAccess, Visitor};

use super::Limits;
use crate::{Malformed, Value};

/// Reads one JSON text. An empty body is an empty map, as AWS takes it.
pub fn parse(body: &[u8], limits: Limits) -> Result<Value, Malformed> {
    if body.is_empty() {
        return Ok(Value::object());
    }
    let mut reader = serde_json::Deserializer::from_slice(body);
    let tree = Tree { depth_left: limits.depth_max };
    let value = tree.deserialize(&mut reader).and_then(|value| reader.end().map(|()| value));
    value.map_err(|error| match error.classify() {
        // Our own refusals below; everything else is serde_json's account of a syntax error.
        serde_json::error::Category::Data => own_text(&error.to_string()),
        _ => Malformed::unexpected_token(),
    })
}

const TOO_DEEP: &str = "Structure is nested too deeply";
const DUPLICATE: &str = "Duplicate field found in structure or map";

/// serde_json appends the position to custom errors.
fn own_text(text: &str) -> Malformed {
    match [TOO_DEEP, DUPLICATE].into_iter().find(|own| text.starts_with(own)) {
        Some(own) => Malformed::new(own),
        None => Malformed::unexpected_token(),
    }
}

#[derive(Clone, Copy)]
struct Tree {
    depth_left: usize,
}

impl Tree {
    fn inner<E: de::Error>(self) -> Result<Tree, E> {
        let depth_left = self.depth_left.checked_sub(1).ok_or_else(|| E::custom(TOO_DEEP))?;
        Ok(Tree { depth_left })
    }
}

impl<'de> DeserializeSeed<'de> for Tree {
    type Value = Value;

    fn deserialize<D: serde::Deserializer<'de>>(self, reader: D) -> Result<Value, D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Tree {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, it: bool) -> Result<Value, E> {
        Ok(Value::Bool(it))
    }

    fn visit_i64<E>(self, it: i64) -> Result<Value, E> {
        Ok(Value::Int(it))
    }

    fn visit_u64<E>(self, it: u64) -> Result<Value, E> {
        Ok(i64::try_from(it).map_or(Value::Float(it as f64), Value::Int))
    }

    fn visit_f64<E>(self, it: f64) -> Result<Value, E> {
        Ok(Value::Float(it))
    }

    fn visit_str<E>(self, it: &str) -> Result<Value, E> {
        Ok(Value::Text(it.to_owned()))
    }

    fn visit_string<E>(self, it: String) -> Result<Value, E> {
        Ok(Value::Text(it))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let inner = self.inner()?;
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(inner)? {
            list.push(item);
        }
        Ok(Value::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let inner = self.inner()?;
        let mut members = Vec::new();
        while let Some(name) = entries.next_key::<String>()? {
            members.push((name, entries.next_value_seed(inner)?));
        }
        if has_duplicates(&members) {
            return Err(de::Error::custom(DUPLICATE));
        }
        Ok(Value::Map(members))
    }
}

/// Sorted rather than compared pairwise: a body may hold tens of thousands of names.
fn has_duplicates(members: &[(String, Value)]) -> bool {
    let mut names: Vec<&str> = members.iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    names.windows(2).any(|pair| pair[0] == pair[1])
}
