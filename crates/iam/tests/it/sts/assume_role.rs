//! Who may assume a role, and what comes of it.

use cognate_testkit::{Cognate, allow, json};

use super::*;

#[tokio::test]
async fn a_session_has_the_names_of_role_and_session() {
    let cognate = Cognate::start().await;
    let ada = cognate.iam_user("ada", json!(null)).await;
    let id = cognate.iam_role("app", trust(&user_arn("ada"), &[]), json!(null)).await;
    let answer = assume(&cognate, &ada, "app", &[]).await;
    let session = credentials(&answer);
    assert!(answer.text().starts_with(
        "<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\
         <AssumeRoleResult><Credentials><AccessKeyId>ASIA"
    ));
    assert_eq!(answer.element("AssumedRoleId"), format!("{id}:s1"));
    assert_eq!(answer.element("Arn"), format!("arn:aws:sts::{ACCOUNT}:assumed-role/app/s1"));
    assert_eq!(answer.element("Expiration"), "2027-01-15T09:00:00Z");
    assert_eq!(answer.element("PackedPolicySize"), "");
    assert_eq!(session.id.len(), 20);
    assert_eq!(session.secret.len(), 40);
    let seen = sts(&cognate, &session, "GetCallerIdentity", &[]).await;
    assert_eq!(seen.element("UserId"), format!("{id}:s1"));
    assert_eq!(seen.element("Account"), ACCOUNT);
    assert_eq!(seen.element("Arn"), format!("arn:aws:sts::{ACCOUNT}:assumed-role/app/s1"));
}

/// A trust policy that names the user is enough; one that names the account leaves it to the user's
/// own policies.
#[tokio::test]
async fn trust_may_name_the_user_or_the_account() {
    let cognate = Cognate::start().await;
    let ada = cognate.iam_user("ada", json!(null)).await;
    let bob = cognate.iam_user("bob", json!([allow("sts:AssumeRole", "*")])).await;
    cognate.iam_role("adas", trust(&user_arn("ada"), &[]), json!(null)).await;
    cognate.iam_role("ours", trust(&root_arn(), &[]), json!(null)).await;
    let anyone = trust("*", &[]);
    cognate.iam_role("anyones", anyone, json!(null)).await;
    credentials(&assume(&cognate, &ada, "adas", &[]).await);
    credentials(&assume(&cognate, &bob, "ours", &[]).await);
    credentials(&assume(&cognate, &bob, "anyones", &[]).await);
    for role in ["ours", "anyones"] {
        let answer = assume(&cognate, &ada, role, &[]).await;
        let text = denied(&user_arn("ada"), "sts:AssumeRole", &role_arn(role), NO_IDENTITY);
        answer.expect_error("AccessDenied", &text);
        assert_eq!(answer.status, 403);
    }
    let answer = assume(&cognate, &bob, "adas", &[]).await;
    let text = denied(&user_arn("bob"), "sts:AssumeRole", &role_arn("adas"), NO_TRUST);
    answer.expect_error("AccessDenied", &text);
}

/// Nobody learns whether a role exists.
#[tokio::test]
async fn an_unknown_role_is_refused_like_one_that_does_not_trust() {
    let cognate = Cognate::start().await;
    let ada = cognate.iam_user("ada", json!(null)).await;
    let bob = cognate.iam_user("bob", json!([allow("sts:AssumeRole", "*")])).await;
    for (key, name, why) in [(&ada, "ada", NO_IDENTITY), (&bob, "bob", NO_TRUST)] {
        let answer = assume(&cognate, key, "nobodys", &[]).await;
        let text = denied(&user_arn(name), "sts:AssumeRole", &role_arn("nobodys"), why);
        answer.expect_error("AccessDenied", &text);
    }
    // Path and case are part of the name.
    cognate.iam_role("Real", trust(&user_arn("ada"), &[]), json!(null)).await;
    credentials(&assume(&cognate, &ada, "Real", &[]).await);
    assume(&cognate, &ada, "real", &[]).await.expect_code("AccessDenied");
    assume(&cognate, &ada, "a/path/Real", &[]).await.expect_code("AccessDenied");
    for arn in ["arn:aws:iam::999999999999:role/Real", "arn:aws:iam::123456789012:user/ada"] {
        let parameters = [("RoleArn", arn), ("RoleSessionName", "s1")];
        sts(&cognate, &ada, "AssumeRole", &parameters).await.expect_code("AccessDenied");
    }
}

