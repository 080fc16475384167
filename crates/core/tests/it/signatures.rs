//! Who may call a signed operation: nobody without a good signature (SV-R1).

use cognate_shapes::operation::Auth;
use cognate_shapes::{iam, identity, idp, sts};
use cognate_testkit::{AccessKey, Answer, Cognate, REGION, Setup, json};

const USER_POOLS: &str = "AWSCognitoIdentityProviderService";
const STALE: i64 = 301;

/// The model calls them signed, and AWS takes them unsigned: the client's secret stands for a signature.
const OF_CLIENTS: [&str; 2] = ["GetClientToken", "GetDerivedToken"];

#[tokio::test]
async fn every_signed_operation_refuses_unsigned_calls() {
    let cognate = Cognate::start().await;
    let counts = [(&idp::SERVICE, 107), (&identity::SERVICE, 0)];
    for (service, expected) in counts {
        let mut signed = 0;
        for operation in service.operations.iter().filter(|it| it.auth == Auth::Signed) {
            signed += 1;
            let prefix = service.target_prefix.unwrap();
            let request = cognate.json_request(prefix, operation.name, &json!({}));
            let answer = cognate.send(request).await;
            if OF_CLIENTS.contains(&operation.name) {
                answer.expect_code("InvalidParameterException");
                continue;
            }
            answer.expect_error(
                "MissingAuthenticationTokenException",
                "Missing Authentication Token",
            );
            assert_eq!(answer.status, 400, "{}", operation.name);
        }
        assert!(expected == 0 || signed == expected, "{signed} of {}", service.name);
        assert!(signed > 0);
    }
}

#[tokio::test]
async fn every_signed_action_refuses_unsigned_calls() {
    let cognate = Cognate::start().await;
    for service in [&sts::SERVICE, &iam::SERVICE] {
        for operation in service.operations.iter().filter(|it| it.auth == Auth::Signed) {
            let parameters = [("Action", operation.name), ("Version", service.version)];
            let answer = cognate.send(cognate.query_request(&parameters)).await;
            answer.expect_error(
                "MissingAuthenticationToken",
                "Request is missing Authentication Token",
            );
            assert_eq!(answer.status, 403, "{}", operation.name);
            let root = format!("<ErrorResponse xmlns=\"{}\">", service.xml_namespace.unwrap());
            assert!(answer.text().starts_with(&root), "{}", answer.text());
            assert_eq!(answer.element("Type"), "Sender");
        }
    }
}

async fn list(cognate: &Cognate, key: &AccessKey, service: &str, region: &str) -> Answer {
    let body = json!({ "MaxResults": 1 });
    let request = cognate.json_request(USER_POOLS, "ListUserPools", &body);
    cognate.send(cognate.signed(key, service, region, request)).await
}

#[tokio::test]
async fn a_good_signature_is_root() {
    let cognate = Cognate::start().await;
    list(&cognate, &cognate.root, "cognito-idp", REGION).await.ok();
}

/// A wrong secret and an unknown key are told apart as AWS does; neither says more.
#[tokio::test]
async fn a_wrong_signature_and_an_unknown_key_are_refused() {
    let cognate = Cognate::start().await;
    let wrong = AccessKey { secret: "x".repeat(40), ..cognate.root.clone() };
    let answer = list(&cognate, &wrong, "cognito-idp", REGION).await;
    answer.expect_error("InvalidSignatureException", cognate_access::sigv4::MISMATCH);
    assert_eq!(answer.status, 400);
    let unknown = AccessKey { id: "AKIAQQQQQQQQQQQQQQQQ".into(), ..cognate.root.clone() };
    let invalid = "The security token included in the request is invalid.";
    let answer = list(&cognate, &unknown, "cognito-idp", REGION).await;
    answer.expect_error("UnrecognizedClientException", invalid);

    let parameters = [("Action", "GetCallerIdentity"), ("Version", "2011-06-15")];
    for (key, code) in [(wrong, "SignatureDoesNotMatch"), (unknown, "InvalidClientTokenId")] {
        let request = cognate.query_request(&parameters);
        let answer = cognate.send(cognate.signed(&key, "sts", "us-east-1", request)).await;
        answer.expect_code(code);
        assert_eq!(answer.status, 403);
    }
}

