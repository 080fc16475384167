//! Defining a schema: `Schema` of CreateUserPool and `CustomAttributes` of AddCustomAttributes.

use serde_json::{Value, json};

use super::permission::is_server_owned;
use super::schema::{Attribute, Kind};
use crate::member::{flag, object, text};
use crate::{Map, Refusal, refusal};

const CUSTOM_ATTRIBUTES_MAX: usize = 50;
/// Longest value of any attribute, in characters.
const VALUE_LENGTH_MAX: usize = 2048;

/// The schema of a new pool: the standard attributes, customised, and custom ones after them.
pub(crate) fn define(given: &[Value]) -> Result<Vec<Value>, Refusal> {
    let mut schema = standard();
    let (known, custom): (Vec<&Map>, Vec<&Map>) =
        given.iter().filter_map(Value::as_object).partition(|entry| is_standard_name(entry));
    let mut seen = Vec::new();
    for entry in known {
        let name = text(entry, "Name").unwrap_or_default();
        if seen.contains(&name) {
            return Err(exists(name));
        }
        seen.push(name);
        if let Some(Value::Object(stored)) = schema.iter_mut().find(|stored| stored["Name"] == name)
        {
            customise(stored, entry, name)?;
        }
    }
    append(&mut schema, &custom)?;
    Ok(schema)
}

/// A schema with custom attributes appended.
pub(crate) fn add_custom(schema: &[Value], given: &[Value]) -> Result<Vec<Value>, Refusal> {
    let mut schema = schema.to_vec();
    let given: Vec<&Map> = given.iter().filter_map(Value::as_object).collect();
    append(&mut schema, &given)?;
    Ok(schema)
}

/// In `Schema` a standard name means the standard attribute; AddCustomAttributes knows custom ones only.
fn is_standard_name(entry: &Map) -> bool {
    standard().iter().any(|stored| entry.get("Name") == stored.get("Name"))
}

/// Required, Mutable and the length may change; the type may not, and nothing of what the server owns.
fn customise(stored: &mut Map, given: &Map, name: &str) -> Result<(), Refusal> {
    let same_type =
        given.get("AttributeDataType").is_none_or(|t| *t == stored["AttributeDataType"]);
    if !same_type || flag(given, "DeveloperOnlyAttribute") == Some(true) {
        return Err(refusal::invalid_parameter(format!(
            "You can not change AttributeDataType or set developerOnlyAttribute for standard schema \
             attribute {name}"
        )));
    }
    let before = stored.clone();
    for member in ["Mutable", "Required"] {
        if let Some(value) = given.get(member) {
            stored.insert(member.to_owned(), value.clone());
        }
    }
    for member in ["StringAttributeConstraints", "NumberAttributeConstraints"] {
        let Some(bounds) = object(given, member) else { continue };
        match stored.get_mut(member) {
            Some(Value::Object(merged)) => merged.extend(bounds.clone()),
            _ => return Err(foreign_constraints(name)),
        }
    }
    if is_server_owned(name) && *stored != before {
        return Err(refusal::invalid_parameter(format!(
            "You can not change the standard schema attribute {name}"
        )));
    }
    check(stored)
}

fn append(schema: &mut Vec<Value>, given: &[&Map]) -> Result<(), Refusal> {
    for entry in given {
        let entry = custom(entry)?;
        let name = text(&entry, "Name").unwrap_or_default();
        if schema.iter().any(|stored| stored["Name"] == name) {
            return Err(exists(name));
        }
        schema.push(Value::Object(entry));
    }
    if schema.len() - standard().len() > CUSTOM_ATTRIBUTES_MAX {
        return Err(refusal::invalid_parameter(format!(
            "The user pool can have at most {CUSTOM_ATTRIBUTES_MAX} custom attributes."
        )));
    }
    Ok(())
}