#[tokio::test]
async fn the_root_assumes_no_role() {
    let cognate = Cognate::start().await;
    cognate.iam_role("app", trust(&root_arn(), &[]), json!(null)).await;
    let refusal = "Roles may not be assumed by root accounts.";
    let answer = assume(&cognate, &cognate.root, "app", &[]).await;
    answer.expect_error("AccessDenied", refusal);
    let session = credentials(&sts(&cognate, &cognate.root, "GetSessionToken", &[]).await);
    assume(&cognate, &session, "app", &[]).await.expect_error("AccessDenied", refusal);
}

#[tokio::test]
async fn an_external_id_must_be_the_one_that_trust_asks_for() {
    let cognate = Cognate::start().await;
    let ada = cognate.iam_user("ada", json!(null)).await;
    let asking = |condition: Value| {
        let mut statement = trust(&user_arn("ada"), &[]);
        statement["Condition"] = condition;
        statement
    };
    let equals = asking(json!({ "StringEquals": { "sts:ExternalId": "secret-1" } }));
    let none = asking(json!({ "Null": { "sts:ExternalId": "true" } }));
    cognate.iam_role("with", equals, json!(null)).await;
    cognate.iam_role("without", none, json!(null)).await;
    let given = [("ExternalId", "secret-1")];
    credentials(&assume(&cognate, &ada, "with", &given).await);
    assume(&cognate, &ada, "with", &[]).await.expect_code("AccessDenied");
    assume(&cognate, &ada, "with", &[("ExternalId", "other")]).await.expect_code("AccessDenied");
    credentials(&assume(&cognate, &ada, "without", &[]).await);
    assume(&cognate, &ada, "without", &given).await.expect_code("AccessDenied");
}

/// Who has the name of a user that was trusted is not that user.
#[tokio::test]
async fn a_namesake_of_a_deleted_user_is_not_trusted() {
    let cognate = Cognate::start().await;
    let ada = cognate.iam_user("ada", json!(null)).await;
    cognate.iam_role("app", trust(&user_arn("ada"), &[]), json!(null)).await;
    credentials(&assume(&cognate, &ada, "app", &[]).await);
    delete_user(&cognate, "ada", &ada).await;
    let again = cognate.iam_user("ada", json!([allow("sts:AssumeRole", "*")])).await;
    let answer = assume(&cognate, &again, "app", &[]).await;
    let text = denied(&user_arn("ada"), "sts:AssumeRole", &role_arn("app"), NO_TRUST);
    answer.expect_error("AccessDenied", &text);
}

/// Explicit denies count on both sides.
#[tokio::test]
async fn a_deny_wins() {
    let cognate = Cognate::start().await;
    let deny = json!([{ "Effect": "Deny", "Action": "sts:AssumeRole", "Resource": "*" }]);
    let ada = cognate.iam_user("ada", deny).await;
    let bob = cognate.iam_user("bob", json!(null)).await;
    cognate.iam_role("adas", trust(&user_arn("ada"), &[]), json!(null)).await;
    let mut refuse = trust(&user_arn("bob"), &[]);
    refuse["Effect"] = json!("Deny");
    let both = json!([trust(&user_arn("bob"), &[]), refuse]);
    cognate.iam_role("bobs", both, json!(null)).await;
    let answer = assume(&cognate, &ada, "adas", &[]).await;
    let why = " with an explicit deny in an identity-based policy";
    let text = denied(&user_arn("ada"), "sts:AssumeRole", &role_arn("adas"), why);
    answer.expect_error("AccessDenied", &text);
    let answer = assume(&cognate, &bob, "bobs", &[]).await;
    let why = " with an explicit deny in the role trust policy";
    let text = denied(&user_arn("bob"), "sts:AssumeRole", &role_arn("bobs"), why);
    answer.expect_error("AccessDenied", &text);
}

#[tokio::test]
async fn contexts_of_others_are_refused() {
    let cognate = Cognate::start().await;
    let ada = cognate.iam_user("ada", json!(null)).await;
    cognate.iam_role("app", trust(&user_arn("ada"), &[]), json!(null)).await;
    let context = [
        ("ProvidedContexts.member.1.ProviderArn", "arn:aws:iam::aws:contextProvider/X"),
        ("ProvidedContexts.member.1.ContextAssertion", "abcd"),
    ];
    let answer = assume(&cognate, &ada, "app", &context).await;
    answer.expect_error(
        "ValidationError",
        "ProvidedContexts: no provider of context assertions is known here.",
    );
}
