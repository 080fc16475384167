//! Roles for those whom a provider vouches for, as STS and identity pools have them made.

use cognate_core::session_token::{Federated, Kind as Of, NewSession};
use cognate_core::sts::{Assume, Assumed, Refused, WebIdentity, assume_with_web_identity};
use cognate_testkit::{Cognate, allow, json};

use super::*;

const POOL: &str = "us-east-1:00000000-0000-4000-8000-000000000001";
const IDENTITY: &str = "us-east-1:00000000-0000-4000-8000-0000000000aa";
const PREFIX: &str = "cognito-identity.amazonaws.com";

fn identity() -> WebIdentity {
    let key = |claim: &str, value: &str, many| {
        (format!("{PREFIX}:{claim}"), vec![value.to_owned()], many)
    };
    WebIdentity {
        provider: PREFIX.into(),
        keys: vec![
            key("aud", POOL, false),
            key("sub", IDENTITY, false),
            key("amr", "authenticated", true),
        ],
        ..WebIdentity::default()
    }
}

fn trusting(more: &[&str]) -> Value {
    let mut actions = vec!["sts:AssumeRoleWithWebIdentity"];
    actions.extend_from_slice(more);
    json!({
        "Effect": "Allow", "Principal": { "Federated": PREFIX }, "Action": actions,
        "Condition": {
            "StringEquals": { format!("{PREFIX}:aud"): POOL },
            "ForAnyValue:StringLike": { format!("{PREFIX}:amr"): "authenticated" },
        },
    })
}

