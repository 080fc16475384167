//! The attributes of a pool, read from `SchemaAttributes`.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::Map;
use crate::member::{flag, object, text};

/// What values an attribute takes.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// Bounds of the length in characters.
    String {
        min: Option<usize>,
        max: Option<usize>,
    },
    Number {
        min: Option<f64>,
        max: Option<f64>,
    },
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

    /// An entry of `SchemaAttributes`; `None` when it is not well formed.
    pub(super) fn read(entry: &Map) -> Option<Attribute> {
        let string = object(entry, "StringAttributeConstraints");
        let number = object(entry, "NumberAttributeConstraints");
        let kind = match text(entry, "AttributeDataType")? {
            "String" => {
                Kind::String { min: bound(string, "MinLength")?, max: bound(string, "MaxLength")? }
            }
            "Number" => {
                Kind::Number { min: bound(number, "MinValue")?, max: bound(number, "MaxValue")? }
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

/// A bound given as text: `Some(None)` when absent, `None` when it is no number.
fn bound<T: std::str::FromStr>(constraints: Option<&Map>, name: &str) -> Option<Option<T>> {
    match constraints.and_then(|c| text(c, name)) {
        None => Some(None),
        Some(text) => text.parse().ok().map(Some),
    }
}

/// The attributes of a pool by name.
#[derive(Clone, Debug, PartialEq)]
pub struct Schema(BTreeMap<String, Attribute>);

impl Schema {
    /// Reads the stored list; `None` when an entry is not as pool creation writes it.
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
