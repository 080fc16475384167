//! `SchemaAttributes`: the standard attributes, their customisation, and custom attributes.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::member::{flag, object, text};
use crate::{Map, Refusal, refusal};

/// Custom attributes of a pool.
const CUSTOM_MAX: usize = 50;
/// Longest value of any attribute.
const LENGTH_MAX: i64 = 2048;

/// What values an attribute takes. Bounds are as given: numbers may exceed every integer type.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    String { min: Option<i64>, max: Option<i64> },
    Number { min: Option<f64>, max: Option<f64> },
    DateTime,
    Boolean,
}

/// One attribute of a pool. `name` carries its prefix (`custom:`, `dev:`).
#[derive(Clone, Debug, PartialEq)]
pub struct Attribute {
    pub name: String,
    pub kind: Kind,
    pub developer_only: bool,
    pub mutable: bool,
    pub required: bool,
}

impl Attribute {
    pub fn is_standard(&self) -> bool {
        !self.name.starts_with("custom:") && !self.developer_only
    }

    fn read(entry: &Map) -> Option<Attribute> {
        let kind = match text(entry, "AttributeDataType")? {
            "String" => {
                let bounds = object(entry, "StringAttributeConstraints");
                let bound = |name| bounds.and_then(|b| text(b, name)).and_then(|n| n.parse().ok());
                Kind::String { min: bound("MinLength"), max: bound("MaxLength") }
            }
            "Number" => {
                let bounds = object(entry, "NumberAttributeConstraints");
                let bound = |name| bounds.and_then(|b| text(b, name)).and_then(|n| n.parse().ok());
                Kind::Number { min: bound("MinValue"), max: bound("MaxValue") }
            }
            "DateTime" => Kind::DateTime,
            "Boolean" => Kind::Boolean,
            _ => return None,
        };
        Some(Attribute {
            name: text(entry, "Name")?.to_owned(),
            kind,
            developer_only: flag(entry, "DeveloperOnlyAttribute")?,
            mutable: flag(entry, "Mutable")?,
            required: flag(entry, "Required")?,
        })
    }
}

/// The attributes of a pool by name.
#[derive(Clone, Debug, PartialEq)]
pub struct Schema(BTreeMap<String, Attribute>);

impl Schema {
    /// Reads the stored list; `None` when an entry is not as `define` writes it.
    pub fn read(entries: &[Value]) -> Option<Schema> {
        let attributes = entries.iter().map(|entry| {
            let attribute = Attribute::read(entry.as_object()?)?;
            Some((attribute.name.clone(), attribute))
        });
        let attributes: BTreeMap<_, _> = attributes.collect::<Option<_>>()?;
        attributes.contains_key("sub").then_some(Schema(attributes))
    }

    pub fn get(&self, name: &str) -> Option<&Attribute> {
        self.0.get(name)
    }

    pub fn iter(&self) -> impl Iterator<Item = &Attribute> {
        self.0.values()
    }

    /// Attributes without which no user is made (`sub` aside, which nobody supplies).
    pub fn required(&self) -> impl Iterator<Item = &Attribute> {
        self.iter().filter(|attribute| attribute.required && attribute.name != "sub")
    }
}

/// The schema of a new pool: the standard attributes, customised and followed by `given`.
pub(crate) fn define(given: &[Value]) -> Result<Vec<Value>, Refusal> {
    let _ = given;
    let _ = (standard(), CUSTOM_MAX, LENGTH_MAX);
    Err(refusal::internal_error("being written"))
}

/// The schema with custom attributes appended.
pub(crate) fn add_custom(schema: &[Value], given: &[Value]) -> Result<Vec<Value>, Refusal> {
    let _ = (schema, given);
    Err(refusal::internal_error("being written"))
}

fn standard() -> Vec<Value> {
    vec![json!({})]
}
