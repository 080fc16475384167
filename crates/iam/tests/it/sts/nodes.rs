//! What ends sessions, on the node that hears of it and on the other.

use cognate_core::jobs::Follower;
use cognate_store::config::{Config, PostgresConfig};
use cognate_testkit::{Cognate, Setup, allow, json};

use super::*;

async fn nodes() -> (Cognate, Cognate) {
    let store = Config::Postgres(PostgresConfig::at(cognate_pgtest::database()));
    let setup = Setup { shared_store: true, ..Setup::default() }.on(store);
    let cognate = setup.start().await;
    let other = cognate.another_node().await;
    (cognate, other)
}

async fn scene(cognate: &Cognate) -> (AccessKey, AccessKey) {
    let list = json!([allow("cognito-idp:ListUserPools", "*")]);
    let ada = cognate.iam_user("ada", json!(null)).await;
    cognate.iam_role("app", trust(&user_arn("ada"), &[]), list).await;
    let session = credentials(&assume(cognate, &ada, "app", &[]).await);
    (ada, session)
}

/// Both nodes take it; the other one has copies from before.
async fn warm(one: &Cognate, other: &Cognate, session: &AccessKey) {
    Follower::poll(&one.node).await;
    Follower::poll(&other.node).await;
    assert!(may_list(one, session).await);
    assert!(may_list(other, session).await);
}

#[tokio::test]
async fn a_deleted_role_ends_its_sessions_everywhere() {
    let (cognate, other) = nodes().await;
    let (ada, session) = scene(&cognate).await;
    warm(&cognate, &other, &session).await;
    cognate.iam_delete(Kind::Role, "app").await;
    Follower::poll(&other.node).await;
    let refused = async || {
        for node in [&cognate, &other] {
            let answer = sts(node, &session, "GetCallerIdentity", &[]).await;
            answer.expect_code("InvalidClientTokenId");
        }
    };
    refused().await;
    // A namesake is another role.
    let list = json!([allow("cognito-idp:ListUserPools", "*")]);
    cognate.iam_role("app", trust(&user_arn("ada"), &[]), list).await;
    Follower::poll(&other.node).await;
    refused().await;
    let again = credentials(&assume(&other, &ada, "app", &[]).await);
    assert!(may_list(&cognate, &again).await);
}

/// "Revoke active sessions": a deny on what was issued before.
#[tokio::test]
async fn sessions_older_than_a_time_can_be_revoked_everywhere() {
    let (cognate, other) = nodes().await;
    let (ada, session) = scene(&cognate).await;
    warm(&cognate, &other, &session).await;
    cognate.clock.turn(60);
    let mut older = cognate_testkit::deny("*", "*");
    older["Condition"] =
        json!({ "DateLessThan": { "aws:TokenIssueTime": "2027-01-15T08:00:30Z" } });
    let document = cognate_testkit::policy(&json!([older]));
    edit(&cognate, Kind::Role, "app", |role| {
        cognate_core::iam::entity::set_inline(role, "AWSRevokeOlderSessions", Some(&document));
    })
    .await;
    Follower::poll(&other.node).await;
    Follower::poll(&cognate.node).await;
    for node in [&cognate, &other] {
        assert!(!may_list(node, &session).await);
        // Who it is it may still ask.
        who(node, &session).await;
    }
    let newer = credentials(&assume(&other, &ada, "app", &[]).await);
    for node in [&cognate, &other] {
        assert!(may_list(node, &newer).await);
    }
}

/// Permissions are read with each request; a node that cannot poll trusts no copy after a second.
#[tokio::test]
async fn changes_of_a_role_reach_its_sessions() {
    let (cognate, other) = nodes().await;
    let (_, session) = scene(&cognate).await;
    warm(&cognate, &other, &session).await;
    edit(&cognate, Kind::Role, "app", |role| {
        cognate_core::iam::entity::set_inline(role, "own", None);
    })
    .await;
    assert!(!may_list(&cognate, &session).await);
    other.clock.turn(1);
    assert!(!may_list(&other, &session).await);
}
