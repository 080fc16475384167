//! What happens at the same moment happens in some order.

use super::{LAMBDA, READ, done, elements, iam, iam_as, sound};
use cognate_core::jobs::Follower;
use cognate_store::config::{Config, PostgresConfig};
use cognate_testkit::{Cognate, Setup, Value};

/// Two nodes on one database.
async fn nodes() -> (Cognate, Cognate) {
    let store = Config::Postgres(PostgresConfig::at(cognate_pgtest::database()));
    let setup = Setup { shared_store: true, ..Setup::default() }.on(store);
    let one = setup.start().await;
    let other = one.another_node().await;
    (one, other)
}

#[tokio::test]
async fn quotas_hold_when_many_come_at_once() {
    let cognate = Cognate::start().await;
    let user = ("UserName", "u");
    done(iam(&cognate, "CreateUser", &[user]).await);
    let parameters = [user];
    let create = || iam(&cognate, "CreateAccessKey", &parameters);
    let (a, b, c, d) = tokio::join!(create(), create(), create(), create());
    let made = [a, b, c, d].iter().filter(|answer| answer.status == 200).count();
    assert_eq!(made, 2);
    let listed = done(iam(&cognate, "ListAccessKeys", &[user]).await);
    assert_eq!(elements(&listed, "AccessKeyId").len(), 2);
    sound(&cognate).await;
}

#[tokio::test]
async fn quotas_hold_over_two_nodes() {
    let (one, other) = nodes().await;
    let parameters = [("UserName", "u")];
    done(iam(&one, "CreateUser", &parameters).await);
    let create = |node| iam(node, "CreateAccessKey", &parameters);
    let (a, b, c, d) = tokio::join!(create(&one), create(&other), create(&one), create(&other));
    let made = [a, b, c, d].iter().filter(|answer| answer.status == 200).count();
    assert_eq!(made, 2);
    sound(&one).await;
}

#[tokio::test]
async fn changes_reach_the_other_node() {
    let (one, other) = nodes().await;
    let key = one.iam_user("u", Value::Null).await;
    Follower::poll(&other.node).await;
    iam_as(&other, &key, "GetUser", &[]).await.expect_code("AccessDenied");
    let arn = ("PolicyArn", "arn:aws:iam::aws:policy/IAMReadOnlyAccess");
    done(iam(&one, "AttachUserPolicy", &[("UserName", "u"), arn]).await);
    Follower::poll(&other.node).await;
    done(iam_as(&other, &key, "GetUser", &[]).await);
    let off = [("UserName", "u"), ("AccessKeyId", key.id.as_str()), ("Status", "Inactive")];
    done(iam(&one, "UpdateAccessKey", &off).await);
    Follower::poll(&other.node).await;
    iam_as(&other, &key, "GetUser", &[]).await.expect_code("InvalidClientTokenId");
}

#[tokio::test]
async fn nobody_attaches_what_is_deleted() {
    nothing_is_left_attached(&Cognate::start().await).await;
    nothing_is_left_attached(&nodes().await.0).await;
}

async fn nothing_is_left_attached(cognate: &Cognate) {
    let arn = ("PolicyArn", "arn:aws:iam::123456789012:policy/p");
    let role = ("RoleName", "r");
    let both = [role, arn];
    for _ in 0..20 {
        done(iam(cognate, "CreatePolicy", &[("PolicyName", "p"), ("PolicyDocument", READ)]).await);
        done(iam(cognate, "CreateRole", &[role, ("AssumeRolePolicyDocument", LAMBDA)]).await);
        let (attached, no_policy, no_role) = tokio::join!(
            iam(cognate, "AttachRolePolicy", &both),
            iam(cognate, "DeletePolicy", &both[1..]),
            iam(cognate, "DeleteRole", &both[..1]),
        );
        if attached.status == 200 {
            assert_eq!((no_policy.status, no_role.status), (409, 409));
            done(iam(cognate, "DetachRolePolicy", &[role, arn]).await);
        }
        iam(cognate, "DeletePolicy", &[arn]).await;
        iam(cognate, "DeleteRole", &[role]).await;
        sound(cognate).await;
    }
}
