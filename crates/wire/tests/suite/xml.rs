use cognate_wire::Value;
use cognate_wire::xml::{Blame, answer, error};

use crate::sample::REQUEST;

const NAMESPACE: &str = "https://sts.amazonaws.com/doc/2011-06-15/";

#[test]
fn answers_wrap_their_result() {
    let attribute = Value::Map(vec![("Name".into(), Value::from("<a&b>"))]);
    let value = Value::Map(vec![
        // Members come in schema order, whatever the order of the value.
        ("Flag".into(), Value::Bool(true)),
        ("UserPoolId".into(), Value::from("eu_1")),
        ("Limit".into(), Value::Int(5)),
        ("Image".into(), Value::Bytes(vec![255])),
        ("Date".into(), Value::Time(1_738_324_800_000)),
        ("Names".into(), Value::List(vec![])),
        ("UserAttributes".into(), Value::List(vec![attribute])),
        ("Tags".into(), Value::Map(vec![("k".into(), Value::from("v"))])),
        ("Stranger".into(), Value::from("x")),
        ("Mode".into(), Value::Null),
    ]);
    assert_eq!(
        answer("AssumeRole", NAMESPACE, Some((&REQUEST, &value)), "id-1"),
        "<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><AssumeRoleResult>\
         <UserPoolId>eu_1</UserPoolId><Limit>5</Limit><Flag>true</Flag><Image>/w==</Image>\
         <Date>2025-01-31T12:00:00Z</Date><Names></Names><UserAttributes><member>\
         <Name>&lt;a&amp;b&gt;</Name></member></UserAttributes><Tags><entry><key>k</key>\
         <value>v</value></entry></Tags></AssumeRoleResult><ResponseMetadata>\
         <RequestId>id-1</RequestId></ResponseMetadata></AssumeRoleResponse>"
    );
    assert_eq!(
        answer("DeleteRole", NAMESPACE, None, "id-2"),
        "<DeleteRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><ResponseMetadata>\
         <RequestId>id-2</RequestId></ResponseMetadata></DeleteRoleResponse>"
    );
}

#[test]
fn errors_name_who_is_to_blame() {
    assert_eq!(
        error(NAMESPACE, Blame::of(403), "AccessDenied", "no \u{0}\r'\"", "id-3"),
        "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error>\
         <Type>Sender</Type><Code>AccessDenied</Code><Message>no \u{fffd}&#xD;&apos;&quot;</Message>\
         </Error><RequestId>id-3</RequestId></ErrorResponse>"
    );
    assert!(error(NAMESPACE, Blame::of(500), "", "", "").contains("<Type>Receiver</Type>"));
}
