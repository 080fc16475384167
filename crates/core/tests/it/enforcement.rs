//! What policies allow and deny, through the real dispatcher.

use cognate_core::jobs::Follower;
use cognate_core::session_token::{Kind as Of, NewSession};
use cognate_store::config::{Config, PostgresConfig};
use cognate_store::records::iam_entity::Kind;
use cognate_testkit::{
    AccessKey, Answer, Cognate, REGION, Setup, Value, allow, deny, json, policy,
};

const ACCOUNT: &str = "123456789012";

fn arn(pool: &str) -> String {
    format!("arn:aws:cognito-idp:{REGION}:{ACCOUNT}:userpool/{pool}")
}

async fn describe(cognate: &Cognate, key: &AccessKey, pool: &str) -> Answer {
    cognate.admin_as(key, "DescribeUserPool", json!({ "UserPoolId": pool })).await
}

async fn list(cognate: &Cognate, key: &AccessKey) -> Answer {
    cognate.admin_as(key, "ListUserPools", json!({ "MaxResults": 1 })).await
}

#[track_caller]
fn denied(answer: &Answer, why: &str) {
    answer.expect_code("AccessDeniedException");
    let text = answer.text();
    assert!(text.contains(why), "{text}");
}

#[tokio::test]
async fn the_action_and_the_resource_must_be_allowed() {
    let cognate = Cognate::start().await;
    let pool = cognate.create_pool(json!({})).await;
    let other = cognate.create_pool(json!({})).await;
    let bob = cognate.iam_user("bob", allow("cognito-idp:Describe*", &arn(&pool))).await;
    describe(&cognate, &bob, &pool).await.ok();
    let lacking = "because no identity-based policy allows the cognito-idp:";
    denied(&describe(&cognate, &bob, &other).await, lacking);
    denied(&list(&cognate, &bob).await, lacking);
    let answer = cognate.admin_as(&bob, "DeleteUserPool", json!({ "UserPoolId": pool })).await;
    denied(&answer, lacking);
    // Of another region the pool has another name.
    let body = json!({ "UserPoolId": pool });
    let request =
        cognate.json_request("AWSCognitoIdentityProviderService", "DescribeUserPool", &body);
    let elsewhere = cognate.send(cognate.signed(&bob, "cognito-idp", "eu-west-1", request)).await;
    denied(&elsewhere, "eu-west-1");
}

#[tokio::test]
async fn an_explicit_deny_wins() {
    let cognate = Cognate::start().await;
    let pool = cognate.create_pool(json!({})).await;
    let statements = json!([allow("*", "*"), deny("cognito-idp:DescribeUserPool", &arn(&pool))]);
    let bob = cognate.iam_user("bob", statements).await;
    list(&cognate, &bob).await.ok();
    let answer = describe(&cognate, &bob, &pool).await;
    denied(&answer, "with an explicit deny in an identity-based policy");
}

#[tokio::test]
async fn groups_give_and_take() {
    let cognate = Cognate::start().await;
    let pool = cognate.create_pool(json!({})).await;
    let ann = cognate.iam_user("ann", Value::Null).await;
    let bob = cognate.iam_user("bob", allow("*", "*")).await;
    denied(&list(&cognate, &ann).await, "no identity-based policy");
    let statements =
        json!([allow("cognito-idp:ListUserPools", "*"), deny("cognito-idp:DescribeUserPool", "*")]);
    cognate.iam_group("staff", &["ann", "bob"], statements).await;
    list(&cognate, &ann).await.ok();
    list(&cognate, &bob).await.ok();
    denied(&describe(&cognate, &bob, &pool).await, "explicit deny in an identity-based policy");
}

#[tokio::test]
async fn a_boundary_limits() {
    let cognate = Cognate::start().await;
    let pool = cognate.create_pool(json!({})).await;
    let bob = cognate.iam_user("bob", allow("*", "*")).await;
    let statements = allow("cognito-idp:ListUserPools", "*");
    cognate.iam_boundary(Kind::User, "bob", statements).await;
    list(&cognate, &bob).await.ok();
    let answer = describe(&cognate, &bob, &pool).await;
    denied(
        &answer,
        "because no permissions boundary allows the cognito-idp:DescribeUserPool action",
    );
}

