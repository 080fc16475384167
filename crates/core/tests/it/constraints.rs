//! What is wrong with a request is said in AWS's words, before anything is looked up.

use cognate_testkit::{Answer, Cognate, REGION, json};

const USER_POOLS: &str = "AWSCognitoIdentityProviderService";

async fn raw(cognate: &Cognate, operation: &str, body: impl Into<bytes::Bytes>) -> Answer {
    let mut request = cognate.json_request(USER_POOLS, operation, &json!({}));
    *request.body_mut() = body.into();
    cognate.send(request).await
}

#[tokio::test]
async fn constraint_violations_are_listed_in_the_models_words() {
    let cognate = Cognate::start().await;
    let cases = [
        (
            json!({}),
            "2 validation errors detected: \
             Value null at 'authFlow' failed to satisfy constraint: Member must not be null; \
             Value null at 'clientId' failed to satisfy constraint: Member must not be null",
        ),
        (
            json!({ "AuthFlow": "USER_SRP_AUTH", "ClientId": "" }),
            "2 validation errors detected: Value at 'clientId' failed to satisfy constraint: \
             Member must satisfy regular expression pattern: [\\w+]+; \
             Value at 'clientId' failed to satisfy constraint: \
             Member must have length greater than or equal to 1",
        ),
    ];
    for (body, message) in cases {
        let answer = cognate.call("InitiateAuth", body).await;
        answer.expect_error("InvalidParameterException", message);
        assert_eq!(answer.status, 400);
    }
    let answer = cognate.admin("DescribeUserPool", json!({ "UserPoolId": "x" })).await;
    answer.expect_error(
        "InvalidParameterException",
        "1 validation error detected: Value 'x' at 'userPoolId' failed to satisfy constraint: \
         Member must satisfy regular expression pattern: [\\w-]+_[0-9a-zA-Z]+",
    );
    let answer = cognate.admin("ListUserPools", json!({ "MaxResults": 61 })).await;
    answer.expect_error(
        "InvalidParameterException",
        "1 validation error detected: Value '61' at 'maxResults' failed to satisfy constraint: \
         Member must have value less than or equal to 60",
    );
    let flow = json!({ "AuthFlow": "NO_FLOW", "ClientId": "c" });
    let answer = cognate.call("InitiateAuth", flow).await;
    let text = answer.error().1;
    assert!(text.contains("at 'authFlow'") && text.contains("enum value set: ["), "{text}");
}

/// LG-1, PW-9: a secret that breaks a constraint is not repeated.
#[tokio::test]
async fn secrets_are_not_echoed() {
    let cognate = Cognate::start().await;
    let secret = format!("hunter2 {}", "x".repeat(300));
    let body = json!({
        "UserPoolId": format!("{REGION}_AbCdEfGhI"), "Username": "alice", "Password": secret,
    });
    let answer = cognate.admin("AdminSetUserPassword", body).await;
    answer.expect_code("InvalidParameterException");
    assert!(!answer.text().contains("hunter2"), "{}", answer.text());
    assert!(!answer.header("x-amzn-errormessage").contains("hunter2"));
}

#[tokio::test]
async fn a_body_that_is_no_json_or_of_another_type_is_a_serialization_error() {
    let cognate = Cognate::start().await;
    let bodies = [
        "{",
        "[]",
        "null",
        "\"text\"",
        "{\"AuthFlow\": 1}",
        "{\"AuthFlow\": \"USER_SRP_AUTH\", \"AuthParameters\": []}",
        "{\"AuthParameters\": {\"USERNAME\": {}}}",
        // Duplicate keys: two readers could read two things.
        "{\"ClientId\": \"a\", \"ClientId\": \"b\"}",
        "{\"ClientId\": \"a\"} {}",
        "{\"ClientId\": \"\u{0}\"}",
    ];
    for body in bodies {
        let answer = raw(&cognate, "InitiateAuth", body).await;
        answer.expect_code("SerializationException");
        assert_eq!(answer.status, 400, "{body}");
    }
    raw(&cognate, "InitiateAuth", &b"{\"ClientId\": \"\xff\"}"[..])
        .await
        .expect_code("SerializationException");
    // An empty body is an empty request.
    raw(&cognate, "InitiateAuth", "").await.expect_code("InvalidParameterException");
}

/// IL-2
#[tokio::test]
async fn depth_is_bounded() {
    let cognate = Cognate::start().await;
    let nested =
        |depth: usize| format!("{{\"Unknown\": {}{}}}", "[".repeat(depth), "]".repeat(depth));
    let fits = raw(&cognate, "InitiateAuth", nested(63)).await;
    fits.expect_code("InvalidParameterException");
    for depth in [64, 100_000] {
        let answer = raw(&cognate, "InitiateAuth", nested(depth)).await;
        answer.expect_code("SerializationException");
    }
}

#[tokio::test]
async fn unknown_members_and_nulls_are_as_absent() {
    let cognate = Cognate::start().await;
    let body = json!({
        "ClientId": "nosuchclient", "AuthFlow": "USER_PASSWORD_AUTH", "FromTheFuture": [1],
        "ClientMetadata": null, "AuthParameters": { "USERNAME": "a", "PASSWORD": "b", "X": null },
    });
    let answer = cognate.call("InitiateAuth", body).await;
    answer
        .expect_error("ResourceNotFoundException", "User pool client nosuchclient does not exist.");
}

#[tokio::test]
async fn the_query_services_answer_in_xml() {
    let cognate = Cognate::start().await;
    let cases: [(&[(&str, &str)], &str); 3] = [
        (&[("Action", "GetFederationToken")], "ValidationError"),
        (
            &[("Action", "GetFederationToken"), ("Name", "bob"), ("DurationSeconds", "long")],
            "MalformedInput",
        ),
        // Two readers could read two things.
        (&[("Action", "GetCallerIdentity"), ("Action", "GetSessionToken")], "MalformedInput"),
    ];
    for (parameters, code) in cases {
        let mut parameters = parameters.to_vec();
        parameters.push(("Version", "2011-06-15"));
        let answer = cognate.query("sts", &parameters).await;
        answer.expect_code(code);
        assert_eq!((answer.status, answer.header("content-type")), (400, "text/xml"));
        assert_eq!(answer.element("Type"), "Sender");
        assert_eq!(answer.element("RequestId"), answer.header("x-amzn-requestid"));
    }
}
