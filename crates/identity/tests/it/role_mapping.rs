//! Which role a user's credentials are of, and what their sessions may.

use cognate_testkit::{Answer, Cognate, Value, allow, json};

use crate::fixture::*;

const SALES: &str = "arn:aws:iam::123456789012:role/sales";
const STAFF: &str = "arn:aws:iam::123456789012:role/staff";

/// A scene whose users have a department and are in groups with roles.
async fn scene() -> Scene {
    let cognate = Cognate::start().await;
    let scene = Scene::on(cognate).await;
    let schema = json!({
        "UserPoolId": scene.provider.pool,
        "CustomAttributes": [{ "Name": "dept", "AttributeDataType": "String", "Mutable": true }],
    });
    scene.admin("AddCustomAttributes", schema).await.ok();
    let client = json!({
        "UserPoolId": scene.provider.pool, "ClientId": scene.provider.client,
        "ReadAttributes": ["custom:dept"], "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"],
    });
    scene.admin("UpdateUserPoolClient", client).await.ok();
    let list = json!([allow("cognito-idp:ListUserPools", "*")]);
    for role in ["sales", "staff"] {
        let trust = trusting(&scene.identity_pool, "authenticated");
        scene.iam_role(role, trust, list.clone()).await;
    }
    for (group, role, precedence) in
        [("sales", SALES, 1), ("staff", STAFF, 1), ("chiefs", SALES, 0)]
    {
        let request = json!({
            "UserPoolId": scene.provider.pool, "GroupName": group, "RoleArn": role,
            "Precedence": precedence,
        });
        scene.admin("CreateGroup", request).await.ok();
    }
    scene
}

async fn join(scene: &Scene, user: &str, group: &str) {
    let request =
        json!({ "UserPoolId": scene.provider.pool, "Username": user, "GroupName": group });
    scene.admin("AdminAddUserToGroup", request).await.ok();
}

async fn set_department(scene: &Scene, user: &str, department: &str) {
    let request = json!({
        "UserPoolId": scene.provider.pool, "Username": user,
        "UserAttributes": [{ "Name": "custom:dept", "Value": department }],
    });
    scene.admin("AdminUpdateUserAttributes", request).await.ok();
}

async fn map(scene: &Scene, mapping: Value) {
    let key = format!("{}:{}", scene.provider.key, scene.provider.client);
    scene.set_roles(json!({ key.as_str(): mapping })).await;
}

async fn credentials(scene: &Scene, user: &str, role: Option<&str>) -> Answer {
    let logins = scene.logins(&scene.provider, user).await;
    let identity = scene.id(logins.clone()).await;
    let mut request = json!({ "IdentityId": identity, "Logins": logins });
    if let Some(role) = role {
        request["CustomRoleArn"] = json!(role);
    }
    scene.identity("GetCredentialsForIdentity", request).await
}

/// The name of the role, or the refusal's code.
async fn role(scene: &Scene, user: &str, wish: Option<&str>) -> String {
    let answer = credentials(scene, user, wish).await;
    if answer.status != 200 {
        return answer.error().0.to_owned();
    }
    let (arn, _) = caller(scene, &key(answer)).await;
    arn.split('/').nth(1).unwrap().to_owned()
}

const DENIED: &str = "NotAuthorizedException";