#[tokio::test]
async fn a_session_policy_limits() {
    let cognate = Cognate::start().await;
    let pool = cognate.create_pool(json!({})).await;
    let trusted = json!({
        "Effect": "Allow", "Principal": { "AWS": ACCOUNT }, "Action": "sts:AssumeRole",
    });
    let role = cognate.iam_role("app", trusted, allow("cognito-idp:*", "*")).await;
    let session = |policy: Option<String>, arns: &[&str]| {
        let kind = Of::Role { role_id: role.clone(), session_name: "one".into() };
        let policy_arns = arns.iter().map(|arn| (*arn).to_owned()).collect();
        NewSession { policy, policy_arns, ..NewSession::new(kind, 900) }
    };
    let whole = cognate.session(session(None, &[])).await;
    describe(&cognate, &whole, &pool).await.ok();
    let text = policy(&allow("cognito-idp:ListUserPools", "*"));
    let part = cognate.session(session(Some(text), &[])).await;
    list(&cognate, &part).await.ok();
    let answer = describe(&cognate, &part, &pool).await;
    let why = format!(
        "User: arn:aws:sts::{ACCOUNT}:assumed-role/app/one is not authorized to perform: \
         cognito-idp:DescribeUserPool on resource: {} because no session policy allows the",
        arn(&pool)
    );
    denied(&answer, &why);
    let managed = cognate.session(session(None, &["arn:aws:iam::aws:policy/AdministratorAccess"]));
    describe(&cognate, &managed.await, &pool).await.ok();
    // More than the role has, nobody gets; what is gone denies.
    let more = cognate.session(session(Some(policy(&allow("*", "*"))), &[])).await;
    let answer = cognate.query_as(&more, "iam", &[("Action", "ListUsers"), VERSION]).await;
    answer.expect_code("AccessDenied");
    let gone = format!("arn:aws:iam::{ACCOUNT}:policy/gone");
    let gone = cognate.session(session(Some(policy(&allow("*", "*"))), &[&gone])).await;
    denied(&list(&cognate, &gone).await, "with an explicit deny in a session policy");
}

const VERSION: (&str, &str) = ("Version", "2010-05-08");

#[tokio::test]
async fn a_guest_is_scoped_down() {
    let cognate = Cognate::start().await;
    let trusted = json!({
        "Effect": "Allow", "Principal": { "AWS": ACCOUNT }, "Action": "sts:AssumeRole",
    });
    let role_id = cognate.iam_role("guest", trusted, allow("*", "*")).await;
    let kind = Of::Role { role_id, session_name: "CognitoIdentityCredentials".into() };
    let new = NewSession { scope_down: true, ..NewSession::new(kind, 3_600) };
    let guest = cognate.session(new).await;
    list(&cognate, &guest).await.ok();
    let answer = cognate.query_as(&guest, "iam", &[("Action", "ListUsers"), VERSION]).await;
    answer.expect_code("AccessDenied");
    assert!(answer.text().contains("no session policy allows"), "{}", answer.text());
}

#[tokio::test]
async fn the_operator_says_which_services_guests_may_use() {
    let mut setup = Setup::default();
    setup.config.identity_pools.guest_services = vec!["iam".into()];
    let cognate = setup.start().await;
    let trusted = json!({
        "Effect": "Allow", "Principal": { "AWS": ACCOUNT }, "Action": "sts:AssumeRole",
    });
    let role_id = cognate.iam_role("guest", trusted, allow("*", "*")).await;
    let kind = Of::Role { role_id, session_name: "CognitoIdentityCredentials".into() };
    let new = NewSession { scope_down: true, ..NewSession::new(kind, 3_600) };
    let guest = cognate.session(new).await;
    cognate.query_as(&guest, "iam", &[("Action", "ListUsers"), VERSION]).await.ok();
    denied(&list(&cognate, &guest).await, "no session policy allows");
}

