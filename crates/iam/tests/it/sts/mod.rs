//! STS.

mod assume_role;
mod chains;
mod federation;
mod forms;
mod identity;
mod limits;
mod mfa;
mod nodes;
mod others;
mod saml;
mod session_policies;
mod tags;
mod tokens;
mod web_identity;

use cognate_core::call::Principal;
use cognate_core::iam::{Change, Done};
use cognate_store::records::access_key;
use cognate_store::records::iam_entity::{Entity, Kind};
use cognate_testkit::{AccessKey, Answer, Cognate, Value, json};

pub const ACCOUNT: &str = "123456789012";

/// A call of STS.
pub async fn sts(
    cognate: &Cognate,
    key: &AccessKey,
    operation: &str,
    parameters: &[(&str, &str)],
) -> Answer {
    let mut all = vec![("Action", operation), ("Version", "2011-06-15")];
    all.extend_from_slice(parameters);
    cognate.query_as(key, "sts", &all).await
}

/// AssumeRole of a role without a path, as session `s1`.
pub async fn assume(
    cognate: &Cognate,
    key: &AccessKey,
    role: &str,
    more: &[(&str, &str)],
) -> Answer {
    let arn = role_arn(role);
    let mut all = vec![("RoleArn", arn.as_str()), ("RoleSessionName", "s1")];
    all.extend_from_slice(more);
    sts(cognate, key, "AssumeRole", &all).await
}

/// The credentials of a success.
#[track_caller]
pub fn credentials(answer: &Answer) -> AccessKey {
    assert_eq!(answer.status, 200, "{}", answer.text());
    AccessKey {
        id: answer.element("AccessKeyId").to_owned(),
        secret: answer.element("SecretAccessKey").to_owned(),
        token: Some(answer.element("SessionToken").to_owned()),
    }
}

/// The ARN that GetCallerIdentity answers.
pub async fn who(cognate: &Cognate, key: &AccessKey) -> String {
    let answer = sts(cognate, key, "GetCallerIdentity", &[]).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.element("Arn").to_owned()
}

/// Whether the holder of the key may list user pools.
pub async fn may_list(cognate: &Cognate, key: &AccessKey) -> bool {
    let answer = cognate.admin_as(key, "ListUserPools", json!({ "MaxResults": 1 })).await;
    if answer.status != 200 {
        answer.expect_code("AccessDeniedException");
    }
    answer.status == 200
}

pub fn role_arn(name: &str) -> String {
    format!("arn:aws:iam::{ACCOUNT}:role/{name}")
}

pub fn user_arn(name: &str) -> String {
    format!("arn:aws:iam::{ACCOUNT}:user/{name}")
}

/// As text stands in XML.
pub fn escaped(text: &str) -> String {
    text.replace('\'', "&apos;").replace('"', "&quot;")
}

/// A statement of a trust policy: whom, and what beside `sts:AssumeRole`.
pub fn trust(principal: &str, more: &[&str]) -> Value {
    let mut actions = vec!["sts:AssumeRole"];
    actions.extend_from_slice(more);
    json!({ "Effect": "Allow", "Principal": { "AWS": principal }, "Action": actions })
}

pub fn root_arn() -> String {
    format!("arn:aws:iam::{ACCOUNT}:root")
}

pub fn denied(who: &str, action: &str, resource: &str, why: &str) -> String {
    format!("User: {who} is not authorized to perform: {action} on resource: {resource}{why}")
}

pub const NO_TRUST: &str = " because no role trust policy allows the sts:AssumeRole action";
pub const NO_IDENTITY: &str = " because no identity-based policy allows the sts:AssumeRole action";

/// Deletes a user with the only key.
pub async fn delete_user(cognate: &Cognate, name: &str, key: &AccessKey) {
    let cx = cognate.cx();
    let user = cognate.entity(Kind::User, name).await;
    let change = Change::new(&cx).delete(&user).with(access_key::delete(&key.id));
    let done = change.commit(&Principal::root(ACCOUNT, None), "test").await.unwrap();
    assert_eq!(done, Done::Committed);
}

/// Changes the document of something in IAM.
pub async fn edit(cognate: &Cognate, kind: Kind, name: &str, change: impl FnOnce(&mut Entity)) {
    let cx = cognate.cx();
    let mut entity = cognate.entity(kind, name).await;
    change(&mut entity);
    let root = Principal::root(ACCOUNT, None);
    let done = Change::new(&cx).update(&entity).commit(&root, "test").await.unwrap();
    assert_eq!(done, Done::Committed);
}