#[tokio::test]
async fn roles_follow_from_the_tokens_groups() {
    let scene = scene().await;
    for user in ["none", "one", "two", "best"] {
        scene.user(&scene.provider, user).await;
    }
    for (user, group) in [
        ("one", "staff"),
        ("two", "sales"),
        ("two", "staff"),
        ("best", "chiefs"),
        ("best", "staff"),
    ] {
        join(&scene, user, group).await;
    }
    // Without a mapping the pool's role counts, and no wish.
    assert_eq!(role(&scene, "one", None).await, "users");
    assert_eq!(role(&scene, "one", Some(STAFF)).await, DENIED);
    for (resolution, ambiguous) in [("AuthenticatedRole", "users"), ("Deny", DENIED)] {
        map(&scene, json!({ "Type": "Token", "AmbiguousRoleResolution": resolution })).await;
        assert_eq!(role(&scene, "none", None).await, ambiguous);
        assert_eq!(role(&scene, "one", None).await, "staff");
        // Equal precedence: no role is preferred.
        assert_eq!(role(&scene, "two", None).await, ambiguous);
        assert_eq!(role(&scene, "two", Some(SALES)).await, "sales");
        assert_eq!(role(&scene, "best", None).await, "sales");
        assert_eq!(role(&scene, "best", Some(STAFF)).await, "staff");
        // §17-10
        assert_eq!(role(&scene, "one", Some(SALES)).await, DENIED);
        assert_eq!(role(&scene, "one", Some(USERS)).await, DENIED);
    }
    let answer = credentials(&scene, "none", None).await;
    answer.expect_error("NotAuthorizedException", "Access to the role is denied.");
}

#[tokio::test]
async fn roles_follow_from_rules() {
    let scene = scene().await;
    for user in ["alice", "bob", "carol"] {
        scene.user(&scene.provider, user).await;
    }
    set_department(&scene, "alice", "sales").await;
    set_department(&scene, "bob", "support").await;
    let rule = |kind: &str, value: &str, role: &str| json!({ "Claim": "custom:dept", "MatchType": kind, "Value": value, "RoleARN": role });
    let mapping = |rules: Value| {
        json!({
            "Type": "Rules", "AmbiguousRoleResolution": "Deny",
            "RulesConfiguration": { "Rules": rules },
        })
    };
    map(&scene, mapping(json!([rule("Equals", "sales", SALES), rule("StartsWith", "s", STAFF)])))
        .await;
    assert_eq!(role(&scene, "alice", None).await, "sales");
    assert_eq!(role(&scene, "alice", Some(STAFF)).await, "staff");
    assert_eq!(role(&scene, "bob", None).await, "staff");
    assert_eq!(role(&scene, "bob", Some(SALES)).await, DENIED);
    assert_eq!(role(&scene, "carol", None).await, DENIED);
    // §17-11: a missing claim makes no rule hold.
    map(&scene, mapping(json!([rule("NotEqual", "sales", STAFF)]))).await;
    assert_eq!(role(&scene, "alice", None).await, DENIED);
    assert_eq!(role(&scene, "bob", None).await, "staff");
    assert_eq!(role(&scene, "carol", None).await, DENIED);
}

/// The classic mistake: a trust policy that compares `amr` without a set operator never matches.
#[tokio::test]
async fn trust_decides_with_the_claims_of_the_call() {
    let scene = scene().await;
    let (identity, logins) = scene.identity_of("alice").await;
    let of = |condition: Value| {
        json!([{
            "Effect": "Allow",
            "Principal": { "Federated": "cognito-identity.amazonaws.com" },
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": condition,
        }])
    };
    let aud = json!({ "cognito-identity.amazonaws.com:aud": scene.identity_pool });
    let amr = "cognito-identity.amazonaws.com:amr";
    let with_amr = |value: &str| {
        let mut both = aud.clone();
        both[amr] = json!(value);
        both
    };
    let foreign = json!({
        "cognito-identity.amazonaws.com:aud":
            "eu-central-1:00000000-0000-4000-8000-000000000000",
    });
    let sub = json!({ "cognito-identity.amazonaws.com:sub": identity });
    let provider = json!({ amr: scene.provider.key });
    for (number, (condition, good)) in [
        (json!({ "StringEquals": aud }), true),
        (json!({ "StringEquals": aud, "ForAnyValue:StringLike": provider }), true),
        (json!({ "StringEquals": sub, "StringLike": aud }), true),
        (json!({ "StringEquals": foreign }), false),
        // §17-8
        (json!({ "StringEquals": with_amr("authenticated") }), false),
        (
            json!({ "StringEquals": aud, "ForAnyValue:StringLike": { amr: "unauthenticated" } }),
            false,
        ),
    ]
    .into_iter()
    .enumerate()
    {
        let name = format!("tried-{number}");
        scene.iam_role(&name, of(condition.clone()), json!(null)).await;
        let arn = format!("arn:aws:iam::123456789012:role/{name}");
        let request =
            json!({ "IdentityPoolId": scene.identity_pool, "Roles": { "authenticated": arn } });
        scene.identity_admin("SetIdentityPoolRoles", request).await.ok();
        let answer = scene.credentials(&identity, logins.clone()).await;
        match good {
            true => drop(answer.ok()),
            false => {
                answer.expect_error("InvalidIdentityPoolConfigurationException", MISCONFIGURED)
            }
        }
    }
}