#[tokio::test]
async fn tags_of_requests_and_resources_decide() {
    let cognate = Cognate::start().await;
    let red = cognate.create_pool(json!({ "UserPoolTags": { "team": "red" } })).await;
    let blue = cognate.create_pool(json!({ "UserPoolTags": { "team": "blue" } })).await;
    let statements = json!([
        {
            "Effect": "Allow", "Action": ["cognito-idp:DescribeUserPool", "cognito-idp:TagResource"],
            "Resource": "*",
            "Condition": {
                "StringEquals": { "aws:ResourceTag/team": "${aws:PrincipalTag/team}" },
            },
        },
        {
            "Effect": "Allow", "Action": "cognito-idp:CreateUserPool", "Resource": "*",
            "Condition": {
                "StringEquals": { "aws:RequestTag/team": "red" },
                "ForAllValues:StringEquals": { "aws:TagKeys": ["team"] },
            },
        },
    ]);
    let bob = cognate.iam_user("bob", statements).await;
    let lacking = "no identity-based policy";
    denied(&describe(&cognate, &bob, &red).await, lacking);
    cognate.iam_tags(Kind::User, "bob", &[("team", "red")]).await;
    describe(&cognate, &bob, &red).await.ok();
    denied(&describe(&cognate, &bob, &blue).await, lacking);
    let tag = json!({ "ResourceArn": arn(&red), "Tags": { "a": "b" } });
    cognate.admin_as(&bob, "TagResource", tag).await.ok();
    let tag = json!({ "ResourceArn": arn(&blue), "Tags": { "a": "b" } });
    denied(&cognate.admin_as(&bob, "TagResource", tag).await, lacking);
    let create = |tags: Value| json!({ "PoolName": "p", "UserPoolTags": tags });
    let made = cognate.admin_as(&bob, "CreateUserPool", create(json!({ "team": "red" }))).await;
    made.ok();
    for tags in [json!({}), json!({ "team": "blue" }), json!({ "team": "red", "other": "x" })] {
        denied(&cognate.admin_as(&bob, "CreateUserPool", create(tags)).await, lacking);
    }
}

/// Names know no case, ARNs in policies do: a resource goes by its own name.
#[tokio::test]
async fn a_name_in_another_case_is_the_same_resource() {
    let cognate = Cognate::start().await;
    let statements = json!([allow("iam:*", "*"), deny("iam:GetUser", "arn:aws:iam::*:user/Boss")]);
    let bob = cognate.iam_user("bob", statements).await;
    cognate.iam_user("Boss", Value::Null).await;
    for name in ["Boss", "boss", "BOSS"] {
        let parameters = [("Action", "GetUser"), VERSION, ("UserName", name)];
        let answer = cognate.query_as(&bob, "iam", &parameters).await;
        answer.expect_code("AccessDenied");
        assert!(answer.text().contains("user/Boss with an explicit deny"), "{}", answer.text());
    }
}

/// A stored policy that does not parse is not left out.
#[tokio::test]
async fn a_policy_that_does_not_parse_denies() {
    let cognate = Cognate::start().await;
    let bob = cognate.iam_user("bob", allow("*", "*")).await;
    list(&cognate, &bob).await.ok();
    cognate.iam_policy("bob", "old", json!({ "Effect": "Maybe" })).await;
    denied(&list(&cognate, &bob).await, "with an explicit deny in an identity-based policy");
}

/// The permission is the operation's own, but what is denied for one is denied for its twin.
#[tokio::test]
async fn a_deny_of_describe_terms_holds_by_client_too() {
    let cognate = Cognate::start().await;
    let pool = cognate.create_pool(json!({})).await;
    let client = cognate.create_client(&pool, json!({})).await;
    let statements = json!([allow("*", "*"), deny("cognito-idp:DescribeTerms", "*")]);
    let bob = cognate.iam_user("bob", statements).await;
    let body = json!({ "UserPoolId": pool, "ClientId": client, "TermsName": "terms-of-use" });
    let answer = cognate.admin_as(&bob, "DescribeTermsByClient", body).await;
    denied(&answer, "not authorized to perform: cognito-idp:DescribeTermsByClient");
}

