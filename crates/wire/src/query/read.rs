//! A form's dotted names to a [`Value`], led by the schema.
//!
//! Lists are `Name.member.N`, maps `Name.entry.N.key` and `.value`, structures `Name.Member`; an empty
//! list, map or structure is `Name=`. Indexes are ordered as numbers and may have gaps. All scalars stay
//! texts; [`crate::accept`] converts them.

use std::collections::BTreeMap;

use super::Form;
use crate::schema::{Kind, Schema};
use crate::{Malformed, Value};

/// Most dots in a parameter's name; also the depth of the result.
const SEGMENTS_MAX: usize = 64;

/// Reads the parameters that the schema of an input knows; others are passed over.
pub fn read(form: &Form, schema: &Schema) -> Result<Value, Malformed> {
    let mut root = Node::default();
    for (name, value) in form.pairs() {
        if name.split('.').count() > SEGMENTS_MAX {
            return Err(Malformed::new("Structure is nested too deeply"));
        }
        let leaf =
            name.split('.').fold(&mut root, |node, part| node.children.entry(part).or_default());
        leaf.value = Some(value);
    }
    root.read(schema)
}

/// The parameters as a tree of name segments.
#[derive(Default)]
struct Node<'a> {
    value: Option<&'a str>,
    children: BTreeMap<&'a str, Node<'a>>,
}

impl Node<'_> {
    fn read(&self, schema: &Schema) -> Result<Value, Malformed> {
        let container = matches!(
            schema.kind,
            Kind::Structure(_) | Kind::List { .. } | Kind::Map { .. } | Kind::Document
        );
        match self.value {
            Some(value) if !container && self.children.is_empty() => {
                return Ok(Value::Text(value.to_owned()));
            }
            _ if !container => {
                return Err(Malformed::new("Start of structure or map found where not expected."));
            }
            Some(value) if !value.is_empty() => {
                return Err(Malformed::new("Value found where not expected"));
            }
            _ => {}
        }
        match &schema.kind {
            Kind::List { member, .. } => {
                let items = self.numbered("member")?;
                let items = items.into_iter().map(|item| item.read(member));
                items.collect::<Result<_, _>>().map(Value::List)
            }
            Kind::Map { key, value, .. } => self.map(key, value),
            _ => self.structure(schema),
        }
    }

    fn structure(&self, schema: &Schema) -> Result<Value, Malformed> {
        let mut members = Vec::new();
        for member in schema.members() {
            if let Some(child) = self.children.get(member.name) {
                members.push((member.name.to_owned(), child.read(member.schema)?));
            }
        }
        Ok(Value::Map(members))
    }

    fn map(&self, key: &Schema, value: &Schema) -> Result<Value, Malformed> {
        let mut members: Vec<(String, Value)> = Vec::new();
        let mut seen = std::collections::BTreeSet::new();
        for entry in self.numbered("entry")? {
            let name = entry.children.get("key").map(|node| node.read(key)).transpose()?;
            let item = entry.children.get("value").map(|node| node.read(value)).transpose()?;
            let (Some(Value::Text(name)), Some(item)) = (name, item) else {
                return Err(Malformed::new("Map entry needs a key and a value"));
            };
            if !seen.insert(name.clone()) {
                return Err(Malformed::new("Duplicate field found in structure or map"));
            }
            members.push((name, item));
        }
        Ok(Value::Map(members))
    }

    /// The children `<name>.N` by number.
    fn numbered(&self, name: &str) -> Result<Vec<&Node<'_>>, Malformed> {
        if self.children.keys().any(|other| *other != name) {
            return Err(Malformed::new("Start of structure or map found where not expected."));
        }
        let Some(parent) = self.children.get(name) else { return Ok(Vec::new()) };
        if parent.value.is_some() {
            return Err(Malformed::new("Value found where not expected"));
        }
        let mut found = BTreeMap::new();
        for (index, node) in &parent.children {
            found.insert(number(index)?, node);
        }
        Ok(found.into_values().collect())
    }
}

/// A list index: digits without leading zero, 1 or more.
fn number(text: &str) -> Result<u32, Malformed> {
    match text.parse::<u32>() {
        Ok(0) => Err(Malformed::new("0 is not a valid index")),
        Ok(index) if text.as_bytes()[0].is_ascii_digit() && !text.starts_with('0') => Ok(index),
        _ => Err(Malformed::new("Start of list found where not expected")),
    }
}
