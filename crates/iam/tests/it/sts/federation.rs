//! GetSessionToken and GetFederationToken.

use cognate_testkit::{Cognate, allow, json, policy};

use super::*;

const NAME: [(&str, &str); 1] = [("Name", "carl")];

fn federated_arn() -> String {
    format!("arn:aws:sts::{ACCOUNT}:federated-user/carl")
}

async fn scene() -> (Cognate, AccessKey) {
    let cognate = Cognate::start().await;
    let statements = json!([
        allow("cognito-idp:ListUserPools", "*"),
        allow("sts:GetFederationToken", &format!("arn:aws:sts::{ACCOUNT}:federated-user/c*")),
    ]);
    let ada = cognate.iam_user("ada", statements).await;
    (cognate, ada)
}

#[tokio::test]
async fn a_session_of_a_user_is_the_user() {
    let (cognate, ada) = scene().await;
    let answer = sts(&cognate, &ada, "GetSessionToken", &[]).await;
    let session = credentials(&answer);
    assert_eq!(answer.element("Expiration"), "2027-01-15T20:00:00Z");
    assert_eq!(who(&cognate, &session).await, user_arn("ada"));
    assert!(may_list(&cognate, &session).await);
    // Not for IAM without MFA, and hardly for STS.
    let users = [("Action", "ListUsers"), ("Version", "2010-05-08")];
    cognate.query_as(&session, "iam", &users).await.expect_code("InvalidClientTokenId");
    for operation in ["GetSessionToken", "GetFederationToken"] {
        let answer = sts(&cognate, &session, operation, &NAME).await;
        let text = format!("Cannot call {operation} with session credentials");
        answer.expect_error("AccessDenied", &text);
        assert_eq!(answer.status, 403);
    }
    delete_user(&cognate, "ada", &ada).await;
    let gone = sts(&cognate, &session, "GetCallerIdentity", &[]).await;
    gone.expect_code("InvalidClientTokenId");
}

/// No policy has a hold on it.
#[tokio::test]
async fn session_tokens_need_no_permission() {
    let cognate = Cognate::start().await;
    let nothing = json!([{ "Effect": "Deny", "Action": "*", "Resource": "*" }]);
    let ada = cognate.iam_user("ada", nothing).await;
    credentials(&sts(&cognate, &ada, "GetSessionToken", &[("DurationSeconds", "129600")]).await);
    let longer = [("DurationSeconds", "129601")];
    sts(&cognate, &ada, "GetSessionToken", &longer).await.expect_code("ValidationError");
}

#[tokio::test]
async fn the_root_is_given_an_hour() {
    let cognate = Cognate::start().await;
    for (operation, parameters) in [
        ("GetSessionToken", vec![("DurationSeconds", "129600")]),
        ("GetFederationToken", vec![("DurationSeconds", "129600"), ("Name", "carl")]),
    ] {
        let answer = sts(&cognate, &cognate.root, operation, &parameters).await;
        credentials(&answer);
        assert_eq!(answer.element("Expiration"), "2027-01-15T09:00:00Z", "{operation}");
    }
    let session = credentials(&sts(&cognate, &cognate.root, "GetSessionToken", &[]).await);
    assert_eq!(who(&cognate, &session).await, root_arn());
    assert!(may_list(&cognate, &session).await);
}

/// Without a session policy it may do nothing; with one, what both allow.
#[tokio::test]
async fn a_federated_user_has_what_session_policies_say() {
    let (cognate, ada) = scene().await;
    let answer = sts(&cognate, &ada, "GetFederationToken", &NAME).await;
    let nothing = credentials(&answer);
    assert_eq!(answer.element("FederatedUserId"), format!("{ACCOUNT}:carl"));
    assert_eq!(answer.element("Arn"), federated_arn());
    assert_eq!(answer.element("Expiration"), "2027-01-15T20:00:00Z");
    assert!(!may_list(&cognate, &nothing).await);
    let seen = sts(&cognate, &nothing, "GetCallerIdentity", &[]).await;
    assert_eq!(seen.element("Arn"), federated_arn());
    assert_eq!(seen.element("UserId"), format!("{ACCOUNT}:carl"));

    let everything = policy(&json!([allow("*", "*")]));
    let with = [("Name", "carl"), ("Policy", everything.as_str())];
    let carl = credentials(&sts(&cognate, &ada, "GetFederationToken", &with).await);
    assert!(may_list(&cognate, &carl).await);
    let pool = json!({ "PoolName": "p" });
    cognate.admin_as(&carl, "CreateUserPool", pool).await.expect_code("AccessDeniedException");
    // The root's have all that their policies say.
    let of_root = sts(&cognate, &cognate.root, "GetFederationToken", &with).await;
    assert!(may_list(&cognate, &credentials(&of_root)).await);
    let bare = sts(&cognate, &cognate.root, "GetFederationToken", &NAME).await;
    assert!(!may_list(&cognate, &credentials(&bare)).await);
    // IAM and STS are closed.
    let users = [("Action", "ListUsers"), ("Version", "2010-05-08")];
    cognate.query_as(&carl, "iam", &users).await.expect_code("InvalidClientTokenId");
    assume(&cognate, &carl, "app", &[])
        .await
        .expect_error("AccessDenied", "Cannot call AssumeRole with session credentials");
}

#[tokio::test]
async fn federating_and_tagging_must_be_allowed() {
    let (cognate, ada) = scene().await;
    let other = sts(&cognate, &ada, "GetFederationToken", &[("Name", "dora")]).await;
    let resource = format!("arn:aws:sts::{ACCOUNT}:federated-user/dora");
    let why = " because no identity-based policy allows the sts:GetFederationToken action";
    let text = denied(&user_arn("ada"), "sts:GetFederationToken", &resource, why);
    other.expect_error("AccessDenied", &text);
    let tagged = [("Name", "carl"), ("Tags.member.1.Key", "team"), ("Tags.member.1.Value", "a")];
    let answer = sts(&cognate, &ada, "GetFederationToken", &tagged).await;
    let why = " because no identity-based policy allows the sts:TagSession action";
    let text = denied(&user_arn("ada"), "sts:TagSession", &federated_arn(), why);
    answer.expect_error("AccessDenied", &text);
    let mut tagging = allow("sts:TagSession", "*");
    tagging["Condition"] = json!({ "StringEquals": { "aws:RequestTag/team": "a" } });
    cognate.iam_policy("ada", "tags", json!([tagging])).await;
    credentials(&sts(&cognate, &ada, "GetFederationToken", &tagged).await);
    let other = [("Name", "carl"), ("Tags.member.1.Key", "team"), ("Tags.member.1.Value", "b")];
    sts(&cognate, &ada, "GetFederationToken", &other).await.expect_code("AccessDenied");
    let name = [("Name", "c")];
    sts(&cognate, &ada, "GetFederationToken", &name).await.expect_code("ValidationError");
    let bad = [("Name", "carl"), ("Policy", "[]")];
    let answer = sts(&cognate, &ada, "GetFederationToken", &bad).await;
    answer.expect_code("MalformedPolicyDocument");
}