/// A signed caller of a client's operation needs permission on the client's pool.
#[tokio::test]
async fn operations_of_clients_are_decided_on_the_pool() {
    let cognate = Cognate::start().await;
    let pool = cognate.create_pool(json!({})).await;
    let (client, _) = cognate.create_secret_client(&pool, json!({})).await;
    let other = cognate.create_pool(json!({})).await;
    let bob = cognate.iam_user("bob", allow("cognito-idp:GetDerivedToken", &arn(&other))).await;
    let body = json!({
        "ClientId": client, "SubjectToken": "x",
        "SubjectTokenType": "ACCESS_TOKEN",
    });
    let answer = cognate.admin_as(&bob, "GetDerivedToken", body.clone()).await;
    denied(&answer, &format!("on resource: {}", arn(&pool)));
    cognate.iam_policy("bob", "own", allow("cognito-idp:GetDerivedToken", &arn(&pool))).await;
    let answer = cognate.admin_as(&bob, "GetDerivedToken", body).await;
    assert_ne!(answer.json["__type"], "AccessDeniedException");
}

/// Whoever hands a role to user pools must be allowed to pass it there.
#[tokio::test]
async fn roles_are_passed_only_by_whom_policies_allow() {
    let cognate = Cognate::start().await;
    let pool = cognate.create_pool(json!({})).await;
    let bob = cognate.iam_user("bob", allow("cognito-idp:*", "*")).await;
    let trusted = json!({
        "Effect": "Allow", "Principal": { "Service": "cognito-idp.amazonaws.com" },
        "Action": "sts:AssumeRole",
    });
    cognate.iam_role("Sender", trusted, Value::Null).await;
    let role = format!("arn:aws:iam::{ACCOUNT}:role/Sender");
    let in_another_case = format!("arn:aws:iam::{ACCOUNT}:role/sender");
    let sms = json!({ "SnsCallerArn": role, "ExternalId": "x" });
    let calls = [
        ("CreateUserPool", json!({ "PoolName": "p", "SmsConfiguration": sms })),
        ("UpdateUserPool", json!({ "UserPoolId": pool, "SmsConfiguration": sms })),
        (
            "SetUserPoolMfaConfig",
            json!({
                "UserPoolId": pool, "MfaConfiguration": "OPTIONAL",
                "SmsMfaConfiguration": { "SmsConfiguration": sms },
            }),
        ),
        ("CreateGroup", json!({ "UserPoolId": pool, "GroupName": "g", "RoleArn": role })),
        (
            "UpdateGroup",
            json!({ "UserPoolId": pool, "GroupName": "g", "RoleArn": in_another_case }),
        ),
        (
            "CreateUserImportJob",
            json!({ "UserPoolId": pool, "JobName": "j", "CloudWatchLogsRoleArn": role }),
        ),
    ];
    let why = format!(
        "User: arn:aws:iam::{ACCOUNT}:user/bob is not authorized to perform: iam:PassRole on \
         resource: {role} because no identity-based policy allows the iam:PassRole action"
    );
    let pass = |service: &str| {
        json!({
            "Effect": "Allow", "Action": "iam:PassRole", "Resource": role,
            "Condition": { "StringEquals": { "iam:PassedToService": service } },
        })
    };
    for to in ["ec2.amazonaws.com", "cognito-idp.amazonaws.com"] {
        cognate.iam_policy("bob", "pass", pass(to)).await;
        for (operation, body) in &calls {
            let answer = cognate.admin_as(&bob, operation, body.clone()).await;
            if to.starts_with("ec2") {
                answer.expect_error("AccessDeniedException", &why);
            } else {
                answer.ok();
            }
        }
    }
    // Another account's roles are not Bob's to pass.
    let foreign = json!({
        "UserPoolId": pool, "GroupName": "h", "RoleArn": "arn:aws:iam::999999999999:role/Sender",
    });
    let answer = cognate.admin_as(&bob, "CreateGroup", foreign).await;
    answer.expect_error("AccessDeniedException", "Cross-account pass role is not allowed.");
}