/// `${cognito-identity.amazonaws.com:sub}` and principal tags decide real requests.
#[tokio::test]
async fn policies_know_the_identity_and_its_tags() {
    let scene = scene().await;
    let (identity, logins) = scene.identity_of("alice").await;
    set_department(&scene, "alice", "sales").await;
    let claims = json!({
        "IdentityPoolId": scene.identity_pool, "IdentityProviderName": scene.provider.key,
        "PrincipalTags": { "department": "custom:dept" },
    });
    let policy = json!([
        {
            "Effect": "Allow", "Action": "cognito-identity:DescribeIdentityPool",
            "Resource": "arn:aws:cognito-identity:eu-central-1:123456789012:identitypool/*",
            "Condition": { "StringEquals": {
                "cognito-identity.amazonaws.com:sub": identity,
                "cognito-identity.amazonaws.com:aud": scene.identity_pool,
            } },
        },
        {
            "Effect": "Allow", "Action": "cognito-identity:ListIdentityPools", "Resource": "*",
            "Condition": { "StringEquals": { "aws:PrincipalTag/department": "sales" } },
        },
        {
            "Effect": "Allow", "Action": "cognito-identity:ListTagsForResource",
            "Resource": "arn:aws:cognito-identity:eu-central-1:123456789012:identitypool/*",
            "Condition": { "StringEquals": {
                "aws:ResourceTag/owner": "${cognito-identity.amazonaws.com:sub}",
            } },
        },
    ]);
    scene.iam_role("tagged", trusting_with_tags(&scene.identity_pool), policy).await;
    let request = json!({
        "IdentityPoolId": scene.identity_pool,
        "Roles": { "authenticated": "arn:aws:iam::123456789012:role/tagged" },
    });
    scene.identity_admin("SetIdentityPoolRoles", request).await.ok();
    let describe = json!({ "IdentityPoolId": scene.identity_pool });
    let list = json!({ "MaxResults": 1 });
    let untagged = key(scene.credentials(&identity, logins.clone()).await);
    scene.identity_as(&untagged, "DescribeIdentityPool", describe.clone()).await.ok();
    let denied = scene.identity_as(&untagged, "ListIdentityPools", list.clone()).await;
    denied.expect_code("AccessDeniedException");

    scene.identity_admin("SetPrincipalTagAttributeMap", claims).await.ok();
    // The claim is in tokens that are made from here on.
    let logins = scene.logins(&scene.provider, "alice").await;
    let tagged = key(scene.credentials(&identity, logins).await);
    scene.identity_as(&tagged, "ListIdentityPools", list.clone()).await.ok();
    let (_, bobs) = scene.identity_of("bob").await;
    let bob = scene.id(bobs.clone()).await;
    let bob = key(scene.credentials(&bob, bobs).await);
    for (operation, request) in [("ListIdentityPools", list), ("DescribeIdentityPool", describe)] {
        scene.identity_as(&bob, operation, request).await.expect_code("AccessDeniedException");
    }
    let arn = format!(
        "arn:aws:cognito-identity:eu-central-1:123456789012:identitypool/{}",
        scene.identity_pool
    );
    let tags = json!({ "ResourceArn": arn, "Tags": { "owner": identity } });
    scene.identity_admin("TagResource", tags).await.ok();
    let request = json!({ "ResourceArn": arn });
    scene.identity_as(&tagged, "ListTagsForResource", request.clone()).await.ok();
    let denied = scene.identity_as(&bob, "ListTagsForResource", request).await;
    denied.expect_code("AccessDeniedException");
}

