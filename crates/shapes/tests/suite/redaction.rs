use std::collections::BTreeMap;

use cognate_shapes::{idp, sts};
use cognate_wire::redact::Redacted;
use cognate_wire::{Kind, Schema, Value};

use crate::SERVICES;

const MARKER: &str = "CANARY";

#[test]
fn lg_1_debug_of_requests_and_answers_shows_no_secret() {
    let secret = || MARKER.to_owned();
    let request = idp::SignUpRequest {
        client_id: secret(),
        username: secret(),
        password: Some(secret()),
        secret_hash: Some(secret()),
        user_attributes: Some(vec![idp::AttributeType {
            name: "email".to_owned(),
            value: Some(secret()),
        }]),
        ..Default::default()
    };
    let shown = format!("{request:?}");
    assert!(!shown.contains(MARKER), "{shown}");
    assert!(shown.starts_with("SignUpRequest {") && shown.contains("email"), "{shown}");

    let challenge = idp::RespondToAuthChallengeRequest {
        client_id: "c".to_owned(),
        challenge_name: idp::ChallengeNameType::SmsMfa,
        session: Some(secret()),
        challenge_responses: Some(BTreeMap::from([("SMS_MFA_CODE".to_owned(), secret())])),
        analytics_metadata: None,
        user_context_data: None,
        client_metadata: None,
    };
    assert!(!format!("{challenge:?}").contains(MARKER));

    let tokens = idp::InitiateAuthResponse {
        authentication_result: Some(idp::AuthenticationResultType {
            access_token: Some(secret()),
            id_token: Some(secret()),
            refresh_token: Some(secret()),
            ..Default::default()
        }),
        ..Default::default()
    };
    assert!(!format!("{tokens:?}").contains(MARKER));

    let credentials = sts::Credentials {
        secret_access_key: secret(),
        session_token: secret(),
        ..Default::default()
    };
    assert!(!format!("{credentials:?}").contains(MARKER));
}

/// Every text, however deep, at or below a sensitive shape.
#[test]
fn lg_1_nothing_below_a_sensitive_shape_is_shown() {
    for operation in SERVICES.iter().flat_map(|it| it.operations) {
        for schema in [Some(operation.input), operation.output].into_iter().flatten() {
            let value = marked(schema, false);
            let shown = format!("{:?}", Redacted(&value, schema));
            assert!(!shown.contains(MARKER), "{}: {shown}", operation.name);
        }
    }
}

fn marked(schema: &Schema, inside: bool) -> Value {
    let secret = inside || schema.sensitive || schema.unlogged;
    match &schema.kind {
        Kind::Structure(members) => Value::Map(
            members.iter().map(|it| (it.name.to_owned(), marked(it.schema, secret))).collect(),
        ),
        Kind::List { member, .. } => Value::List(vec![marked(member, secret)]),
        Kind::Map { value, .. } => Value::Map(vec![("key".to_owned(), marked(value, secret))]),
        Kind::Text(_) => Value::from(if secret { MARKER } else { "shown" }),
        _ => Value::Bool(true),
    }
}