/// What AWS gives no resource type is allowed by `*` alone, with the pool as a condition.
#[tokio::test]
async fn identity_pools_are_decided_by_their_reference() {
    let cognate = Cognate::start().await;
    let made = json!({ "IdentityPoolName": "p", "AllowUnauthenticatedIdentities": true });
    let made = cognate.identity_admin("CreateIdentityPool", made).await.ok();
    let pool = made["IdentityPoolId"].as_str().unwrap();
    let resource = format!("arn:aws:cognito-identity:{REGION}:{ACCOUNT}:identitypool/{pool}");
    let bob = cognate.iam_user("bob", allow("cognito-identity:*", &resource)).await;
    let body = json!({ "IdentityPoolId": pool });
    cognate.identity_as(&bob, "DescribeIdentityPool", body.clone()).await.ok();
    let roles = json!({ "IdentityPoolId": pool, "Roles": {} });
    let answer = cognate.identity_as(&bob, "SetIdentityPoolRoles", roles.clone()).await;
    denied(&answer, "cognito-identity:SetIdentityPoolRoles on resource: *");
    let list = json!({ "MaxResults": 1 });
    denied(&cognate.identity_as(&bob, "ListIdentityPools", list).await, "on resource: *");
    cognate.iam_policy("bob", "own", allow("cognito-identity:Set*", "*")).await;
    cognate.identity_as(&bob, "SetIdentityPoolRoles", roles).await.ok();
    denied(&cognate.identity_as(&bob, "DescribeIdentityPool", body).await, "identitypool/");
}

/// STS asks for what its operations are about; tags of a session are a permission of their own.
#[tokio::test]
async fn sts_is_decided_by_its_reference() {
    let cognate = Cognate::start().await;
    let ann = format!("arn:aws:sts::{ACCOUNT}:federated-user/ann");
    let bob = cognate.iam_user("bob", allow("sts:GetFederationToken", &ann)).await;
    let call = async |name: &str, tagged: bool| {
        let mut parameters =
            vec![("Action", "GetFederationToken"), ("Version", "2011-06-15"), ("Name", name)];
        if tagged {
            parameters.extend([("Tags.member.1.Key", "team"), ("Tags.member.1.Value", "red")]);
        }
        cognate.query_as(&bob, "sts", &parameters).await
    };
    assert_ne!(call("ann", false).await.status, 403);
    let answer = call("bert", false).await;
    answer.expect_code("AccessDenied");
    assert!(answer.text().contains("federated-user/bert"), "{}", answer.text());
    let answer = call("ann", true).await;
    answer.expect_code("AccessDenied");
    assert!(answer.text().contains("sts:TagSession"), "{}", answer.text());
    // Nothing has a hold on these.
    cognate.iam_policy("bob", "own", deny("*", "*")).await;
    let who = [("Action", "GetCallerIdentity"), ("Version", "2011-06-15")];
    assert_eq!(cognate.query_as(&bob, "sts", &who).await.status, 200);
}

/// Attaching a policy is limited by which one, changing a user by the boundary it has.
#[tokio::test]
async fn iam_keys_decide() {
    let cognate = Cognate::start().await;
    let only = |action: &str, key: &str, value: &str| {
        json!({
            "Effect": "Allow", "Action": action, "Resource": "*",
            "Condition": { "ArnEquals": { key: value } },
        })
    };
    let read = "arn:aws:iam::aws:policy/ReadOnlyAccess";
    let boundary = format!("arn:aws:iam::{ACCOUNT}:policy/boundary-of-ann");
    let statements = json!([
        only("iam:AttachUserPolicy", "iam:PolicyARN", read),
        only("iam:PutUserPolicy", "iam:PermissionsBoundary", &boundary),
    ]);
    let bob = cognate.iam_user("bob", statements).await;
    cognate.iam_user("ann", Value::Null).await;
    let call = async |action: &str, more: &[(&str, &str)]| {
        let mut parameters = vec![("Action", action), VERSION, ("UserName", "ann")];
        parameters.extend(more);
        cognate.query_as(&bob, "iam", &parameters).await.status
    };
    assert_ne!(call("AttachUserPolicy", &[("PolicyArn", read)]).await, 403);
    let admin = "arn:aws:iam::aws:policy/AdministratorAccess";
    assert_eq!(call("AttachUserPolicy", &[("PolicyArn", admin)]).await, 403);
    let document = policy(&allow("s3:GetObject", "*"));
    let put = [("PolicyName", "p"), ("PolicyDocument", document.as_str())];
    assert_eq!(call("PutUserPolicy", &put).await, 403);
    cognate.iam_boundary(Kind::User, "ann", allow("*", "*")).await;
    assert_ne!(call("PutUserPolicy", &put).await, 403);
}

