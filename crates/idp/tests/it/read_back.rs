//! Comparing what was asked for with what is shown, and both with the model.

use std::collections::BTreeSet;

use cognate_testkit::Value;
use cognate_wire::{Kind, Schema};

/// Where `shown` does not have what `asked` has. It may have more: defaults.
pub fn differences(asked: &Value, shown: &Value) -> Vec<String> {
    let mut found = Vec::new();
    compare("", asked, shown, &mut found);
    found
}

fn compare(path: &str, asked: &Value, shown: &Value, found: &mut Vec<String>) {
    match (asked, shown) {
        (Value::Object(members), Value::Object(_)) => {
            for (name, value) in members {
                compare(&format!("{path}.{name}"), value, &shown[name], found);
            }
        }
        (Value::Array(items), Value::Array(others)) if items.len() == others.len() => {
            for (n, (item, other)) in items.iter().zip(others).enumerate() {
                compare(&format!("{path}[{n}]"), item, other, found);
            }
        }
        _ if asked == shown => {}
        _ => found.push(format!("{path}: asked {asked}, shown {shown}")),
    }
}

/// The members of the model, at any depth, that none of the samples sets.
pub fn untried(schema: &Schema, samples: &[&Value]) -> BTreeSet<String> {
    let mut untried = BTreeSet::new();
    collect(schema.name, schema, samples, &mut untried);
    untried
}

fn collect(path: &str, schema: &Schema, samples: &[&Value], untried: &mut BTreeSet<String>) {
    if samples.is_empty() {
        untried.insert(path.to_owned());
        return;
    }
    match &schema.kind {
        Kind::Structure(members) => {
            for member in *members {
                let inner: Vec<&Value> =
                    samples.iter().filter_map(|sample| sample.get(member.name)).collect();
                collect(&format!("{path}.{}", member.name), member.schema, &inner, untried);
            }
        }
        Kind::List { member, .. } => {
            let items: Vec<&Value> =
                samples.iter().filter_map(|sample| sample.as_array()).flatten().collect();
            collect(path, member, &items, untried);
        }
        Kind::Map { value, .. } => {
            let values: Vec<&Value> =
                samples.iter().filter_map(|s| s.as_object()).flat_map(|s| s.values()).collect();
            collect(path, value, &values, untried);
        }
        _ => {}
    }
}
