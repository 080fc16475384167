//! Changing the schema of a pool beyond what AWS permits: by operators, never by the API.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::attribute::{self, Attribute, Schema};
use crate::{Map, Pool};

/// One change. Names carry their prefix (`custom:`).
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub enum Change {
    /// Removes a custom attribute, and its values.
    Remove { name: String },
    /// Renames a custom attribute; values move along.
    Rename { name: String, to: String },
    /// Sets what is given of an attribute; the rest stays.
    Set {
        name: String,
        required: Option<bool>,
        mutable: Option<bool>,
        min_length: Option<u32>,
        max_length: Option<u32>,
    },
}

/// Why a change is not possible.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Impossible(pub String);

/// The pool's document with the changes applied, one after another.
pub fn schema(pool: &Pool, changes: &[Change]) -> Result<Map, Impossible> {
    let mut document = pool.document.clone();
    let mut entries =
        document.get("SchemaAttributes").and_then(Value::as_array).cloned().unwrap_or_default();
    for change in changes {
        apply(&mut entries, change)?;
    }
    let readable = Schema::read(&entries)
        .ok_or_else(|| Impossible("the changed schema has bounds that are no numbers".into()))?;
    for alias in [
        ("email", pool.rules.alias_attributes.email),
        ("phone_number", pool.rules.alias_attributes.phone),
        ("preferred_username", pool.rules.alias_attributes.preferred_username),
    ] {
        let required = readable.get(alias.0).is_some_and(|attribute| attribute.required);
        if alias == ("preferred_username", true) && required {
            return Err(Impossible(
                "preferred_username cannot be required where it is an alias".into(),
            ));
        }
    }
    document.insert("SchemaAttributes".into(), entries.into());
    Ok(document)
}

fn apply(entries: &mut Vec<Value>, change: &Change) -> Result<(), Impossible> {
    let at = |entries: &[Value], name: &str| {
        let found = entries.iter().position(|entry| entry["Name"] == name);
        found.ok_or_else(|| Impossible(format!("there is no attribute {name}")))
    };
    match change {
        Change::Remove { name } => {
            custom(name)?;
            entries.remove(at(entries, name)?);
        }
        Change::Rename { name, to } => {
            custom(name)?;
            custom(to)?;
            let bare = to.trim_start_matches("custom:");
            if bare.is_empty() || bare.chars().count() > 20 {
                return Err(Impossible(format!("{to} is not 1 to 20 characters after custom:")));
            }
            if at(entries, to).is_ok() {
                return Err(Impossible(format!("there is an attribute {to} already")));
            }
            let at = at(entries, name)?;
            entries[at]["Name"] = to.as_str().into();
        }
        Change::Set { name, required, mutable, min_length, max_length } => {
            if ["sub", "identities", "email_verified", "phone_number_verified"]
                .contains(&name.as_str())
            {
                return Err(Impossible(format!("{name} is the server's own")));
            }
            let at = at(entries, name)?;
            set(&mut entries[at], name, (*required, *mutable), (*min_length, *max_length))?;
        }
    }
    Ok(())
}

fn set(
    entry: &mut Value,
    name: &str,
    (required, mutable): (Option<bool>, Option<bool>),
    (min, max): (Option<u32>, Option<u32>),
) -> Result<(), Impossible> {
    if let Some(required) = required {
        if required && name.starts_with("custom:") {
            return Err(Impossible(format!("{name}: custom attributes cannot be required")));
        }
        entry["Required"] = required.into();
    }
    if let Some(mutable) = mutable {
        entry["Mutable"] = mutable.into();
    }
    if min.is_none() && max.is_none() {
        return Ok(());
    }
    if entry["AttributeDataType"] != "String" {
        return Err(Impossible(format!("{name} is no text and has no length")));
    }
    if !entry["StringAttributeConstraints"].is_object() {
        entry["StringAttributeConstraints"] = json!({});
    }
    for (member, bound) in [("MinLength", min), ("MaxLength", max)] {
        if let Some(bound) = bound {
            if bound > 2_048 {
                return Err(Impossible(format!("{name}: no value is longer than 2048")));
            }
            entry["StringAttributeConstraints"][member] = bound.to_string().into();
        }
    }
    Ok(())
}

fn custom(name: &str) -> Result<(), Impossible> {
    match name.starts_with("custom:") {
        true => Ok(()),
        false => Err(Impossible(format!("{name} is not a custom attribute"))),
    }
}

