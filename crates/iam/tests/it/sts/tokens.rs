//! AssumeRoleWithWebIdentity with real tokens: of identity pools, user pools and a foreign issuer.

use std::sync::LazyLock;

use serde_json::Map;

use cognate_core::iam::entity;
use cognate_core::web_identity::{identity_issuer, sign_identity_token};
use cognate_crypto::{SigningKey, SystemRandom};
use cognate_testkit::{Cognate, REGION, allow, json};

use super::*;

const REFUSED: &str = "Not authorized to perform sts:AssumeRoleWithWebIdentity";
const IDENTITY: &str = "eu-central-1:00000000-0000-4000-8000-0000000000aa";
const PREFIX: &str = "cognito-identity.amazonaws.com";

/// Nobody signs; `s1` is the name of the session.
async fn exchange(cognate: &Cognate, role: &str, token: &str, more: &[(&str, &str)]) -> Answer {
    let arn = role_arn(role);
    let mut all = vec![
        ("Action", "AssumeRoleWithWebIdentity"),
        ("Version", "2011-06-15"),
        ("RoleArn", arn.as_str()),
        ("RoleSessionName", "s1"),
        ("WebIdentityToken", token),
    ];
    all.extend_from_slice(more);
    cognate.send(cognate.query_request(&all)).await
}

/// A statement that lets in who is federated by `provider`, under a condition.
fn federated(provider: &str, condition: Value) -> Value {
    json!({
        "Effect": "Allow", "Principal": { "Federated": provider },
        "Action": ["sts:AssumeRoleWithWebIdentity", "sts:TagSession"], "Condition": condition,
    })
}

/// Registers an OIDC provider of the account; its ARN.
async fn register(cognate: &Cognate, name: &str, clients: &[&str]) -> String {
    let cx = cognate.cx();
    let mut document = Map::new();
    document.insert("ClientIDList".into(), json!(clients));
    let provider = entity::new(&cx, Kind::OidcProvider, name, "/", document);
    let root = Principal::root(ACCOUNT, None);
    let done = Change::new(&cx).insert(&provider).commit(&root, "test").await.unwrap();
    assert_eq!(done, Done::Committed);
    entity::arn(ACCOUNT, &provider)
}

mod identity_pools {
    use super::*;

    async fn pool(cognate: &Cognate) -> String {
        let body = json!({ "IdentityPoolName": "p", "AllowUnauthenticatedIdentities": true });
        let request =
            cognate.json_request("AWSCognitoIdentityService", "CreateIdentityPool", &body);
        let request = cognate.signed(&cognate.root, "cognito-identity", REGION, request);
        let answer = cognate.send(request).await.ok();
        answer["IdentityPoolId"].as_str().unwrap().to_owned()
    }

    /// As GetOpenIdToken makes it.
    async fn token(cognate: &Cognate, pool: &str, amr: &[&str], more: Value) -> String {
        let now = cognate.clock.now_s();
        let mut claims = json!({
            "sub": IDENTITY, "aud": pool, "amr": amr, "iss": identity_issuer(&cognate.node),
            "exp": now + 600, "iat": now,
        });
        claims.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let claims = claims.as_object().unwrap().clone();
        sign_identity_token(&cognate.cx(), &claims).await.unwrap()
    }

    fn trusting(pool: &str) -> Value {
        let condition = json!({
            "StringEquals": { format!("{PREFIX}:aud"): pool },
            "ForAnyValue:StringLike": { format!("{PREFIX}:amr"): "authenticated" },
        });
        federated(PREFIX, condition)
    }

