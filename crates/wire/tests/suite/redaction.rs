use cognate_wire::Value;
use cognate_wire::redact::Redacted;

use crate::sample::REQUEST;

#[test]
fn lg_1_debug_shows_no_secret() {
    let text = |text: &str| Value::from(text);
    let attribute =
        Value::Map(vec![("Name".into(), text("email")), ("Value".into(), text("MARKER"))]);
    let value = Value::Map(vec![
        ("UserPoolId".into(), text("eu_1")),
        ("Password".into(), text("MARKER")),
        ("Code".into(), text("MARKER")),
        ("Secrets".into(), Value::List(vec![text("MARKER")])),
        ("UserAttributes".into(), Value::List(vec![attribute])),
        ("Parameters".into(), Value::Map(vec![("PASSWORD".into(), text("MARKER"))])),
        ("Context".into(), Value::Map(vec![("Name".into(), text("MARKER"))])),
        ("Document".into(), text("MARKER")),
        ("Stranger".into(), text("MARKER")),
    ]);
    assert_eq!(
        format!("{:?}", Redacted(&value, &REQUEST)),
        r#"{"UserPoolId": "eu_1", "Password": ****, "Code": ****, "Secrets": [****], "UserAttributes": [{"Name": "email", "Value": ****}], "Parameters": ****, "Context": ****, "Document": text(6)}"#
    );
    assert!(!format!("{value:?}").contains("MARKER"));
}
