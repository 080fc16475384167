//! Running rows.

use std::collections::BTreeSet;

use cognate_shapes::idp::Op;
use cognate_shapes::operation::{Auth, Operation};
use cognate_testkit::{Cognate, Value, json};
use cognate_wire::{Kind, Schema};

use super::{LeftOut, Row};
use crate::read_back;

/// What placeholders stand for is made anew for each use.
pub struct Scene(Cognate);

struct Places {
    pool: String,
    client: String,
}

const GROUP: &str = "group";
const USER: &str = "alice";

impl Scene {
    pub async fn start() -> Scene {
        Scene(Cognate::start().await)
    }

    async fn places(&self) -> Places {
        let pool = self.0.create_pool(json!({})).await;
        let client = self.0.create_client(&pool, json!({})).await;
        let group = json!({ "UserPoolId": pool, "GroupName": GROUP });
        self.0.admin("CreateGroup", group).await.ok();
        self.0.create_user(&pool, USER, "Correct-Horse9").await;
        Places { pool, client }
    }

    async fn call(&self, operation: &str, request: Value) -> Value {
        match spec(operation).auth {
            Auth::Signed => self.0.admin(operation, request).await.ok(),
            _ => self.0.call(operation, request).await.ok(),
        }
    }

    async fn set(&self, row: &Row, places: &Places, request: &Value) -> Value {
        self.call(row.operation, filled(request, places, &Value::Null)).await
    }

    /// What the twin shows.
    async fn shown(&self, row: &Row, places: &Places, answer: &Value) -> Value {
        let whole = self.call(row.twin, filled(&row.ask, places, answer)).await;
        whole.pointer(row.shown).cloned().unwrap_or_default()
    }

    /// Sets the sample, and returns what the twin does not show of it.
    pub async fn read_back(&self, row: &Row, sample: &Value) -> Vec<String> {
        let places = self.places().await;
        let answer = self.set(row, &places, sample).await;
        let shown = self.shown(row, &places, &answer).await;
        let mut expected = sample.clone();
        for (path, _) in row.unshown {
            remove(&mut expected, &path.split('.').collect::<Vec<_>>());
        }
        let members = expected.as_object_mut().expect("a request is an object");
        members.retain(|_, value| !value.as_str().is_some_and(is_placeholder));
        for (asked, name) in row.renamed {
            if let Some(value) = members.remove(*asked) {
                members.insert((*name).to_owned(), value);
            }
        }
        read_back::differences(&expected, &shown)
    }

    /// Sets the first sample and then the keys alone; returns what was not reset, or not kept.
    pub async fn leave_out(&self, row: &Row) -> Vec<String> {
        let (keys, kept) = match &row.left_out {
            LeftOut::Created => return Vec::new(),
            LeftOut::Reset(keys, kept) => (keys, Some(*kept)),
            LeftOut::Kept(keys) => (keys, None),
        };
        let places = self.places().await;
        let after = async |request: &Value| {
            let answer = self.set(row, &places, request).await;
            self.shown(row, &places, &answer).await
        };
        let mut bare = after(keys).await;
        let full = after(&row.samples[0]).await;
        let left = after(keys).await;
        let Some(kept) = kept else { return both_ways(&full, &left) };
        for pointer in kept {
            let (was, stays) = (bare.pointer_mut(pointer), full.pointer(pointer));
            let (Some(was), Some(stays)) = (was, stays) else {
                return vec![format!("{pointer} is not shown")];
            };
            if was == stays {
                return vec![format!("{pointer} does not tell: the sample sets the default")];
            }
            *was = stays.clone();
        }
        both_ways(&bare, &left)
    }
}

fn both_ways(expected: &Value, shown: &Value) -> Vec<String> {
    let mut differences = read_back::differences(expected, shown);
    differences.extend(read_back::differences(shown, expected));
    differences
}

fn spec(operation: &str) -> &'static Operation {
    Op::from_name(operation).unwrap_or_else(|| panic!("no operation {operation}")).spec()
}

/// Members of the model that no sample sets and no reason excuses.
pub fn untried(row: &Row) -> Vec<String> {
    let schema = spec(row.operation).input;
    let samples: Vec<&Value> = row.samples.iter().collect();
    let untried = read_back::untried(schema, &samples);
    let excused = |path: &String| {
        row.unshown.iter().any(|(unshown, _)| *path == format!("{}.{unshown}", schema.name))
    };
    untried.into_iter().filter(|path| !excused(path)).collect()
}

/// Excuses for members that the model does not have.
pub fn stale(row: &Row) -> Vec<&'static str> {
    let schema = spec(row.operation).input;
    let has = |path: &&str| has(schema, &path.split('.').collect::<Vec<_>>());
    row.unshown.iter().map(|(path, _)| *path).filter(|path| !has(path)).collect()
}

fn has(schema: &Schema, path: &[&str]) -> bool {
    let Some((first, rest)) = path.split_first() else { return true };
    match &schema.kind {
        Kind::Structure(members) => {
            let member = members.iter().find(|member| member.name == *first);
            member.is_some_and(|member| has(member.schema, rest))
        }
        Kind::List { member, .. } => has(member, path),
        _ => false,
    }
}

fn remove(value: &mut Value, path: &[&str]) {
    match (value, path) {
        (Value::Array(items), path) => items.iter_mut().for_each(|item| remove(item, path)),
        (Value::Object(members), [last]) => drop(members.remove(*last)),
        (Value::Object(members), [first, rest @ ..]) => {
            if let Some(inner) = members.get_mut(*first) {
                remove(inner, rest);
            }
        }
        _ => {}
    }
}

fn is_placeholder(text: &str) -> bool {
    let known: BTreeSet<&str> = ["{pool}", "{client}", "{group}", "{user}"].into();
    known.contains(text) || (text.starts_with("{/") && text.ends_with('}'))
}

/// The request with its placeholders filled in.
fn filled(request: &Value, places: &Places, answer: &Value) -> Value {
    match request {
        Value::String(text) if is_placeholder(text) => match text.as_str() {
            "{pool}" => json!(places.pool),
            "{client}" => json!(places.client),
            "{group}" => json!(GROUP),
            "{user}" => json!(USER),
            pointer => {
                let pointer = pointer.trim_matches(['{', '}']);
                answer.pointer(pointer).unwrap_or_else(|| panic!("no {pointer}")).clone()
            }
        },
        Value::Object(members) => {
            let filled =
                |(name, value): (&String, &Value)| (name.clone(), filled(value, places, answer));
            members.iter().map(filled).collect()
        }
        Value::Array(items) => items.iter().map(|item| filled(item, places, answer)).collect(),
        other => other.clone(),
    }
}
