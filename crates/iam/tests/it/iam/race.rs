//! What happens at the same moment happens in some order.

use super::{LAMBDA, READ, done, elements, iam, sound};
use cognate_testkit::Cognate;

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
async fn nobody_attaches_what_is_deleted() {
    let cognate = Cognate::start().await;
    let arn = ("PolicyArn", "arn:aws:iam::123456789012:policy/p");
    let role = ("RoleName", "r");
    let both = [role, arn];
    for _ in 0..20 {
        done(iam(&cognate, "CreatePolicy", &[("PolicyName", "p"), ("PolicyDocument", READ)]).await);
        done(iam(&cognate, "CreateRole", &[role, ("AssumeRolePolicyDocument", LAMBDA)]).await);
        let (attached, no_policy, no_role) = tokio::join!(
            iam(&cognate, "AttachRolePolicy", &both),
            iam(&cognate, "DeletePolicy", &both[1..]),
            iam(&cognate, "DeleteRole", &both[..1]),
        );
        if attached.status == 200 {
            assert_eq!((no_policy.status, no_role.status), (409, 409));
            done(iam(&cognate, "DetachRolePolicy", &[role, arn]).await);
        }
        iam(&cognate, "DeletePolicy", &[arn]).await;
        iam(&cognate, "DeleteRole", &[role]).await;
        sound(&cognate).await;
    }
}