fn custom(given: &Map) -> Result<Map, Refusal> {
    if flag(given, "Required") == Some(true) {
        return Err(refusal::invalid_parameter(
            "Required custom attributes are not supported currently.",
        ));
    }
    let developer_only = flag(given, "DeveloperOnlyAttribute").unwrap_or(false);
    let prefix = if developer_only { "dev" } else { "custom" };
    let name = format!("{prefix}:{}", text(given, "Name").unwrap_or_default());
    let data_type = text(given, "AttributeDataType").unwrap_or("String");
    let mut entry = Map::new();
    let constraints = match data_type {
        "String" => Some("StringAttributeConstraints"),
        "Number" => Some("NumberAttributeConstraints"),
        _ => None,
    };
    for member in ["StringAttributeConstraints", "NumberAttributeConstraints"] {
        match (object(given, member), constraints == Some(member)) {
            (Some(bounds), true) => drop(entry.insert(member.to_owned(), bounds.clone().into())),
            (Some(_), false) => return Err(foreign_constraints(&name)),
            (None, true) => drop(entry.insert(member.to_owned(), json!({}))),
            (None, false) => {}
        }
    }
    entry.insert("Name".into(), name.into());
    entry.insert("AttributeDataType".into(), data_type.into());
    entry.insert("DeveloperOnlyAttribute".into(), developer_only.into());
    entry.insert("Mutable".into(), flag(given, "Mutable").unwrap_or(true).into());
    entry.insert("Required".into(), false.into());
    check(&entry)?;
    Ok(entry)
}

/// The bounds must be numbers in order, lengths at most what any value may have.
fn check(entry: &Map) -> Result<(), Refusal> {
    let in_order = match Attribute::read(entry).map(|attribute| attribute.kind) {
        Some(Kind::String { min, max }) => {
            let max = max.unwrap_or(VALUE_LENGTH_MAX);
            min.unwrap_or(0) <= max && max <= VALUE_LENGTH_MAX
        }
        Some(Kind::Number { min, max }) => {
            let (min, max) = (min.unwrap_or(f64::MIN), max.unwrap_or(f64::MAX));
            min.is_finite() && max.is_finite() && min <= max
        }
        Some(Kind::DateTime | Kind::Boolean) => true,
        None => false,
    };
    if in_order {
        return Ok(());
    }
    let name = text(entry, "Name").unwrap_or_default();
    Err(refusal::invalid_parameter(format!("Invalid constraints for attribute {name}.")))
}

fn exists(name: &str) -> Refusal {
    refusal::invalid_parameter(format!("{name}: Existing attribute already has name {name}."))
}

fn foreign_constraints(name: &str) -> Refusal {
    refusal::invalid_parameter(format!(
        "Constraints of another type than AttributeDataType for attribute {name}."
    ))
}

