//! Which operation a request names, and what is answered when there is none behind the name.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use cognate_core::call::Handler;
use cognate_shapes::operation::{Auth, Operation, Service};
use cognate_shapes::{iam, identity, idp, sts};
use cognate_testkit::{AccessKey, Answer, Cognate, Value as Json, allow, json};
use cognate_wire::Value;
use http::{HeaderValue, Method};

use crate::example::{self, Extent};

const SERVICES: [&Service; 4] = [&idp::SERVICE, &identity::SERVICE, &sts::SERVICE, &iam::SERVICE];

fn is_built(cognate: &Cognate, service: &Service, operation: &Operation) -> bool {
    let door = cognate.node.doors().iter().find(|door| door.service.name == service.name);
    !matches!(door.expect("a door per service").handler(operation), Handler::Missing)
}

/// The smallest request that the model accepts.
async fn call(cognate: &Cognate, service: &Service, operation: &Operation) -> Answer {
    call_as(cognate, &cognate.root, service, operation).await
}

async fn call_as(
    cognate: &Cognate,
    key: &AccessKey,
    service: &Service,
    operation: &Operation,
) -> Answer {
    // A form cannot spell the structure that AssumeRoot requires without any member of it.
    let extent = if operation.name == "AssumeRoot" { Extent::Full } else { Extent::Minimal };
    let input = example::of(operation.input, extent);
    let request = match service.target_prefix {
        Some(prefix) => {
            let mut request = cognate.json_request(prefix, operation.name, &json!({}));
            *request.body_mut() = cognate_wire::json::render(&input).into();
            request
        }
        None => {
            let mut parameters = vec![
                ("Action".to_owned(), operation.name.to_owned()),
                ("Version".to_owned(), service.version.to_owned()),
            ];
            flatten("", &input, &mut parameters);
            let borrowed: Vec<(&str, &str)> =
                parameters.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            cognate.query_request(&borrowed)
        }
    };
    let request = match operation.auth {
        Auth::Signed => cognate.signed(key, service.signing_name, "us-east-1", request),
        _ => request,
    };
    cognate.send(request).await
}

/// A value in the spelling of the query protocol.
fn flatten(path: &str, value: &Value, out: &mut Vec<(String, String)>) {
    let at = |name: &str| match path {
        "" => name.to_owned(),
        path => format!("{path}.{name}"),
    };
    match value {
        Value::Map(members) => {
            for (name, value) in members {
                flatten(&at(name), value, out);
            }
        }
        Value::List(items) if items.is_empty() => out.push((path.to_owned(), String::new())),
        Value::List(items) => {
            for (index, item) in items.iter().enumerate() {
                flatten(&at(&format!("member.{}", index + 1)), item, out);
            }
        }
        Value::Text(text) => out.push((path.to_owned(), text.clone())),
        Value::Int(number) => out.push((path.to_owned(), number.to_string())),
        Value::Bool(flag) => out.push((path.to_owned(), flag.to_string())),
        Value::Bytes(bytes) => out.push((path.to_owned(), STANDARD.encode(bytes))),
        other => panic!("{path} is {other:?}"),
    }
}

#[tokio::test]
async fn every_operation_that_is_not_built_says_so() {
    let cognate = Cognate::start().await;
    let mut unbuilt = 0;
    for service in SERVICES {
        for operation in service.operations {
            if is_built(&cognate, service, operation) {
                continue;
            }
            unbuilt += 1;
            let answer = call(&cognate, service, operation).await;
            assert_eq!(answer.status, 501, "{}: {}", operation.name, answer.text());
            let name = operation.name;
            let text = format!("The operation {name} is not available in this version of Cognate.");
            answer.expect_error("NotImplementedException", &text);
        }
    }
    let all: usize = SERVICES.iter().map(|service| service.operations.len()).sum();
    let built: usize = cognate.node.doors().iter().map(|door| door.built().count()).sum();
    assert_eq!(unbuilt + built, all);
}

/// Nothing has a hold on these, a trust policy decides, or the client does.
const NOT_DECIDED: [&str; 5] =
    ["AssumeRole", "GetCallerIdentity", "GetClientToken", "GetDerivedToken", "GetSessionToken"];

/// What a refusal says was lacking: action and resource.
fn lacking(answer: &Answer) -> Option<(String, String)> {
    let (code, message) = answer.error();
    let rest = message.split_once(" is not authorized to perform: ")?.1;
    assert!(["AccessDenied", "AccessDeniedException"].contains(&code), "{code}: {message}");
    let (action, rest) = rest.split_once(" on resource: ")?;
    Some((action.to_owned(), rest.split_once(" because ")?.0.to_owned()))
}

