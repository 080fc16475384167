use cognate_wire::Value;
use cognate_wire::json::{Limits, parse, render};
use proptest::prelude::*;

use crate::sample;

fn parsed(body: &str) -> Result<Value, String> {
    parse(body.as_bytes(), Limits::default()).map_err(|error| error.0)
}

fn rendered(value: &Value) -> String {
    String::from_utf8(render(value)).expect("JSON is UTF-8")
}

#[test]
fn bodies_that_are_no_json() {
    for body in
        ["{", "{}x", "{\"a\":1,}", "nul", "'a'", "{\"a\":\"\\ud800\"}", "[1e999]", "\u{feff}{}"]
    {
        assert_eq!(parsed(body), Err("Unexpected token received from parser".into()), "{body}");
    }
    let not_utf8 = parse(b"{\"a\":\"\xff\"}", Limits::default());
    assert!(not_utf8.is_err());
}

#[test]
fn il_2_depth_duplicates_and_numbers_are_bounded() {
    let nested = |depth| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert!(parsed(&nested(64)).is_ok());
    for depth in [65, 127, 128, 100_000] {
        assert!(parsed(&nested(depth)).is_err(), "{depth}");
    }
    assert!(parsed(&"{\"a\":".repeat(65)).is_err());
    let duplicate = Err("Duplicate field found in structure or map".to_owned());
    assert_eq!(parsed(r#"{"a":1,"b":2,"a":3}"#), duplicate);
    assert_eq!(parsed(r#"{"x":[{"a":1,"\u0061":3}]}"#), duplicate);
    assert_eq!(parsed("9223372036854775807"), Ok(Value::Int(i64::MAX)));
    assert_eq!(parsed("9223372036854775808"), Ok(Value::Float(2f64.powi(63))));
}

#[test]
fn an_empty_body_is_an_empty_map() {
    assert_eq!(parsed(""), Ok(Value::object()));
}

#[test]
fn answers() {
    for (value, expected) in [
        (Value::Time(1_700_000_000_123), "1700000000.123"),
        (Value::Time(1_700_000_000_120), "1700000000.12"),
        (Value::Time(1_700_000_000_000), "1700000000"),
        (Value::Time(-1_500), "-1.5"),
        (Value::Bytes(vec![0, 255]), "\"AP8=\""),
        (Value::Float(1.5), "1.5"),
        (Value::from("\u{1}\"\\/é"), r#""\u0001\"\\/é""#),
        (
            Value::Map(vec![("a".into(), Value::Null), ("b".into(), Value::Bool(true))]),
            r#"{"b":true}"#,
        ),
        (Value::List(vec![Value::Int(1), Value::Null]), "[1,null]"),
    ] {
        assert_eq!(rendered(&value), expected);
    }
}

proptest! {
    #[test]
    fn render_then_parse_is_identity(value in sample::json_value()) {
        prop_assert_eq!(parse(&render(&value), Limits::default()), Ok(value));
    }

    #[test]
    fn both_json_forms_agree(value in sample::json_value()) {
        let through_serde: serde_json::Value =
            serde_json::from_slice(&render(&value)).expect("rendered JSON parses");
        prop_assert_eq!(&through_serde, &value.to_json());
    }

    #[test]
    fn any_bytes_are_parsed_without_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = parse(&bytes, Limits::default());
    }
}