/// AWS's standard attributes in the order of its answers.
fn standard() -> Vec<Value> {
    let attribute = |name: &str, data_type: &str, mutable: bool, required: bool| {
        json!({"Name": name, "AttributeDataType": data_type, "DeveloperOnlyAttribute": false,
            "Mutable": mutable, "Required": required})
    };
    let string = |name: &str, min: &str, max: &str| {
        let mut entry = attribute(name, "String", true, false);
        entry["StringAttributeConstraints"] = json!({"MinLength": min, "MaxLength": max});
        entry
    };
    let plain = |name: &str| string(name, "0", "2048");
    let mut sub = string("sub", "1", "2048");
    sub["Mutable"] = false.into();
    sub["Required"] = true.into();
    let mut updated_at = attribute("updated_at", "Number", true, false);
    updated_at["NumberAttributeConstraints"] = json!({"MinValue": "0"});
    let mut identities = attribute("identities", "String", true, false);
    identities["StringAttributeConstraints"] = json!({});
    vec![
        sub,
        plain("name"),
        plain("given_name"),
        plain("family_name"),
        plain("middle_name"),
        plain("nickname"),
        plain("preferred_username"),
        plain("profile"),
        plain("picture"),
        plain("website"),
        plain("email"),
        attribute("email_verified", "Boolean", true, false),
        plain("gender"),
        string("birthdate", "10", "10"),
        plain("zoneinfo"),
        plain("locale"),
        plain("phone_number"),
        attribute("phone_number_verified", "Boolean", true, false),
        plain("address"),
        updated_at,
        identities,
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attribute::Schema;

    fn defined(given: Value) -> Result<Vec<Value>, String> {
        define(given.as_array().unwrap()).map_err(|refusal| refusal.message)
    }

    #[test]
    fn a_bare_schema_is_awss() {
        let schema = define(&[]).unwrap();
        assert_eq!(schema.len(), 21);
        assert_eq!(
            schema[0],
            json!({"Name": "sub", "AttributeDataType": "String", "DeveloperOnlyAttribute": false,
                "Mutable": false, "Required": true,
                "StringAttributeConstraints": {"MinLength": "1", "MaxLength": "2048"}})
        );
        let typed = Schema::read(&schema).unwrap();
        assert_eq!(typed.required().count(), 0);
        assert_eq!(
            typed.get("birthdate").unwrap().kind,
            Kind::String { min: Some(10), max: Some(10) }
        );
        assert_eq!(typed.get("email_verified").unwrap().kind, Kind::Boolean);
    }

    #[test]
    fn standard_attributes_can_be_customised() {
        let schema = defined(json!([
            {"Name": "email", "AttributeDataType": "String", "Required": true, "Mutable": false,
             "StringAttributeConstraints": {"MaxLength": "100"}}]))
        .unwrap();
        let email = Schema::read(&schema).unwrap().get("email").unwrap().clone();
        assert!(email.required && !email.mutable);
        assert_eq!(email.kind, Kind::String { min: Some(0), max: Some(100) });
    }

    #[test]
    fn custom_attributes_get_prefix_and_defaults() {
        let schema = defined(json!([
            {"Name": "tier", "AttributeDataType": "String"},
            {"Name": "age", "AttributeDataType": "Number",
             "NumberAttributeConstraints": {"MinValue": "0", "MaxValue": "150"}},
            {"Name": "secret", "AttributeDataType": "String", "DeveloperOnlyAttribute": true}]))
        .unwrap();
        assert_eq!(
            schema[21],
            json!({"Name": "custom:tier", "AttributeDataType": "String", "Mutable": true,
                "DeveloperOnlyAttribute": false, "Required": false,
                "StringAttributeConstraints": {}})
        );
        assert_eq!(schema[22]["NumberAttributeConstraints"]["MaxValue"], "150");
        assert_eq!(schema[23]["Name"], "dev:secret");
    }

    #[test]
    fn bad_schemas_are_refused_with_awss_texts() {
        let cases = [
            (
                json!([{"Name": "email", "AttributeDataType": "Number"}]),
                "You can not change AttributeDataType or set developerOnlyAttribute for standard \
                 schema attribute email",
            ),
            (
                json!([{"Name": "name", "DeveloperOnlyAttribute": true}]),
                "You can not change AttributeDataType or set developerOnlyAttribute for standard \
                 schema attribute name",
            ),
            (
                json!([{"Name": "x", "AttributeDataType": "String", "Required": true}]),
                "Required custom attributes are not supported currently.",
            ),
            (
                json!([{"Name": "sub", "Mutable": true}]),
                "You can not change the standard schema attribute sub",
            ),
            (
                json!([{"Name": "email_verified", "Required": true}]),
                "You can not change the standard schema attribute email_verified",
            ),
            (
                json!([{"Name": "x"}, {"Name": "x"}]),
                "custom:x: Existing attribute already has name custom:x.",
            ),
            (
                json!([{"Name": "email"}, {"Name": "email"}]),
                "email: Existing attribute already has name email.",
            ),
            (
                json!([{"Name": "x", "StringAttributeConstraints": {"MaxLength": "2049"}}]),
                "Invalid constraints for attribute custom:x.",
            ),
            (
                json!([{"Name": "x", "StringAttributeConstraints":
                    {"MinLength": "9", "MaxLength": "8"}}]),
                "Invalid constraints for attribute custom:x.",
            ),
            (
                json!([{"Name": "x", "AttributeDataType": "Number",
                    "NumberAttributeConstraints": {"MinValue": "nan"}}]),
                "Invalid constraints for attribute custom:x.",
            ),
            (
                json!([{"Name": "x", "AttributeDataType": "Boolean",
                    "StringAttributeConstraints": {}}]),
                "Constraints of another type than AttributeDataType for attribute custom:x.",
            ),
        ];
        for (given, text) in cases {
            assert_eq!(defined(given.clone()).unwrap_err(), text, "{given}");
        }
    }

    #[test]
    fn fifty_custom_attributes_are_the_most() {
        let many = |n: usize| (0..n).map(|i| json!({"Name": format!("a{i}")})).collect::<Vec<_>>();
        let schema = define(&many(50)).unwrap();
        let refused = add_custom(&schema, &[json!({"Name": "one-more"})]).unwrap_err();
        assert!(refused.message.contains("at most 50"));
        let fewer = define(&many(2)).unwrap();
        let again = add_custom(&fewer, &[json!({"Name": "email"}), json!({"Name": "a1"})]);
        assert_eq!(
            again.unwrap_err().message,
            "custom:a1: Existing attribute already has name custom:a1."
        );
    }
}
