//! Key ids, denials, the root's tasks, tokens for other services.

use bytes::Bytes;
use http::{HeaderValue, Method};

use cognate_testkit::{Cognate, allow, json};

use super::*;

#[tokio::test]
async fn key_ids_carry_their_account() {
    let cognate = Cognate::start().await;
    let of = async |id: &str| {
        sts(&cognate, &cognate.root, "GetAccessKeyInfo", &[("AccessKeyId", id)]).await
    };
    assert_eq!(of("ASIAY34FZKBOKMUTVV7A").await.element("Account"), "609629065308");
    let ada = cognate.iam_user("ada", json!(null)).await;
    assert_eq!(of(&ada.id).await.element("Account"), ACCOUNT);
    assert_eq!(of(&cognate.root.id).await.element("Account"), ACCOUNT);
    let answer = of("AKIAAAAAAAAAAAAAAAAA").await;
    answer.expect_error("ValidationError", "The access key id is of no known account.");
    of("AKIA").await.expect_code("ValidationError");
    let id = [("AccessKeyId", "ASIAY34FZKBOKMUTVV7A")];
    let why = " because no identity-based policy allows the sts:GetAccessKeyInfo action";
    let text = denied(&user_arn("ada"), "sts:GetAccessKeyInfo", "*", why);
    sts(&cognate, &ada, "GetAccessKeyInfo", &id).await.expect_error("AccessDenied", &text);
}

#[tokio::test]
async fn denials_can_be_decoded() {
    let cognate = Cognate::start().await;
    let ada = cognate.iam_user("ada", json!(null)).await;
    cognate.iam_role("app", trust(&root_arn(), &[]), json!(null)).await;
    let refused = assume(&cognate, &ada, "app", &[]).await;
    let message = encoded(&refused);
    let decode = async |message: &str| {
        let parameters = [("EncodedMessage", message)];
        sts(&cognate, &cognate.root, "DecodeAuthorizationMessage", &parameters).await
    };
    let answer = decode(&message).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let text = answer.element("DecodedMessage").replace("&quot;", "\"");
    let decoded: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(decoded["allowed"], false);
    assert_eq!(decoded["explicitDeny"], false);
    assert_eq!(decoded["context"]["action"], "sts:AssumeRole");
    assert_eq!(decoded["context"]["resource"], role_arn("app"));
    assert_eq!(decoded["context"]["principal"]["arn"], user_arn("ada"));
    let invalid = "InvalidAuthorizationMessageException";
    decode("abcd").await.expect_code(invalid);
    decode(&message[1..]).await.expect_code(invalid);
    let parameters = [("EncodedMessage", message.as_str())];
    let answer = sts(&cognate, &ada, "DecodeAuthorizationMessage", &parameters).await;
    answer.expect_code("AccessDenied");
    cognate.clock.turn(24 * 3_600);
    decode(&message).await.expect_code(invalid);
}

/// The sealed reasons of a denial, from its header.
fn encoded(answer: &Answer) -> String {
    let named = |(name, value): (&http::HeaderName, &HeaderValue)| {
        name.as_str().contains("authorization-message").then(|| value.to_str().unwrap().to_owned())
    };
    answer.headers.iter().find_map(named).unwrap_or_else(|| panic!("{:?}", answer.headers))
}

const AUDIT: &str = "arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials";

#[tokio::test]
async fn the_root_can_be_assumed_for_a_task() {
    let cognate = Cognate::start().await;
    let mut may = allow("sts:AssumeRoot", &root_arn());
    may["Condition"] = json!({ "StringEquals": { "sts:TaskPolicyArn": AUDIT } });
    let ada = cognate.iam_user("ada", json!([may])).await;
    let task = |target: &'static str, arn: &'static str| {
        [("TargetPrincipal", target), ("TaskPolicyArn.arn", arn)]
    };
    for target in [ACCOUNT, "arn:aws:iam::123456789012:root"] {
        let answer = sts(&cognate, &ada, "AssumeRoot", &task(target, AUDIT)).await;
        let root = credentials(&answer);
        assert_eq!(answer.element("Expiration"), "2027-01-15T08:15:00Z");
        assert_eq!(who(&cognate, &root).await, root_arn());
        // The task limits it, and it is nobody's way to other roles.
        assert!(!may_list(&cognate, &root).await);
        assume(&cognate, &root, "app", &[]).await.expect_code("AccessDenied");
    }
    let other = "arn:aws:iam::aws:policy/root-task/S3UnlockBucketPolicy";
    let answer = sts(&cognate, &ada, "AssumeRoot", &task(ACCOUNT, other)).await;
    answer.expect_code("AccessDenied");
    let longer = [("DurationSeconds", "901"), ("TargetPrincipal", ACCOUNT)];
    sts(&cognate, &ada, "AssumeRoot", &longer).await.expect_code("ValidationError");
}