    #[tokio::test]
    async fn a_token_of_a_pool_opens_its_role() {
        let cognate = Cognate::start().await;
        let pool = pool(&cognate).await;
        let mut list = allow("cognito-idp:ListUserPools", "*");
        list["Condition"] = json!({ "StringEquals": {
            format!("{PREFIX}:sub"): IDENTITY, "aws:PrincipalTag/tenant": "a",
        }});
        let id = cognate.iam_role("app", trusting(&pool), json!([list])).await;
        let tags = json!({ "https://aws.amazon.com/tags": {
            "principal_tags": { "tenant": ["a"] }, "transitive_tag_keys": [],
        }});
        let token = token(&cognate, &pool, &["authenticated", "x"], tags).await;
        let answer = exchange(&cognate, "app", &token, &[]).await;
        let session = credentials(&answer);
        assert_eq!(answer.element("SubjectFromWebIdentityToken"), IDENTITY);
        assert_eq!(answer.element("Audience"), pool);
        assert_eq!(answer.element("Provider"), PREFIX);
        assert_eq!(answer.element("AssumedRoleId"), format!("{id}:s1"));
        assert!(answer.text().contains("<AssumeRoleWithWebIdentityResult>"));
        assert!(may_list(&cognate, &session).await);
    }

    #[tokio::test]
    async fn guests_other_pools_and_unknown_roles_are_refused_alike() {
        let cognate = Cognate::start().await;
        let (own, other) = (pool(&cognate).await, pool(&cognate).await);
        cognate.iam_role("app", trusting(&own), json!(null)).await;
        let guest = token(&cognate, &own, &["unauthenticated"], json!({})).await;
        let stranger = token(&cognate, &other, &["authenticated"], json!({})).await;
        let good = token(&cognate, &own, &["authenticated"], json!({})).await;
        for (role, token) in [("app", &guest), ("app", &stranger), ("nobodys", &good)] {
            let answer = exchange(&cognate, role, token, &[]).await;
            answer.expect_error("AccessDenied", REFUSED);
            assert_eq!(answer.status, 403);
        }
        // Roles that trust any pool are given to none (IM-R2).
        let open = federated(PREFIX, json!({ "StringLike": { format!("{PREFIX}:amr"): "*" } }));
        cognate.iam_role("open", open, json!(null)).await;
        exchange(&cognate, "open", &good, &[]).await.expect_error("AccessDenied", REFUSED);
    }

    #[tokio::test]
    async fn tokens_end_with_their_time_and_their_pool() {
        let cognate = Cognate::start().await;
        let pool = pool(&cognate).await;
        cognate.iam_role("app", trusting(&pool), json!(null)).await;
        let old = token(&cognate, &pool, &["authenticated"], json!({})).await;
        credentials(&exchange(&cognate, "app", &old, &[]).await);
        cognate.clock.turn(600 + 301);
        let answer = exchange(&cognate, "app", &old, &[]).await;
        answer.expect_code("ExpiredTokenException");
        assert_eq!(answer.status, 400);
        let now = cognate.clock.now_s();
        let text = format!(
            "Token expired: current date/time {now} must be before the expiration date/time {}",
            now - 301
        );
        assert_eq!(answer.error().1, text);
        let token = token(&cognate, &pool, &["authenticated"], json!({})).await;
        let body = json!({ "IdentityPoolId": pool });
        let request =
            cognate.json_request("AWSCognitoIdentityService", "DeleteIdentityPool", &body);
        let request = cognate.signed(&cognate.root, "cognito-identity", REGION, request);
        cognate.send(request).await.ok();
        exchange(&cognate, "app", &token, &[]).await.expect_error(
            "IDPRejectedClaim",
            "The identity provider reported that the token is not valid.",
        );
    }

    #[tokio::test]
    async fn tags_in_tokens_are_checked() {
        let cognate = Cognate::start().await;
        let pool = pool(&cognate).await;
        cognate.iam_role("app", trusting(&pool), json!(null)).await;
        let mut untagged = trusting(&pool);
        untagged["Action"] = json!("sts:AssumeRoleWithWebIdentity");
        cognate.iam_role("untagged", untagged, json!(null)).await;
        let tags =
            |tags: Value| json!({ "https://aws.amazon.com/tags": { "principal_tags": tags } });
        let two = tags(json!({ "a": ["1", "2"] }));
        let two = token(&cognate, &pool, &["authenticated"], two).await;
        exchange(&cognate, "app", &two, &[]).await.expect_code("InvalidIdentityToken");
        let one = tags(json!({ "a": ["1"] }));
        let one = token(&cognate, &pool, &["authenticated"], one).await;
        credentials(&exchange(&cognate, "app", &one, &[]).await);
        let answer = exchange(&cognate, "untagged", &one, &[]).await;
        answer.expect_error("AccessDenied", "Not authorized to perform sts:TagSession");
    }
}