/// §17-7, and values that STS does not take.
#[tokio::test]
async fn tags_must_be_allowed_by_the_trust_policy() {
    let scene = scene().await;
    let (identity, logins) = scene.identity_of("alice").await;
    let defaults = json!({
        "IdentityPoolId": scene.identity_pool, "IdentityProviderName": scene.provider.key,
        "UseDefaults": true,
    });
    scene.identity_admin("SetPrincipalTagAttributeMap", defaults).await.ok();
    let answer = scene.credentials(&identity, logins.clone()).await;
    answer.expect_error("InvalidIdentityPoolConfigurationException", MISCONFIGURED);
    scene.iam_role("tagged", trusting_with_tags(&scene.identity_pool), json!(null)).await;
    let request = json!({
        "IdentityPoolId": scene.identity_pool,
        "Roles": { "authenticated": "arn:aws:iam::123456789012:role/tagged" },
    });
    scene.identity_admin("SetIdentityPoolRoles", request).await.ok();
    scene.credentials(&identity, logins).await.ok();

    let map = json!({
        "IdentityPoolId": scene.identity_pool, "IdentityProviderName": scene.provider.key,
        "PrincipalTags": { "department": "custom:dept" },
    });
    scene.identity_admin("SetPrincipalTagAttributeMap", map).await.ok();
    set_department(&scene, "alice", &"x".repeat(257)).await;
    let logins = scene.logins(&scene.provider, "alice").await;
    let answer = scene.credentials(&identity, logins).await;
    answer.expect_error("InvalidIdentityPoolConfigurationException", MISCONFIGURED);
}

/// Whoever sets roles must be allowed to pass them.
#[tokio::test]
async fn roles_are_set_by_those_who_may_pass_them() {
    let scene = scene().await;
    let set = "cognito-identity:SetIdentityPoolRoles";
    let request = json!({
        "IdentityPoolId": scene.identity_pool, "Roles": { "authenticated": SALES },
    });
    let other = json!({
        "IdentityPoolId": scene.identity_pool, "Roles": {},
        "RoleMappings": { format!("{}:{}", scene.provider.key, scene.provider.client): {
            "Type": "Rules", "AmbiguousRoleResolution": "Deny",
            "RulesConfiguration": { "Rules": [{
                "Claim": "a", "MatchType": "Equals", "Value": "b", "RoleARN": STAFF,
            }] },
        } },
    });
    let ann = scene.iam_user("ann", json!([allow(set, "*")])).await;
    let bea = scene.iam_user("bea", json!([allow(set, "*"), allow("iam:PassRole", SALES)])).await;
    for (who, request, good) in
        [(&ann, &request, false), (&bea, &request, true), (&bea, &other, false)]
    {
        let answer = scene.identity_as(who, "SetIdentityPoolRoles", request.clone()).await;
        match good {
            true => drop(answer.ok()),
            false => answer.expect_code("AccessDeniedException"),
        }
    }
    let passed_to = json!([
        allow(set, "*"),
        {
            "Effect": "Allow", "Action": "iam:PassRole", "Resource": "*",
            "Condition": {
                "StringEquals": { "iam:PassedToService": "cognito-identity.amazonaws.com" },
            },
        },
    ]);
    let cid = scene.iam_user("cid", passed_to).await;
    scene.identity_as(&cid, "SetIdentityPoolRoles", other).await.ok();
}