#[tokio::test]
async fn what_is_no_task_of_this_account_is_refused() {
    let cognate = Cognate::start().await;
    let ada = cognate.iam_user("ada", json!([allow("*", "*")])).await;
    let assume_root = async |key: &AccessKey, target: &str, arn: &str| {
        let parameters = [("TargetPrincipal", target), ("TaskPolicyArn.arn", arn)];
        sts(&cognate, key, "AssumeRoot", &parameters).await
    };
    assume_root(&cognate.root, ACCOUNT, AUDIT)
        .await
        .expect_error("AccessDenied", "Root may not be assumed by root accounts.");
    assume_root(&ada, "999999999999", AUDIT).await.expect_code("AccessDenied");
    assume_root(&ada, "not-an-account", AUDIT).await.expect_error(
        "ValidationError",
        "TargetPrincipal must be an account id or the ARN of a root.",
    );
    assume_root(&ada, ACCOUNT, "arn:aws:iam::aws:policy/AdministratorAccess")
        .await
        .expect_error("ValidationError", "TaskPolicyArn must be a managed policy for root tasks.");
}

/// The global endpoint does not serve what AWS serves in Regions only.
#[tokio::test]
async fn some_operations_need_a_regional_endpoint() {
    let cognate = Cognate::start().await;
    let ada = cognate.iam_user("ada", json!([allow("*", "*")])).await;
    for target in [
        format!("/?Action=AssumeRoot&Version=2011-06-15&TargetPrincipal={ACCOUNT}&TaskPolicyArn.arn={AUDIT}"),
        "/?Action=GetWebIdentityToken&Version=2011-06-15&Audience.member.1=a&SigningAlgorithm=RS256".to_owned(),
        "/?Action=GetCallerIdentity&Version=2011-06-15".to_owned(),
    ] {
        let mut request = cognate.request(Method::GET, &target, Bytes::new());
        request.headers_mut().insert("host", HeaderValue::from_static("sts.amazonaws.com"));
        let answer = cognate.send(cognate.signed(&ada, "sts", "us-east-1", request)).await;
        if target.contains("GetCallerIdentity") {
            assert_eq!(answer.status, 200);
            continue;
        }
        answer.expect_code("InvalidAction");
        assert_eq!(answer.status, 400);
    }
}

#[tokio::test]
async fn no_trade_in_token_is_good() {
    let cognate = Cognate::start().await;
    let token = [("TradeInToken", "anything")];
    let answer = sts(&cognate, &cognate.root, "GetDelegatedAccessToken", &token).await;
    answer.expect_error(
        "ValidationError",
        "The trade-in token is not valid: this installation issues none.",
    );
    let ada = cognate.iam_user("ada", json!(null)).await;
    sts(&cognate, &ada, "GetDelegatedAccessToken", &token).await.expect_code("AccessDenied");
}

/// The switch of outbound federation.
async fn switch(cognate: &Cognate, key: &AccessKey, operation: &str) -> Answer {
    let parameters = [("Action", operation), ("Version", "2010-05-08")];
    cognate.query_as(key, "iam", &parameters).await
}

const ENABLE: &str = "EnableOutboundWebIdentityFederation";
const DISABLE: &str = "DisableOutboundWebIdentityFederation";
const INFO: &str = "GetOutboundWebIdentityFederationInfo";

#[tokio::test]
async fn outbound_federation_is_a_switch_of_the_account() {
    let cognate = Cognate::start().await;
    let root = &cognate.root;
    for operation in [INFO, DISABLE] {
        let answer = switch(&cognate, root, operation).await;
        answer.expect_code("FeatureDisabled");
        assert_eq!(answer.status, 404);
    }
    let enabled = switch(&cognate, root, ENABLE).await;
    let issuer = enabled.element("IssuerIdentifier").to_owned();
    assert!(issuer.starts_with("https://cognate.example/"), "{}", enabled.text());
    let again = switch(&cognate, root, ENABLE).await;
    again.expect_code("FeatureEnabled");
    assert_eq!(again.status, 409);
    let info = switch(&cognate, root, INFO).await;
    assert_eq!(info.element("IssuerIdentifier"), issuer);
    assert_eq!(info.element("JwtVendingEnabled"), "true");
    let ada = cognate.iam_user("ada", json!(null)).await;
    for operation in [ENABLE, DISABLE, INFO] {
        switch(&cognate, &ada, operation).await.expect_code("AccessDenied");
    }
    assert_eq!(switch(&cognate, root, DISABLE).await.status, 200);
    switch(&cognate, root, INFO).await.expect_code("FeatureDisabled");
    // The issuer is the same for ever.
    assert_eq!(switch(&cognate, root, ENABLE).await.element("IssuerIdentifier"), issuer);
}

