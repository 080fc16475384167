//! Reading members of checked JSON objects. A member of another type counts as absent: types were
//! checked at the wire.

use serde_json::Value;

use crate::Map;

pub(crate) fn text<'a>(map: &'a Map, name: &str) -> Option<&'a str> {
    map.get(name).and_then(Value::as_str)
}

pub(crate) fn flag(map: &Map, name: &str) -> Option<bool> {
    map.get(name).and_then(Value::as_bool)
}

pub(crate) fn whole(map: &Map, name: &str) -> Option<i64> {
    map.get(name).and_then(Value::as_i64)
}

pub(crate) fn object<'a>(map: &'a Map, name: &str) -> Option<&'a Map> {
    map.get(name).and_then(Value::as_object)
}

pub(crate) fn list<'a>(map: &'a Map, name: &str) -> &'a [Value] {
    map.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// The texts of a list, duplicates dropped, order kept.
pub(crate) fn texts<'a>(map: &'a Map, name: &str) -> Vec<&'a str> {
    let mut out: Vec<&str> = Vec::new();
    for text in list(map, name).iter().filter_map(Value::as_str) {
        if !out.contains(&text) {
            out.push(text);
        }
    }
    out
}

/// Whether a list of texts holds `text`.
pub(crate) fn lists(map: &Map, name: &str, text: &str) -> bool {
    list(map, name).iter().any(|item| item.as_str() == Some(text))
}