#[tokio::test]
async fn what_was_signed_must_be_what_arrives() {
    let cognate = Cognate::start().await;
    let request = cognate.json_request(USER_POOLS, "ListUserPools", &json!({ "MaxResults": 1 }));
    let mut request = cognate.signed(&cognate.root, "cognito-idp", REGION, request);
    *request.body_mut() = r#"{"MaxResults":2}"#.into();
    cognate.send(request).await.expect_code("InvalidSignatureException");

    let request = cognate.json_request(USER_POOLS, "ListUserPools", &json!({ "MaxResults": 1 }));
    let mut request = cognate.signed(&cognate.root, "cognito-idp", REGION, request);
    let other = format!("{USER_POOLS}.DeleteUserPool").parse().unwrap();
    request.headers_mut().insert("x-amz-target", other);
    cognate.send(request).await.expect_code("InvalidSignatureException");
}

#[tokio::test]
async fn a_signature_lives_five_minutes_either_way() {
    let cognate = Cognate::start().await;
    for (seconds, stale) in [(300, false), (-300, false), (STALE, true), (-STALE, true)] {
        let request =
            cognate.json_request(USER_POOLS, "ListUserPools", &json!({ "MaxResults": 1 }));
        let request = cognate.signed(&cognate.root, "cognito-idp", REGION, request);
        cognate.clock.turn(seconds);
        let answer = cognate.send(request).await;
        cognate.clock.turn(-seconds);
        match stale {
            true => {
                answer.expect_code("InvalidSignatureException");
                let text = answer.error().1;
                let said = text.contains("Signature expired") || text.contains("not yet current");
                assert!(said, "{text}");
            }
            false => drop(answer.ok()),
        }
    }
}

#[tokio::test]
async fn the_scope_names_this_service_and_a_region() {
    let cognate = Cognate::start().await;
    for (service, region) in
        [("sts", REGION), ("cognito-identity", REGION), ("cognito-idp", "nowhere")]
    {
        let answer = list(&cognate, &cognate.root, service, region).await;
        answer.expect_code("InvalidSignatureException");
    }
    // Any AWS-shaped region is served, unless the operator narrows it.
    list(&cognate, &cognate.root, "cognito-idp", "ap-southeast-2").await.ok();
    let mut setup = Setup::default();
    setup.config.regions = vec![REGION.to_owned()];
    let narrow = setup.start().await;
    list(&narrow, &narrow.root, "cognito-idp", REGION).await.ok();
    let answer = list(&narrow, &narrow.root, "cognito-idp", "ap-southeast-2").await;
    answer.expect_code("InvalidSignatureException");
}

/// Public and token operations arrive unsigned; a signature is ignored, even a broken one.
#[tokio::test]
async fn unsigned_operations_ignore_a_signature() {
    let cognate = Cognate::start().await;
    let wrong = AccessKey { secret: "x".repeat(40), ..cognate.root.clone() };
    let body = json!({ "AccessToken": "a.b.c" });
    let request = cognate.json_request(USER_POOLS, "GetUser", &body);
    let answer = cognate.send(cognate.signed(&wrong, "cognito-idp", REGION, request)).await;
    answer.expect_error("NotAuthorizedException", "Invalid Access Token");
}

/// Long-term keys have no session token; a request with one is of somebody else.
#[tokio::test]
async fn a_session_token_does_not_fit_a_long_term_key() {
    let cognate = Cognate::start().await;
    let mut request =
        cognate.json_request(USER_POOLS, "ListUserPools", &json!({ "MaxResults": 1 }));
    let token = http::HeaderValue::from_static("made-up");
    request.headers_mut().insert("x-amz-security-token", token);
    let answer = cognate.send(cognate.signed(&cognate.root, "cognito-idp", REGION, request)).await;
    answer.expect_code("UnrecognizedClientException");
}
