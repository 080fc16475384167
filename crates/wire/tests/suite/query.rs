use cognate_wire::query::{parse, read};
use cognate_wire::schema::NOTHING;
use cognate_wire::{Protocol, Value, accept, timestamp};
use proptest::prelude::*;

use crate::sample::{self, REQUEST};

fn request(form: &str) -> Result<Value, String> {
    let form = parse(form.as_bytes()).map_err(|error| error.0)?;
    let value = read(&form, &REQUEST).map_err(|error| error.0)?;
    accept(value, &REQUEST, Protocol::Query).map_err(|error| error.to_string())
}

fn shown(form: &str) -> String {
    request(form).map_or_else(|error| error, |value| value.to_json().to_string())
}

#[test]
fn forms() {
    let form = parse(b"Action=GetUser&Version=2010-05-08&&a+b=%C3%A9%20+&empty").expect("valid");
    assert_eq!(form.action(), Some("GetUser"));
    assert_eq!(form.version(), Some("2010-05-08"));
    assert_eq!(form.get("a b"), Some("é  "));
    assert_eq!(form.get("empty"), Some(""));
    assert_eq!(read(&form, &NOTHING), Ok(Value::object()));
    for bad in ["a=%", "a=%4", "a=%zz", "a=%ff", "%=1", "a=%C3%28", "a=1&b=2&a=3", "a=1&%61=2"] {
        assert!(parse(bad.as_bytes()).is_err(), "{bad}");
    }
}

#[test]
fn schema_driven_reading() {
    for (form, expected) in [
        ("UserPoolId=eu_1&Other=x&Limit=5", r#"{"Limit":5,"UserPoolId":"eu_1"}"#),
        // Indexes are numbers and may have gaps.
        (
            "UserPoolId=eu_1&Names.member.10=c&Names.member.2=b&Names.member.1=a",
            r#"{"Names":["a","b","c"],"UserPoolId":"eu_1"}"#,
        ),
        (
            "UserPoolId=eu_1&UserAttributes.member.3.Name=a&UserAttributes.member.3.Value=secret",
            r#"{"UserAttributes":[{"Name":"a","Value":"secret"}],"UserPoolId":"eu_1"}"#,
        ),
        ("UserPoolId=eu_1&Names=", r#"{"Names":[],"UserPoolId":"eu_1"}"#),
        (
            "UserPoolId=eu_1&Tags.entry.1.key=k&Tags.entry.1.value=v",
            r#"{"Tags":{"k":"v"},"UserPoolId":"eu_1"}"#,
        ),
        ("UserPoolId=eu_1&Context.Name=n", r#"{"Context":{"Name":"n"},"UserPoolId":"eu_1"}"#),
        (
            "UserPoolId=eu_1&Flag=true&Date=2025-01-31T12:00:00Z&Ratio=0.5",
            r#"{"Date":1738324800,"Flag":true,"Ratio":0.5,"UserPoolId":"eu_1"}"#,
        ),
        ("Limit=x", "STRING_VALUE can not be converted to an Integer"),
        ("Limit=", "STRING_VALUE can not be converted to an Integer"),
        ("Flag=1", "STRING_VALUE can not be converted to an Boolean"),
        ("Ratio=inf", "STRING_VALUE can not be converted to a Double"),
        ("Names=a", "Value found where not expected"),
        ("Names.1=a", "Start of structure or map found where not expected."),
        ("Names.member.x=a", "Start of list found where not expected"),
        ("Names.member.0=a", "0 is not a valid index"),
        ("Names.member.01=a", "Start of list found where not expected"),
        ("Names.member.%2B1=a", "Start of list found where not expected"),
        ("Names.member.99999999999=a", "Start of list found where not expected"),
        ("Limit.x=1", "Start of structure or map found where not expected."),
        ("Limit=1&Limit.x=1", "Start of structure or map found where not expected."),
        ("Tags.entry.1.key=k", "Map entry needs a key and a value"),
        (
            "Tags.entry.1.key=k&Tags.entry.1.value=v&Tags.entry.2.key=k&Tags.entry.2.value=w",
            "Duplicate field found in structure or map",
        ),
    ] {
        assert_eq!(shown(form), expected, "{form}");
    }
    let deep = format!("Tree{}=", ".Children.member.1".repeat(40));
    assert_eq!(shown(&deep), "Structure is nested too deeply");
}

/// Writes a value as a client would.
fn write(prefix: &str, value: &Value, pairs: &mut Vec<String>) {
    let leaf = match value {
        Value::Map(members) if ["Tags", "Parameters"].contains(&prefix) => {
            if members.is_empty() {
                pairs.push(format!("{prefix}="));
            }
            for (at, (key, value)) in members.iter().enumerate() {
                let entry = format!("{prefix}.entry.{}", at + 1);
                write(&format!("{entry}.key"), &Value::Text(key.clone()), pairs);
                write(&format!("{entry}.value"), value, pairs);
            }
            return;
        }
        Value::Map(members) => {
            for (name, value) in members {
                let dot = if prefix.is_empty() { "" } else { "." };
                write(&format!("{prefix}{dot}{name}"), value, pairs);
            }
            return;
        }
        Value::List(items) => {
            if items.is_empty() {
                pairs.push(format!("{prefix}="));
            }
            for (at, item) in items.iter().enumerate() {
                write(&format!("{prefix}.member.{}", at + 1), item, pairs);
            }
            return;
        }
        Value::Text(text) => text.clone(),
        Value::Time(ms) => timestamp::to_iso(*ms),
        other => other.to_json().to_string().trim_matches('"').to_owned(),
    };
    let escaped: String = leaf.bytes().map(|byte| format!("%{byte:02x}")).collect();
    pairs.push(format!("{prefix}={escaped}"));
}

proptest! {
    #[test]
    fn write_then_read_is_identity(value in sample::request()) {
        let mut pairs = Vec::new();
        write("", &value, &mut pairs);
        prop_assert_eq!(request(&pairs.join("&")), Ok(value));
    }

    #[test]
    fn any_text_is_read_without_panic(text in "[A-Za-z0-9.%&=+]{0,80}|\\PC{0,40}") {
        let _ = request(&text);
    }

    #[test]
    fn any_names_are_read_without_panic(
        names in proptest::collection::vec("(Tags|Names|UserAttributes|Tree|Limit)(\\.(member|entry|1|2|key|value|Name|Children)){0,5}", 0..6)
    ) {
        let form: Vec<String> = names.iter().map(|name| format!("{name}=1")).collect();
        let _ = request(&form.join("&"));
    }
}
