//! GetCallerIdentity, and how requests may be written.

use cognate_testkit::{Cognate, json};

use super::*;

#[tokio::test]
async fn everyone_may_ask_who_they_are() {
    let cognate = Cognate::start().await;
    let nothing = json!([{ "Effect": "Deny", "Action": "*", "Resource": "*" }]);
    let ada = cognate.iam_user("ada", nothing.clone()).await;
    let answer = sts(&cognate, &ada, "GetCallerIdentity", &[]).await;
    assert_eq!(answer.element("Arn"), user_arn("ada"));
    assert_eq!(answer.element("UserId"), cognate.entity(Kind::User, "ada").await.id);
    assert_eq!(answer.element("Account"), ACCOUNT);
    let root = sts(&cognate, &cognate.root, "GetCallerIdentity", &[]).await;
    assert_eq!((root.element("Arn"), root.element("UserId")), (&root_arn()[..], ACCOUNT));
}
