use cognate_wire::json::{Limits, parse};
use cognate_wire::{Protocol, Rejection, Schema, Value, accept};
use proptest::prelude::*;

use crate::sample::{self, REQUEST};

fn check(body: &str) -> Result<Value, Rejection> {
    let value = parse(body.as_bytes(), Limits::default()).expect("test bodies are JSON");
    accept(value, &REQUEST, Protocol::Json)
}

/// The body with a valid pool id in front.
fn with_id(members: &str) -> String {
    format!(r#"{{"UserPoolId":"eu_1",{members}}}"#)
}

#[test]
fn wrong_types_get_the_texts_of_the_java_services() {
    for (members, expected) in [
        (r#""Mode":1"#, "NUMBER_VALUE can not be converted to a String"),
        (r#""Mode":1.5"#, "NUMBER_VALUE can not be converted to a String"),
        (r#""Mode":true"#, "TRUE_VALUE can not be converted to a String"),
        (r#""Mode":false"#, "FALSE_VALUE can not be converted to a String"),
        (r#""Mode":[]"#, "Start of list found where not expected"),
        (r#""Mode":{}"#, "Start of structure or map found where not expected."),
        (r#""Limit":"1""#, "STRING_VALUE can not be converted to an Integer"),
        (r#""Limit":true"#, "TRUE_VALUE can not be converted to an Integer"),
        (r#""Limit":[1]"#, "Start of list found where not expected"),
        (r#""Long":"1""#, "STRING_VALUE can not be converted to a Long"),
        (r#""Ratio":"1""#, "STRING_VALUE can not be converted to a Double"),
        (r#""Flag":1"#, "NUMBER_VALUE can not be converted to a Boolean"),
        (r#""Flag":"true""#, "STRING_VALUE can not be converted to an Boolean"),
        (r#""Image":1"#, "NUMBER_VALUE can not be converted to a Blob"),
        (r#""Image":"%%""#, "STRING_VALUE can not be converted to a Blob"),
        (r#""Date":"yesterday""#, "STRING_VALUE can not be converted to a Timestamp"),
        (r#""Date":1e300"#, "NUMBER_VALUE can not be converted to a Timestamp"),
        (r#""Modes":"OFF""#, "Expected list or null"),
        (r#""Modes":{}"#, "Start of structure or map found where not expected."),
        (r#""Modes":["OFF",1]"#, "NUMBER_VALUE can not be converted to a String"),
        (r#""Tags":"a""#, "Expected map or null"),
        (r#""Tags":[]"#, "Start of list found where not expected"),
        (r#""Context":"a""#, "Expected null"),
        (r#""Context":[]"#, "Start of list found where not expected"),
    ] {
        let Err(Rejection::Malformed(found)) = check(&with_id(members)) else {
            panic!("{members} was not malformed")
        };
        assert_eq!(found.0, expected, "{members}");
    }
    for (body, expected) in [
        ("[]", "Start of list found where not expected"),
        ("null", "Unexpected token received from parser"),
        ("1", "Expected null"),
    ] {
        assert_eq!(check(body).expect_err(body).to_string(), expected);
    }
}

#[test]
fn breached_constraints_get_the_sentences_of_aws() {
    let one = "1 validation error detected: ";
    for (body, expected) in [
        (
            "{}".to_owned(),
            format!("{one}Value null at 'userPoolId' failed to satisfy constraint: Member must not be null"),
        ),
        (
            r#"{"UserPoolId":null}"#.to_owned(),
            format!("{one}Value null at 'userPoolId' failed to satisfy constraint: Member must not be null"),
        ),
        (
            r#"{"UserPoolId":"x"}"#.to_owned(),
            format!(
                "{one}Value 'x' at 'userPoolId' failed to satisfy constraint: Member must satisfy \
                 regular expression pattern: [\\w-]+_[0-9a-zA-Z]+"
            ),
        ),
        (
            r#"{"UserPoolId":""}"#.to_owned(),
            "2 validation errors detected: Value '' at 'userPoolId' failed to satisfy constraint: \
             Member must satisfy regular expression pattern: [\\w-]+_[0-9a-zA-Z]+; Value '' at \
             'userPoolId' failed to satisfy constraint: Member must have length greater than or \
             equal to 1"
                .to_owned(),
        ),
        (
            with_id(r#""Password":"short""#),
            format!(
                "{one}Value at 'password' failed to satisfy constraint: Member must have length \
                 greater than or equal to 6"
            ),
        ),
        (
            with_id(r#""Code":"12345""#),
            format!(
                "{one}Value '12345' at 'code' failed to satisfy constraint: Member must have length \
                 less than or equal to 4"
            ),
        ),
        (
            with_id(r#""Mode":"maybe""#),
            format!(
                "{one}Value 'maybe' at 'mode' failed to satisfy constraint: Member must satisfy enum \
                 value set: [OFF, ON, OPTIONAL]"
            ),
        ),
        (
            with_id(r#""Limit":61"#),
            format!(
                "{one}Value '61' at 'limit' failed to satisfy constraint: Member must have value less \
                 than or equal to 60"
            ),
        ),
        (
            with_id(r#""Limit":-1"#),
            format!(
                "{one}Value '-1' at 'limit' failed to satisfy constraint: Member must have value \
                 greater than or equal to 0"
            ),
        ),
        (
            with_id(r#""Image":"AAAAAAA=""#),
            format!(
                "{one}Value at 'image' failed to satisfy constraint: Member must have length less \
                 than or equal to 4"
            ),
        ),
        (
            with_id(r#""Modes":["ON","on"]"#),
            format!(
                "{one}Value '[ON, on]' at 'modes' failed to satisfy constraint: Member must satisfy \
                 constraint: [Member must satisfy enum value set: [OFF, ON, OPTIONAL]]"
            ),
        ),
        (
            with_id(r#""Modes":["ON","ON","ON"]"#),
            format!(
                "{one}Value '[ON, ON, ON]' at 'modes' failed to satisfy constraint: Member must have \
                 length less than or equal to 2"
            ),
        ),
        (
            with_id(r#""UserAttributes":[{"Name":"ok"},{"Name":"not ok"},{"Value":"secret value"}]"#),
            "3 validation errors detected: Value 'not ok' at 'userAttributes.2.member.name' failed to \
             satisfy constraint: Member must satisfy regular expression pattern: \
             [\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+; Value null at 'userAttributes.3.member.name' failed to \
             satisfy constraint: Member must not be null; Value at 'userAttributes.3.member.value' \
             failed to satisfy constraint: Member must satisfy regular expression pattern: \
             [\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+"
                .to_owned(),
        ),
        (
            with_id(r#""Tags":{"k y":"v","l":"a b"}"#),
            "2 validation errors detected: Value '{k y=v, l=a b}' at 'tags' failed to satisfy \
             constraint: Map keys must satisfy constraint: [Member must have length less than or equal \
             to 8, Member must have length greater than or equal to 1, Member must satisfy regular \
             expression pattern: [\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+]; Value '{k y=v, l=a b}' at 'tags' \
             failed to satisfy constraint: Map value must satisfy constraint: [Member must have length \
             less than or equal to 8, Member must have length greater than or equal to 1, Member must \
             satisfy regular expression pattern: [\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+]"
                .to_owned(),
        ),
        (
            with_id(r#""Levels":{"one":{}}"#),
            format!(
                "{one}Value null at 'levels.one.member.name' failed to satisfy constraint: Member must \
                 not be null"
            ),
        ),
    ] {
        assert_eq!(check(&body).expect_err(&body).to_string(), expected, "{body}");
    }
}

#[test]
fn lg_1_sensitive_values_are_never_echoed() {
    for members in [
        r#""Password":"MARKER""#.replace("MARKER", "M ARKER"),
        r#""Secrets":["M ARKER"]"#.to_owned(),
        r#""Secrets":["M-ARKER-1","M-ARKER-2"]"#.to_owned(),
        r#""Context":{"Name":"M ARKER"}"#.to_owned(),
        r#""UserAttributes":[{"Name":"a","Value":"M ARKER"}]"#.to_owned(),
        r#""Password":["M ARKER"]"#.to_owned(),
        r#""Date":"M ARKER""#.to_owned(),
    ] {
        let error = check(&with_id(&members)).expect_err(&members);
        assert!(!format!("{error}{error:?}").contains("ARKER"), "{error}");
    }
}

#[test]
fn values_are_converted_and_nulls_and_strangers_dropped() {
    let body = with_id(
        r#""Stranger":{"a":[null]},"Ratio":2,"Limit":1.9,"Image":"AAEC","Date":1700000000.123,
           "Password":null,"Modes":[null,"ON"],"Parameters":{"DEVICE_KEY":null,"USERNAME":"u"},
           "Document":{"kept":null}"#,
    );
    let members = [
        ("UserPoolId", Value::from("eu_1")),
        ("Limit", Value::Int(1)),
        ("Ratio", Value::Float(2.0)),
        ("Image", Value::Bytes(vec![0, 1, 2])),
        ("Date", Value::Time(1_700_000_000_123)),
        ("Document", Value::Map(vec![("kept".into(), Value::Null)])),
        ("Modes", Value::List(vec![Value::from("ON")])),
        ("Parameters", Value::Map(vec![("USERNAME".into(), Value::from("u"))])),
    ];
    let expected = Value::Map(members.into_iter().map(|(n, v)| (n.to_owned(), v)).collect());
    assert_eq!(check(&body), Ok(expected));
}

#[test]
fn lengths_count_code_points() {
    assert!(check(&with_id(r#""Names":["𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞"]"#)).is_ok());
    assert!(check(&with_id(r#""Names":["𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞"]"#)).is_err());
}

#[test]
fn recursive_shapes_are_followed() {
    let deep = r#""Tree":{"Children":[{"Children":[{"Children":[]}]}]}"#;
    assert!(check(&with_id(deep)).is_ok());
    assert!(check(&with_id(&deep.replace("[]", "1"))).is_err());
}

#[test]
fn the_list_of_problems_ends() {
    let items = vec![r#"{}"#; 5000].join(",");
    let error = check(&with_id(&format!(r#""UserAttributes":[{items}]"#))).expect_err("no names");
    assert!(error.to_string().starts_with("100 validation errors detected: "));
    let long = "x ".repeat(100_000);
    let error = check(&with_id(&format!(r#""Names":["{long}"]"#))).expect_err("too long");
    assert!(error.to_string().len() < 2_000);
}

proptest! {
    #[test]
    fn any_value_is_judged_without_panic(value in sample::json_value()) {
        for schema in [&REQUEST, &sample::TREE, &sample::ATTRIBUTES, &sample::TAGS] {
            let _ = accept(value.clone(), schema, Protocol::Json);
            let _ = accept(value.clone(), schema, Protocol::Query);
        }
    }

    #[test]
    fn accepted_values_are_accepted_again_unchanged(value in sample::request()) {
        let schema: &Schema = &REQUEST;
        prop_assert_eq!(accept(value.clone(), schema, Protocol::Json), Ok(value));
    }
}