/// What becomes of a user.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// The attributes afterwards; None: they stay.
    pub attributes: Option<BTreeMap<String, String>>,
    /// In what the user does not fit the changed schema: attribute and reason. Nothing is lost: such
    /// users stay as they are, and must be mended by themselves or an administrator.
    pub problems: Vec<(String, &'static str)>,
}

/// Applies the changes to a user of a pool with the changed schema.
pub fn user(schema: &Schema, changes: &[Change], attributes: &BTreeMap<String, String>) -> Outcome {
    let mut after = attributes.clone();
    for change in changes {
        match change {
            Change::Remove { name } => drop(after.remove(name)),
            Change::Rename { name, to } => {
                if let Some(value) = after.remove(name) {
                    after.insert(to.clone(), value);
                }
            }
            Change::Set { .. } => {}
        }
    }
    let mut problems = Vec::new();
    for required in schema.required().filter(|required| !after.contains_key(&required.name)) {
        problems.push((required.name.clone(), "is required and missing"));
    }
    for (name, value) in &after {
        if schema.get(name).is_some_and(|attribute| !fits(attribute, value)) {
            problems.push((name.clone(), "is too short or too long"));
        }
    }
    let attributes = (after != *attributes).then_some(after);
    Outcome { attributes, problems }
}

fn fits(attribute: &Attribute, value: &str) -> bool {
    let attribute::Kind::String { min, max } = attribute.kind else { return true };
    let length = value.chars().count();
    min.is_none_or(|min| length >= min) && max.is_none_or(|max| length <= max)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries() -> Vec<Value> {
        let entry = |name: &str, max: &str| {
            json!({ "Name": name, "AttributeDataType": "String", "DeveloperOnlyAttribute": false,
                "Mutable": true, "Required": false,
                "StringAttributeConstraints": { "MinLength": "0", "MaxLength": max } })
        };
        vec![entry("sub", "2048"), entry("email", "2048"), entry("custom:team", "10")]
    }

    fn text(map: &[(&str, &str)]) -> BTreeMap<String, String> {
        map.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect()
    }

    #[test]
    fn attributes_are_removed_renamed_and_set() {
        let rename = Change::Rename { name: "custom:team".into(), to: "custom:crew".into() };
        let set = Change::Set {
            name: "email".into(),
            required: Some(true),
            mutable: None,
            min_length: None,
            max_length: Some(12),
        };
        let changes = [rename, set];
        let mut changed = entries();
        changes.iter().for_each(|change| apply(&mut changed, change).unwrap());
        let schema = Schema::read(&changed).unwrap();
        assert!(schema.get("custom:team").is_none() && schema.get("email").unwrap().required);

        let moved = user(&schema, &changes, &text(&[("custom:team", "red"), ("email", "a@b.c")]));
        let expected = text(&[("custom:crew", "red"), ("email", "a@b.c")]);
        assert_eq!(moved, Outcome { attributes: Some(expected), problems: Vec::new() });
        let lacking = user(&schema, &changes, &text(&[]));
        assert_eq!(lacking.problems, [("email".to_owned(), "is required and missing")]);
        let long = user(&schema, &changes, &text(&[("email", "alice@example.com")]));
        assert_eq!(long.problems, [("email".to_owned(), "is too short or too long")]);

        let remove = Change::Remove { name: "custom:crew".into() };
        apply(&mut changed, &remove).unwrap();
        let gone = user(&schema, &[remove], &text(&[("custom:crew", "red"), ("email", "a@b.c")]));
        assert_eq!(gone.attributes, Some(text(&[("email", "a@b.c")])));
    }

    #[test]
    fn what_cannot_be_is_refused() {
        let set = |name: &str, required, max_length| Change::Set {
            name: name.into(),
            required,
            mutable: None,
            min_length: None,
            max_length,
        };
        for change in [
            Change::Remove { name: "email".into() },
            Change::Remove { name: "custom:none".into() },
            Change::Rename { name: "custom:team".into(), to: "team".into() },
            Change::Rename { name: "custom:team".into(), to: "custom:team".into() },
            Change::Rename { name: "custom:team".into(), to: format!("custom:{}", "x".repeat(21)) },
            set("sub", Some(false), None),
            set("custom:team", Some(true), None),
            set("email", None, Some(4_096)),
            set("phone", Some(true), None),
        ] {
            assert!(apply(&mut entries(), &change).is_err(), "{change:?}");
        }
    }
}