async fn assumed(
    cognate: &Cognate,
    role: &str,
    identity: &WebIdentity,
    change: impl FnOnce(&mut Assume<'static>),
) -> Result<Assumed, Refused> {
    let mut assume = Assume {
        role_arn: role_arn(role).leak(),
        session_name: "CognitoIdentityCredentials",
        duration_seconds: None,
        policy: None,
        policy_arns: &[],
        scope_down: false,
        token_bytes_min: 0,
    };
    change(&mut assume);
    assume_with_web_identity(&cognate.cx(), &assume, identity).await
}

fn key(assumed: &Assumed) -> AccessKey {
    let made = &assumed.credentials;
    AccessKey {
        id: made.access_key_id.clone(),
        secret: made.secret_access_key.expose().clone(),
        token: Some(made.session_token.clone()),
    }
}

#[track_caller]
fn refused(outcome: Result<Assumed, Refused>) -> Refused {
    outcome.err().expect("it is refused")
}

#[tokio::test]
async fn the_trust_policy_alone_decides() {
    let cognate = Cognate::start().await;
    let id = cognate.iam_role("app", trusting(&[]), json!(null)).await;
    let done = assumed(&cognate, "app", &identity(), |_| {}).await.ok().unwrap();
    assert_eq!(done.assumed_role_id, format!("{id}:CognitoIdentityCredentials"));
    assert_eq!(who(&cognate, &key(&done)).await, done.session_arn);
    assert_eq!(done.packed_policy_size, None);
    let mut others = Vec::new();
    for (at, value) in [(0, "us-east-1:other"), (2, "unauthenticated")] {
        let mut other = identity();
        other.keys[at].1 = vec![value.into()];
        others.push(other);
    }
    let mut without = identity();
    without.keys.clear();
    others.push(without);
    others.push(WebIdentity { provider: "accounts.google.com".into(), ..identity() });
    for other in others {
        let refusal = refused(assumed(&cognate, "app", &other, |_| {}).await);
        assert!(matches!(refusal, Refused::Trust("sts:AssumeRoleWithWebIdentity")), "{refusal:?}");
    }
    let unknown = refused(assumed(&cognate, "nobodys", &identity(), |_| {}).await);
    assert!(matches!(unknown, Refused::Trust(_)));
    // Users are not let in this way, nor tokens the other way.
    let ada = cognate.iam_user("ada", json!([allow("*", "*")])).await;
    assume(&cognate, &ada, "app", &[]).await.expect_code("AccessDenied");
    cognate.iam_role("adas", trust(&user_arn("ada"), &[]), json!(null)).await;
    let crossed = refused(assumed(&cognate, "adas", &identity(), |_| {}).await);
    assert!(matches!(crossed, Refused::Trust(_)));
}

#[tokio::test]
async fn tags_and_source_identities_are_asked_for() {
    let cognate = Cognate::start().await;
    cognate.iam_role("bare", trusting(&[]), json!(null)).await;
    let mut list = allow("cognito-idp:ListUserPools", "*");
    list["Condition"] = json!({ "StringEquals": {
        "aws:PrincipalTag/tenant": "a", "aws:SourceIdentity": "ada",
        "aws:FederatedProvider": PREFIX,
    }});
    let may = trusting(&["sts:TagSession", "sts:SetSourceIdentity"]);
    cognate.iam_role("app", may, json!([list])).await;
    let tagged = WebIdentity { tags: vec![("tenant".into(), "a".into())], ..identity() };
    let named = WebIdentity { source_identity: Some("ada".into()), ..identity() };
    let refusal = refused(assumed(&cognate, "bare", &tagged, |_| {}).await);
    assert!(matches!(refusal, Refused::TagSession), "{refusal:?}");
    let refusal = refused(assumed(&cognate, "bare", &named, |_| {}).await);
    assert!(matches!(refusal, Refused::SetSourceIdentity), "{refusal:?}");
    let both = WebIdentity { source_identity: Some("ada".into()), ..tagged };
    let done = assumed(&cognate, "app", &both, |_| {}).await.ok().unwrap();
    assert_eq!(done.packed_policy_size, Some(1));
    assert!(may_list(&cognate, &key(&done)).await);
    let plain = assumed(&cognate, "app", &identity(), |_| {}).await.ok().unwrap();
    assert!(!may_list(&cognate, &key(&plain)).await);
}

#[tokio::test]
async fn what_is_asked_is_checked() {
    let cognate = Cognate::start().await;
    cognate.iam_role("app", trusting(&[]), json!(null)).await;
    let identity = identity();
    let longer =
        assumed(&cognate, "app", &identity, |ask| ask.duration_seconds = Some(3_601)).await;
    assert!(matches!(refused(longer), Refused::Invalid(_)));
    let malformed = assumed(&cognate, "app", &identity, |ask| ask.policy = Some("{}")).await;
    assert!(matches!(refused(malformed), Refused::Policy(_)));
    let long: &str = "x".repeat(2_049).leak();
    let long = assumed(&cognate, "app", &identity, |ask| ask.policy = Some(long)).await;
    assert!(matches!(refused(long), Refused::PlainTooLong));
    let arns: &[String] = vec!["arn:aws:iam::123456789012:policy/nope".to_owned()].leak();
    let unknown = assumed(&cognate, "app", &identity, |ask| ask.policy_arns = arns).await;
    assert!(matches!(refused(unknown), Refused::PolicyArn(_)));
}

/// `${cognito-identity.amazonaws.com:sub}` names the identity in later requests.
#[tokio::test]
async fn the_identity_decides_later_requests() {
    let cognate = Cognate::start().await;
    let mut list = allow("cognito-idp:ListUserPools", "*");
    list["Condition"] = json!({
        "StringEquals": { format!("{PREFIX}:aud"): POOL, format!("{PREFIX}:sub"): IDENTITY },
        "ForAnyValue:StringEquals": { format!("{PREFIX}:amr"): "authenticated" },
    });
    cognate.iam_role("app", trusting(&[]), json!([list])).await;
    let done = assumed(&cognate, "app", &identity(), |_| {}).await.ok().unwrap();
    assert!(may_list(&cognate, &key(&done)).await);
    let mut other = identity();
    other.keys[1].1 = vec!["us-east-1:somebody-else".into()];
    let other = assumed(&cognate, "app", &other, |_| {}).await.ok().unwrap();
    assert!(!may_list(&cognate, &key(&other)).await);
}

/// Guests of the enhanced flow stay within what the service lets guests do.
#[tokio::test]
async fn guests_can_be_scoped_down() {
    let cognate = Cognate::start().await;
    let everything = json!([allow("*", "*")]);
    cognate.iam_role("app", trusting(&[]), everything).await;
    let guest = assumed(&cognate, "app", &identity(), |ask| ask.scope_down = true).await;
    let guest = key(&guest.ok().unwrap());
    assert!(may_list(&cognate, &guest).await);
    let users = [("Action", "ListUsers"), ("Version", "2010-05-08")];
    cognate.query_as(&guest, "iam", &users).await.expect_code("AccessDenied");
}

/// A role that is assumed from such a session still knows who it was, but is nobody's federation.
#[tokio::test]
async fn chains_remember_who_began_them() {
    let cognate = Cognate::start().await;
    let role_id = cognate.iam_role("first", trusting(&[]), json!(null)).await;
    let mut list = allow("cognito-idp:ListUserPools", "*");
    list["Condition"] = json!({
        "StringEquals": { format!("{PREFIX}:sub"): IDENTITY },
        "Null": { "aws:FederatedProvider": "true" },
    });
    let mut trusted = trust(&role_arn("first"), &[]);
    trusted["Condition"] = json!({ "StringEquals": { format!("{PREFIX}:sub"): IDENTITY } });
    cognate.iam_role("second", trusted, json!([list])).await;
    let federated = Federated { provider: PREFIX.into(), keys: identity().keys };
    let kind = Of::Role { role_id, session_name: "s1".into() };
    let first = NewSession { federated: Some(federated), ..NewSession::new(kind, 900) };
    let first = cognate.session(first).await;
    let second = credentials(&assume(&cognate, &first, "second", &[]).await);
    assert!(may_list(&cognate, &second).await);
}
