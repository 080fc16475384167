//! Between shapes and the documents that the rules take and give: JSON under AWS's names.

use serde_json::Value as Json;

use cognate_domain::Map;
use cognate_wire::schema::{Kind, Member};
use cognate_wire::{Schema, Shape, Value};

use crate::error::{Error, Result};

/// A request, as the rules take it.
pub fn of<T: Shape>(request: &T) -> Map {
    match request.write().to_json() {
        Json::Object(members) => members,
        // No structure is written as anything else.
        _ => Map::new(),
    }
}

/// A shape from a document. Only types are checked: what a response shows may break the constraints
/// of requests (`custom:` makes an attribute's name longer than it may be asked for).
///
/// An error means that the document was written by another version.
pub fn read<T: Shape>(document: Map) -> Result<T> {
    let value = Value::from_json(Json::Object(document));
    if !fits(&value, T::SCHEMA) {
        let name = T::SCHEMA.name;
        return Err(Error::internal(format!("a stored document does not read as {name}")));
    }
    Ok(T::read(value))
}

fn fits(value: &Value, schema: &Schema) -> bool {
    match (&schema.kind, value) {
        (Kind::Structure(members), Value::Map(_)) => members.iter().all(|m| member_fits(value, m)),
        (Kind::List { member, .. }, Value::List(items)) => {
            items.iter().all(|item| fits(item, member))
        }
        (Kind::Map { value: item, .. }, Value::Map(members)) => {
            members.iter().all(|(_, value)| fits(value, item))
        }
        (Kind::Text(rules), Value::Text(text)) => {
            rules.values.is_empty() || rules.values.contains(&text.as_str())
        }
        (Kind::Integer { .. } | Kind::Long { .. }, Value::Int(_))
        | (Kind::Boolean, Value::Bool(_))
        | (Kind::Document, _) => true,
        // Documents hold no other kinds: no times, no bytes, no fractions.
        _ => false,
    }
}

fn member_fits(structure: &Value, member: &Member) -> bool {
    match structure.get(member.name) {
        None | Some(Value::Null) => !member.required,
        Some(value) => fits(value, member.schema),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cognate_shapes::idp::{LambdaConfigType, UserPoolType};
    use serde_json::json;

    fn map(json: Json) -> Map {
        json.as_object().unwrap().clone()
    }

    #[test]
    fn a_shape_survives_the_way_there_and_back() {
        let document = map(json!({
            "Name": "p",
            "Policies": { "PasswordPolicy": { "MinimumLength": 8, "RequireNumbers": true } },
            "UserPoolTags": { "team": "identity" },
            "SchemaAttributes": [{ "Name": format!("custom:{}", "x".repeat(20)) }],
            "MfaConfiguration": "OFF",
        }));
        let shape: UserPoolType = read(document.clone()).unwrap();
        assert_eq!(of(&shape), document);
    }

    #[test]
    fn what_another_version_wrote_is_an_error() {
        for document in [
            json!({ "MfaConfiguration": "SOMETIMES" }),
            json!({ "Name": 3 }),
            json!({ "Policies": [] }),
            json!({ "AutoVerifiedAttributes": [null] }),
        ] {
            let error = read::<UserPoolType>(map(document.clone())).err();
            assert_eq!(error.map(|error| error.status), Some(500), "{document}");
        }
        assert!(read::<LambdaConfigType>(map(json!({ "CustomSMSSender": {} }))).is_err());
        assert!(read::<LambdaConfigType>(map(json!({ "Unknown": 1 }))).is_ok());
    }
}