mod user_pools {
    use super::*;

    #[tokio::test]
    async fn an_id_token_opens_a_role_where_its_pool_is_registered() {
        let cognate = Cognate::start().await;
        let pool = cognate.create_pool(json!({})).await;
        let client = cognate.create_client(&pool, json!({})).await;
        let sub = cognate.create_user(&pool, "alice", "Password-1!").await;
        let tokens = cognate.sign_in(&client, "alice", "Password-1!").await;
        let issuer = tokens.id_claims()["iss"].as_str().unwrap().to_owned();
        let name = issuer.strip_prefix("https://").unwrap();
        let unknown = exchange(&cognate, "app", &tokens.id, &[]).await;
        unknown.expect_error(
            "InvalidIdentityToken",
            &escaped(&format!("No OpenIDConnect provider found in your account for {issuer}")),
        );
        assert_eq!(unknown.status, 400);
        let provider = register(&cognate, name, &[&client]).await;
        let condition = json!({ "StringEquals": {
            format!("{name}:aud"): client, format!("{name}:sub"): sub,
        }});
        cognate.iam_role("app", federated(&provider, condition), json!(null)).await;
        let answer = exchange(&cognate, "app", &tokens.id, &[]).await;
        credentials(&answer);
        assert_eq!(answer.element("Provider"), provider);
        assert_eq!(answer.element("SubjectFromWebIdentityToken"), sub);
        assert_eq!(answer.element("Audience"), client);
        // An access token has no audience; another client's is the wrong one.
        exchange(&cognate, "app", &tokens.access, &[])
            .await
            .expect_error("InvalidIdentityToken", "Missing a required claim: aud");
        let other = cognate.create_client(&pool, json!({})).await;
        let theirs = cognate.sign_in(&other, "alice", "Password-1!").await;
        exchange(&cognate, "app", &theirs.id, &[])
            .await
            .expect_error("InvalidIdentityToken", "Incorrect token audience");
    }
}

mod foreign {
    use super::*;

    const ISSUER: &str = "https://idp.example/x";

    static KEYS: LazyLock<[SigningKey; 2]> = LazyLock::new(|| {
        let key = || SigningKey::generate(&SystemRandom).renamed("one").ok().unwrap();
        [key(), key()]
    });

    fn serve(cognate: &Cognate) {
        let document = json!({ "issuer": ISSUER, "jwks_uri": "https://idp.example/keys" });
        let url = format!("{ISSUER}/.well-known/openid-configuration");
        cognate.neighbours.serve(&url, 200, document.to_string());
        let keys = format!("{{\"keys\":[{}]}}", KEYS[0].public().jwk_json());
        cognate.neighbours.serve("https://idp.example/keys", 200, keys);
    }

    fn token(cognate: &Cognate, key: &SigningKey, more: Value) -> String {
        let now = cognate.clock.now_s();
        let mut claims = json!({
            "iss": ISSUER, "sub": "someone", "aud": "client-1", "exp": now + 600, "iat": now,
        });
        claims.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        key.sign_jwt(claims.to_string().as_bytes())
    }

    async fn scene() -> Cognate {
        let cognate = Cognate::start().await;
        let provider = register(&cognate, "idp.example/x", &["client-1"]).await;
        let condition = json!({ "StringEquals": { "idp.example/x:sub": "someone" } });
        cognate.iam_role("app", federated(&provider, condition), json!(null)).await;
        cognate
    }