/// IM-R1: whoever has no policy may do nothing; whoever is allowed an action on its resource may do that.
#[tokio::test]
async fn every_signed_operation_is_decided_by_policy() {
    let cognate = Cognate::start().await;
    let bob = cognate.iam_user("bob", Json::Null).await;
    let mut decided = 0;
    for service in SERVICES {
        for operation in service.operations {
            if operation.auth != Auth::Signed || NOT_DECIDED.contains(&operation.name) {
                continue;
            }
            decided += 1;
            cognate.iam_policy("bob", "own", Json::Null).await;
            let mut statements = Vec::new();
            let mut answer = call_as(&cognate, &bob, service, operation).await;
            while let Some((action, resource)) = lacking(&answer) {
                let own = format!("{}:{}", service.name, operation.name);
                assert!(!statements.is_empty() || action == own, "{own}: {action}");
                statements.push(allow(&action, &resource));
                assert!(statements.len() <= 4, "{own} goes on asking: {}", answer.text());
                cognate.iam_policy("bob", "own", Json::from(statements.clone())).await;
                answer = call_as(&cognate, &bob, service, operation).await;
            }
            assert!(!statements.is_empty(), "{}: {}", operation.name, answer.text());
        }
    }
    assert!(decided > 200, "{decided}");
}

/// Whatever it answers to a request about nothing, it is the operation that answers.
#[tokio::test]
async fn every_operation_that_is_built_is_routed() {
    let cognate = Cognate::start().await;
    for service in SERVICES {
        for operation in service.operations {
            if is_built(&cognate, service, operation) {
                let answer = call(&cognate, service, operation).await;
                let code = answer.error().0;
                assert!(answer.status < 500, "{}: {}", operation.name, answer.text());
                assert!(!code.starts_with("Unknown") && code != "InvalidAction", "{code}");
            }
        }
    }
}

#[tokio::test]
async fn unknown_targets_are_refused_in_json() {
    let cognate = Cognate::start().await;
    let prefix = "AWSCognitoIdentityProviderService";
    let cases = [
        (prefix, "NoSuchOperation"),
        (prefix, "initiateauth"),
        ("AWSCognitoIdentityProviderServic", "InitiateAuth"),
        ("com.amazonaws.cognito.identity.model.AWSCognitoIdentityService", "InitiateAuth"),
    ];
    for (prefix, name) in cases {
        let answer = cognate.send(cognate.json_request(prefix, name, &json!({}))).await;
        let text = format!("The operation {prefix}.{name} is unknown.");
        answer.expect_error("UnknownOperationException", &text);
        assert_eq!(answer.status, 400);
        assert_eq!(answer.header("content-type"), "application/x-amz-json-1.1");
    }
    // No service at all, or another method or path.
    let mut bare = cognate.json_request(prefix, "InitiateAuth", &json!({}));
    bare.headers_mut().insert("x-amz-target", HeaderValue::from_static("InitiateAuth"));
    cognate.send(bare).await.expect_code("UnknownOperationException");
    for (method, path) in [(Method::PUT, "/"), (Method::POST, "/elsewhere")] {
        let mut request = cognate.json_request(prefix, "InitiateAuth", &json!({}));
        *request.method_mut() = method;
        *request.uri_mut() = path.parse().unwrap();
        cognate.send(request).await.expect_code("UnknownOperationException");
    }
}

/// Only the target header counts; the content type may be any of the JSON ones.
#[tokio::test]
async fn the_content_type_is_json_or_nothing() {
    let cognate = Cognate::start().await;
    let request = |kind: Option<&'static str>| {
        let prefix = "AWSCognitoIdentityProviderService";
        let mut request = cognate.json_request(prefix, "InitiateAuth", &json!({}));
        request.headers_mut().remove("content-type");
        if let Some(kind) = kind {
            request.headers_mut().insert("content-type", HeaderValue::from_static(kind));
        }
        request
    };
    for kind in [
        None,
        Some("application/x-amz-json-1.1"),
        Some("application/x-amz-json-1.0"),
        Some("application/x-amz-json-1.1; charset=utf-8"),
        Some("Application/JSON"),
    ] {
        cognate.send(request(kind)).await.expect_code("InvalidParameterException");
    }
    let form = request(Some("application/x-www-form-urlencoded"));
    cognate.send(form).await.expect_code("SerializationException");
}

#[tokio::test]
async fn unknown_actions_are_refused_in_xml() {
    let cognate = Cognate::start().await;
    type Case<'a> = (&'a [(&'a str, &'a str)], &'a str, &'a str);
    let cases: [Case; 4] = [
        (
            &[("Action", "NoSuchAction"), ("Version", "2011-06-15")],
            "InvalidAction",
            "Could not find operation NoSuchAction for version 2011-06-15",
        ),
        (
            &[("Action", "GetCallerIdentity"), ("Version", "2010-05-08")],
            "InvalidAction",
            "Could not find operation GetCallerIdentity for version 2010-05-08",
        ),
        (
            &[("Action", "CreateUserPool"), ("Version", "2016-04-18")],
            "InvalidAction",
            "Could not find operation CreateUserPool for version 2016-04-18",
        ),
        (
            &[("Version", "2011-06-15")],
            "MissingAction",
            "Name the operation in X-Amz-Target, or in Action.",
        ),
    ];
    for (parameters, code, message) in cases {
        let answer = cognate.query("sts", parameters).await;
        answer.expect_error(code, message);
        assert_eq!((answer.status, answer.header("content-type")), (400, "text/xml"));
    }
}