/// The token verifies with the keys that its issuer publishes, under either algorithm.
#[tokio::test]
async fn tokens_for_other_services_say_who_asked() {
    let cognate = Cognate::start().await;
    let all =
        json!([allow("sts:GetWebIdentityToken", "*"), allow("sts:TagGetWebIdentityToken", "*")]);
    let ada = cognate.iam_user("ada", json!(null)).await;
    cognate.iam_role("app", trust(&user_arn("ada"), &[]), all).await;
    cognate.iam_tags(Kind::Role, "app", &[("team", "a")]).await;
    let session = credentials(&assume(&cognate, &ada, "app", &[]).await);
    let enabled = switch(&cognate, &cognate.root, ENABLE).await;
    let issuer = enabled.element("IssuerIdentifier").to_owned();
    let path = issuer.strip_prefix("https://cognate.example").unwrap();
    let document = cognate.get(&format!("{path}/.well-known/openid-configuration")).await.ok();
    assert_eq!(document["issuer"], issuer);
    for algorithm in ["RS256", "ES384"] {
        let wanted = [
            ("Audience.member.1", "svc"),
            ("SigningAlgorithm", algorithm),
            ("Tags.member.1.Key", "job"),
            ("Tags.member.1.Value", "7"),
        ];
        let answer = sts(&cognate, &session, "GetWebIdentityToken", &wanted).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        assert_eq!(answer.element("Expiration"), "2027-01-15T08:05:00Z");
        let token = answer.element("WebIdentityToken");
        let keys = cognate.get(&format!("{path}/.well-known/jwks.json")).await;
        let keys = cognate_crypto::jwk::KeySet::parse(&keys.body).unwrap();
        let signed = cognate_crypto::jwt::parse_signed(token, 16_384).unwrap();
        let claims = signed.verify(&keys).unwrap();
        let now = cognate.clock.now_s();
        assert_eq!(claims["iss"], issuer);
        assert_eq!(claims["aud"], "svc");
        assert_eq!(claims["sub"], role_arn("app"));
        assert_eq!((&claims["iat"], &claims["exp"]), (&json!(now), &json!(now + 300)));
        let about = &claims["https://sts.amazonaws.com/"];
        assert_eq!(about["aws_account"], ACCOUNT);
        assert_eq!(about["source_region"], "us-east-1");
        assert_eq!(about["principal_tags"], json!({ "team": "a" }));
        assert_eq!(about["request_tags"], json!({ "job": "7" }));
    }
    let two =
        [("Audience.member.1", "a"), ("Audience.member.2", "b"), ("SigningAlgorithm", "RS256")];
    let answer = sts(&cognate, &session, "GetWebIdentityToken", &two).await;
    assert_eq!(
        cognate_testkit::claims(answer.element("WebIdentityToken"))["aud"],
        json!(["a", "b"])
    );
}

#[tokio::test]
async fn tokens_for_other_services_are_limited() {
    let cognate = Cognate::start().await;
    let ada = cognate.iam_user("ada", json!([allow("sts:GetWebIdentityToken", "*")])).await;
    let wanted = [("Audience.member.1", "svc"), ("SigningAlgorithm", "RS256")];
    let answer = sts(&cognate, &ada, "GetWebIdentityToken", &wanted).await;
    answer.expect_error(
        "OutboundWebIdentityFederationDisabledException",
        "Outbound web identity federation is disabled for this account.",
    );
    assert_eq!(answer.status, 403);
    assert_eq!(switch(&cognate, &cognate.root, ENABLE).await.status, 200);
    let other = [("Audience.member.1", "svc"), ("SigningAlgorithm", "HS256")];
    sts(&cognate, &ada, "GetWebIdentityToken", &other)
        .await
        .expect_error("ValidationError", "SigningAlgorithm must be RS256 or ES384.");
    let mut tagged = wanted.to_vec();
    tagged.extend([("Tags.member.1.Key", "k"), ("Tags.member.1.Value", "v")]);
    let answer = sts(&cognate, &ada, "GetWebIdentityToken", &tagged).await;
    let why = " because no identity-based policy allows the sts:TagGetWebIdentityToken action";
    answer.expect_error(
        "AccessDenied",
        &denied(&user_arn("ada"), "sts:TagGetWebIdentityToken", "*", why),
    );
    // A token does not outlive the session that asked for it.
    cognate.iam_role("app", trust(&user_arn("ada"), &[]), json!([allow("*", "*")])).await;
    let session = credentials(&assume(&cognate, &ada, "app", &[("DurationSeconds", "900")]).await);
    let mut longer = wanted.to_vec();
    longer.push(("DurationSeconds", "901"));
    let answer = sts(&cognate, &session, "GetWebIdentityToken", &longer).await;
    answer.expect_code("SessionDurationEscalationException");
    assert_eq!(answer.status, 403);
    let mut many: Vec<(String, String)> = Vec::new();
    for n in 1..=20 {
        many.push((format!("Tags.member.{n}.Key"), format!("k{n}")));
        many.push((format!("Tags.member.{n}.Value"), "v".repeat(256)));
    }
    let mut large: Vec<(&str, &str)> =
        many.iter().map(|(key, value)| (&key[..], &value[..])).collect();
    large.extend(wanted);
    let answer = sts(&cognate, &session, "GetWebIdentityToken", &large).await;
    answer.expect_code("JWTPayloadSizeExceededException");
}