    #[tokio::test]
    async fn a_token_of_a_registered_issuer_opens_a_role() {
        let cognate = scene().await;
        serve(&cognate);
        let good = token(&cognate, &KEYS[0], json!({}));
        let answer = exchange(&cognate, "app", &good, &[("DurationSeconds", "900")]).await;
        credentials(&answer);
        assert_eq!(answer.element("Expiration"), "2027-01-15T08:15:00Z");
        let longer = [("DurationSeconds", "3601")];
        exchange(&cognate, "app", &good, &longer).await.expect_error(
            "ValidationError",
            "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
        );
        let malformed = [("Policy", "{}")];
        let answer = exchange(&cognate, "app", &good, &malformed).await;
        answer.expect_code("MalformedPolicyDocument");
        let other = token(&cognate, &KEYS[0], json!({ "sub": "somebody-else" }));
        exchange(&cognate, "app", &other, &[]).await.expect_error("AccessDenied", REFUSED);
    }

    #[tokio::test]
    async fn other_tokens_are_refused() {
        let cognate = scene().await;
        serve(&cognate);
        let now = cognate.clock.now_s();
        for (token, code) in [
            ("garbage".to_owned(), "InvalidIdentityToken"),
            (token(&cognate, &KEYS[1], json!({})), "InvalidIdentityToken"),
            (token(&cognate, &KEYS[0], json!({ "aud": "client-2" })), "InvalidIdentityToken"),
            (
                token(&cognate, &KEYS[0], json!({ "iss": "https://b.example" })),
                "InvalidIdentityToken",
            ),
            (token(&cognate, &KEYS[0], json!({ "nbf": now + 900 })), "InvalidIdentityToken"),
            (token(&cognate, &KEYS[0], json!({ "exp": now - 301 })), "ExpiredTokenException"),
        ] {
            let answer = exchange(&cognate, "app", &token, &[]).await;
            answer.expect_code(code);
            assert_eq!(answer.status, 400);
        }
        exchange(&cognate, "app", "garbage", &[]).await.expect_error(
            "InvalidIdentityToken",
            "The ID Token provided is not a valid JWT. (You may see this error if you sent an \
             Access Token)",
        );
    }

    #[tokio::test]
    async fn an_issuer_that_cannot_be_asked_is_told_apart() {
        let cognate = scene().await;
        let good = token(&cognate, &KEYS[0], json!({}));
        let answer = exchange(&cognate, "app", &good, &[]).await;
        answer.expect_code("IDPCommunicationError");
        assert_eq!(answer.status, 400);
    }

    #[tokio::test]
    async fn only_two_providers_have_access_tokens() {
        let cognate = scene().await;
        let provider = [("ProviderId", "idp.example")];
        exchange(&cognate, "app", "abcdef", &provider).await.expect_error(
            "InvalidIdentityToken",
            "ProviderId must be www.amazon.com or graph.facebook.com",
        );
    }

    /// Nobody signs such a request: it must not make this installation pester others.
    #[tokio::test]
    async fn a_provider_is_asked_only_for_roles_that_trust_it() {
        let cognate = scene().await;
        for (provider, url) in [
            ("graph.facebook.com", "https://graph.facebook.com/"),
            ("www.amazon.com", "https://api.amazon.com/"),
        ] {
            cognate.iam_role(provider, federated(provider, json!({})), Value::Null).await;
            for role in ["app", "nobody"] {
                let more = [("ProviderId", provider)];
                let answer = exchange(&cognate, role, "abcdef", &more).await;
                answer.expect_error("AccessDenied", REFUSED);
            }
            assert_eq!(cognate.neighbours.asked(), [""; 0]);
            let answer = exchange(&cognate, provider, "abcdef", &[("ProviderId", provider)]).await;
            answer.expect_code("IDPCommunicationError");
            assert!(cognate.neighbours.asked()[0].starts_with(url));
        }
    }
}
