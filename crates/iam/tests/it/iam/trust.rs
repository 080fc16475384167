//! Who may be named in trust policies, and what becomes of them.

use super::{done, iam, refused, sound};
use cognate_testkit::{Answer, Cognate};

const POOLS: &str = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow",
    "Action": "sts:AssumeRoleWithWebIdentity",
    "Principal": {"Federated": "cognito-identity.amazonaws.com"}}}"#;

fn trusting(arn: &str) -> String {
    format!(
        r#"{{"Version": "2012-10-17", "Statement": {{"Effect": "Allow",
            "Action": "sts:AssumeRole", "Principal": {{"AWS": "{arn}"}}}}}}"#
    )
}

async fn create(cognate: &Cognate, document: &str) -> Answer {
    let trust = ("AssumeRolePolicyDocument", document);
    iam(cognate, "CreateRole", &[("RoleName", "r"), trust]).await
}

async fn trust_of_r(cognate: &Cognate) -> String {
    let shown = done(iam(cognate, "GetRole", &[("RoleName", "r")]).await);
    let encoded = shown.element("AssumeRolePolicyDocument").to_owned();
    encoded.replace("%3A", ":").replace("%2F", "/").replace("%22", "\"")
}

#[tokio::test]
async fn principals_are_bound_to_whom_they_meant() {
    let cognate = Cognate::start().await;
    let arn = "arn:aws:iam::123456789012:user/people/ada";
    let unknown = format!("Invalid principal in policy: \"AWS\":\"{arn}\"");
    refused(&create(&cognate, &trusting(arn)).await, 400, "MalformedPolicyDocument", &unknown);
    let user = ("UserName", "ada");
    let made = done(iam(&cognate, "CreateUser", &[user, ("Path", "/people/")]).await);
    let id = made.element("UserId").to_owned();
    done(create(&cognate, &trusting(arn)).await);
    assert!(trust_of_r(&cognate).await.contains(&format!("\"{arn}\"")));

    let rename = [user, ("NewUserName", "lovelace"), ("NewPath", "/")];
    done(iam(&cognate, "UpdateUser", &rename).await);
    let renamed = "\"arn:aws:iam::123456789012:user/lovelace\"";
    assert!(trust_of_r(&cognate).await.contains(renamed));
    done(iam(&cognate, "DeleteUser", &[("UserName", "lovelace")]).await);
    assert!(trust_of_r(&cognate).await.contains(&format!("\"{id}\"")));
    done(iam(&cognate, "CreateUser", &[user, ("Path", "/people/")]).await);
    assert!(trust_of_r(&cognate).await.contains(&format!("\"{id}\"")));
    // What reads show cannot be written back: nobody has that id.
    let gone = trusting(&id);
    let answer =
        iam(&cognate, "UpdateAssumeRolePolicy", &[("RoleName", "r"), ("PolicyDocument", &gone)])
            .await;
    answer.expect_code("MalformedPolicyDocument");
    sound(&cognate).await;
}

#[tokio::test]
async fn ids_of_those_who_exist_may_be_written() {
    let cognate = Cognate::start().await;
    let made = done(iam(&cognate, "CreateUser", &[("UserName", "ada")]).await);
    done(create(&cognate, &trusting(made.element("UserId"))).await);
    let arn = "\"arn:aws:iam::123456789012:user/ada\"";
    assert!(trust_of_r(&cognate).await.contains(arn));
    sound(&cognate).await;
}

#[tokio::test]
async fn im_r2_a_role_names_the_identity_pools_it_trusts() {
    let cognate = Cognate::start().await;
    let text = "The role would trust every identity pool. Name yours: \"Condition\": \
                {\"StringEquals\": {\"cognito-identity.amazonaws.com:aud\": \"<id of the identity \
                pool>\"}}. (Statement[0])";
    refused(&create(&cognate, POOLS).await, 400, "MalformedPolicyDocument", text);
    let named = POOLS.replace(
        "\"Principal\"",
        r#""Condition": {"StringEquals":
            {"cognito-identity.amazonaws.com:aud": "us-east-1:p"}}, "Principal""#,
    );
    done(create(&cognate, &named).await);
    let update = [("RoleName", "r"), ("PolicyDocument", POOLS)];
    let answer = iam(&cognate, "UpdateAssumeRolePolicy", &update).await;
    refused(&answer, 400, "MalformedPolicyDocument", text);
    done(
        iam(&cognate, "UpdateAssumeRolePolicy", &[("RoleName", "r"), ("PolicyDocument", &named)])
            .await,
    );
    sound(&cognate).await;
}

#[tokio::test]
async fn im_r2_is_a_warning_in_development() {
    let cognate = Cognate::dev().await;
    done(create(&cognate, POOLS).await);
    sound(&cognate).await;
}

#[tokio::test]
async fn what_is_no_trust_policy_is_refused() {
    let cognate = Cognate::start().await;
    for (document, text) in [
        ("{", "Syntax errors in policy. (line 1, column 2)"),
        (
            super::READ,
            "AssumeRole policy may only specify STS AssumeRole actions. \
                       (Statement[0].Action)",
        ),
        (
            r#"{"Statement": {"Effect": "Allow", "Action": "sts:AssumeRole",
                "Principal": {"AWS": "*"}, "Resource": "*"}}"#,
            "Has prohibited field Resource. (Statement[0].Resource)",
        ),
    ] {
        refused(&create(&cognate, document).await, 400, "MalformedPolicyDocument", text);
    }
    sound(&cognate).await;
}