/// The reasons travel apart from the text, sealed.
#[tokio::test]
async fn a_denial_carries_its_reasons_sealed() {
    let cognate = Cognate::start().await;
    let statements = json!([{
        "Sid": "NotYou", "Effect": "Deny", "Action": "cognito-idp:List*", "Resource": "*",
    }]);
    let bob = cognate.iam_user("bob", statements).await;
    let answer = list(&cognate, &bob).await;
    let message = answer.header("x-cognate-authorization-message");
    assert!(!message.is_empty() && message.len() <= 4_096, "{message}");
    let cx = cognate.cx();
    let opened = cognate_core::authorization::open_message(&cx, message).await.unwrap();
    let opened: Value = serde_json::from_str(&opened).unwrap();
    assert_eq!(opened["allowed"], false);
    assert_eq!(opened["explicitDeny"], true);
    assert_eq!(opened["matchedStatements"]["items"][0]["statementId"], "NotYou");
    let context = &opened["context"];
    assert_eq!(context["action"], "cognito-idp:ListUserPools");
    assert_eq!(context["resource"], "*");
    assert_eq!(context["principal"]["arn"], format!("arn:aws:iam::{ACCOUNT}:user/bob"));
    let items = context["conditions"]["items"].as_array().unwrap();
    let username = items.iter().find(|item| item["key"] == "aws:username").unwrap();
    assert_eq!(username["values"]["items"][0]["value"], "bob");
    // For a day; and nothing else opens.
    let invalid = |code: &str| assert_eq!(code, "InvalidAuthorizationMessageException");
    let other = format!("{}A", &message[..message.len() - 1]);
    for bad in ["", "x", &other] {
        invalid(&cognate_core::authorization::open_message(&cx, bad).await.unwrap_err().code);
    }
    cognate.clock.turn(24 * 3_600);
    let late = cognate_core::authorization::open_message(&cx, message).await;
    invalid(&late.unwrap_err().code);
}

/// New keys and policies take effect on all nodes within the polling interval, and a node that cannot
/// poll trusts nothing after a second.
#[tokio::test]
async fn keys_and_policies_follow_to_the_other_node() {
    let store = Config::Postgres(PostgresConfig::at(cognate_pgtest::database()));
    let setup = Setup { shared_store: true, ..Setup::default() }.on(store);
    let here = setup.start().await;
    let there = here.another_node().await;
    for node in [&here, &there] {
        Follower::poll(&node.node).await;
    }
    let bob = here.iam_user("bob", Value::Null).await;
    denied(&list(&there, &bob).await, "no identity-based policy");
    here.iam_policy("bob", "own", allow("cognito-idp:*", "*")).await;
    list(&here, &bob).await.ok();
    denied(&list(&there, &bob).await, "no identity-based policy");
    Follower::poll(&there.node).await;
    list(&there, &bob).await.ok();
    here.iam_policy("bob", "own", deny("*", "*")).await;
    list(&there, &bob).await.ok();
    there.clock.turn(1);
    denied(&list(&there, &bob).await, "explicit deny");
    let second = here.iam_key("bob").await;
    denied(&list(&there, &second).await, "explicit deny");
}
