use super::{READ, done, elements, iam, long, refused, sound};
use cognate_testkit::{Cognate, Setup, Value, json};

#[tokio::test]
async fn members_may_what_their_groups_may() {
    let cognate = Cognate::start().await;
    let key = cognate.iam_user("u", Value::Null).await;
    let (group, user) = (("GroupName", "g"), ("UserName", "u"));
    let may_list = async || {
        let answer = cognate.admin_as(&key, "ListUserPools", json!({ "MaxResults": 1 })).await;
        answer.status == 200
    };
    let made = done(iam(&cognate, "CreateGroup", &[group, ("Path", "/x/")]).await);
    assert_eq!(made.element("Arn"), "arn:aws:iam::123456789012:group/x/g");
    assert!(made.element("GroupId").starts_with("AGPA"));
    done(iam(&cognate, "AddUserToGroup", &[group, user]).await);
    done(iam(&cognate, "AddUserToGroup", &[group, user]).await);
    assert!(!may_list().await);
    let policy = [group, ("PolicyName", "p"), ("PolicyDocument", READ)];
    done(iam(&cognate, "PutGroupPolicy", &policy).await);
    assert!(may_list().await);
    let shown = done(iam(&cognate, "GetGroupPolicy", &policy[..2]).await);
    assert!(shown.element("PolicyDocument").starts_with("%7B"));
    let names = done(iam(&cognate, "ListGroupPolicies", &[group]).await);
    assert_eq!(elements(&names, "member"), ["p"]);
    done(iam(&cognate, "DeleteGroupPolicy", &policy[..2]).await);
    assert!(!may_list().await);
    let arn = ("PolicyArn", "arn:aws:iam::aws:policy/AmazonCognitoReadOnly");
    done(iam(&cognate, "AttachGroupPolicy", &[group, arn]).await);
    assert!(may_list().await);
    let attached = done(iam(&cognate, "ListAttachedGroupPolicies", &[group]).await);
    assert_eq!(elements(&attached, "PolicyName"), ["AmazonCognitoReadOnly"]);

    let members = done(iam(&cognate, "GetGroup", &[group]).await);
    assert_eq!(elements(&members, "UserName"), ["u"]);
    let of_user = done(iam(&cognate, "ListGroupsForUser", &[user]).await);
    assert_eq!(elements(&of_user, "GroupName"), ["g"]);
    let rename = [group, ("NewGroupName", "Team"), ("NewPath", "/")];
    done(iam(&cognate, "UpdateGroup", &rename).await);
    assert!(may_list().await);
    let group = ("GroupName", "team");

    let conflict = |answer, what: &str| {
        let text = format!("Cannot delete entity, must {what} first.");
        refused(&answer, 409, "DeleteConflict", &text);
    };
    conflict(iam(&cognate, "DeleteGroup", &[group]).await, "remove users from group");
    done(iam(&cognate, "RemoveUserFromGroup", &[group, user]).await);
    assert!(!may_list().await);
    refused(
        &iam(&cognate, "RemoveUserFromGroup", &[group, user]).await,
        404,
        "NoSuchEntity",
        "User u not in group team",
    );
    conflict(iam(&cognate, "DeleteGroup", &[group]).await, "detach all policies");
    done(iam(&cognate, "DetachGroupPolicy", &[group, arn]).await);
    let policy = [group, policy[1], policy[2]];
    done(iam(&cognate, "PutGroupPolicy", &policy).await);
    conflict(iam(&cognate, "DeleteGroup", &[group]).await, "delete policies");
    done(iam(&cognate, "DeleteGroupPolicy", &policy[..2]).await);
    done(iam(&cognate, "DeleteGroup", &[group]).await);
    sound(&cognate).await;
}

#[tokio::test]
async fn members_come_in_pages() {
    let cognate = Cognate::start().await;
    let group = ("GroupName", "g");
    done(iam(&cognate, "CreateGroup", &[group]).await);
    for name in ["a", "b", "c"] {
        done(iam(&cognate, "CreateUser", &[("UserName", name)]).await);
        done(iam(&cognate, "AddUserToGroup", &[group, ("UserName", name)]).await);
    }
    let first = done(iam(&cognate, "GetGroup", &[group, ("MaxItems", "2")]).await);
    assert_eq!(first.element("IsTruncated"), "true");
    let next = [group, ("MaxItems", "2"), ("Marker", first.element("Marker"))];
    let second = done(iam(&cognate, "GetGroup", &next).await);
    let mut all = elements(&first, "UserName");
    all.extend(elements(&second, "UserName"));
    all.sort();
    assert_eq!(all, ["a", "b", "c"]);
    assert_eq!(second.element("IsTruncated"), "false");
    sound(&cognate).await;
}

#[tokio::test]
async fn names_and_quotas_of_groups() {
    let mut setup = Setup::default();
    setup.config.limits.iam.groups_max = 11;
    setup.config.limits.iam.policies_per_group_max = 1;
    let cognate = setup.start().await;
    done(iam(&cognate, "CreateUser", &[("UserName", "u")]).await);
    for n in 0..11 {
        done(iam(&cognate, "CreateGroup", &[("GroupName", &format!("g{n}"))]).await);
    }
    refused(
        &iam(&cognate, "CreateGroup", &[("GroupName", "G3")]).await,
        409,
        "EntityAlreadyExists",
        "Group with name G3 already exists.",
    );
    refused(
        &iam(&cognate, "CreateGroup", &[("GroupName", "more")]).await,
        409,
        "LimitExceeded",
        "Cannot exceed quota for GroupsPerAccount: 11",
    );
    refused(
        &iam(&cognate, "UpdateGroup", &[("GroupName", "g1"), ("NewGroupName", "G2")]).await,
        409,
        "EntityAlreadyExists",
        "Group with name G2 already exists.",
    );
    let listed = done(iam(&cognate, "ListGroups", &[("MaxItems", "4")]).await);
    assert_eq!(elements(&listed, "GroupName"), ["g0", "g1", "g10", "g2"]);
    for n in 0..10 {
        let member = [("GroupName", &*format!("g{n}")), ("UserName", "u")];
        done(iam(&cognate, "AddUserToGroup", &member).await);
    }
    refused(
        &iam(&cognate, "AddUserToGroup", &[("GroupName", "g10"), ("UserName", "u")]).await,
        409,
        "LimitExceeded",
        "Cannot exceed quota for GroupsPerUser: 10",
    );
    let group = ("GroupName", "g0");
    let attach = async |name: &str| {
        let arn = format!("arn:aws:iam::aws:policy/{name}");
        iam(&cognate, "AttachGroupPolicy", &[group, ("PolicyArn", &arn)]).await
    };
    done(attach("ReadOnlyAccess").await);
    let text = "Cannot exceed quota for PoliciesPerGroup: 1";
    refused(&attach("SecurityAudit").await, 409, "LimitExceeded", text);
    attach("NoSuchPolicy").await.expect_code("NoSuchEntity");
    let long = long(5_120);
    let put = [group, ("PolicyName", "p"), ("PolicyDocument", long.as_str())];
    refused(
        &iam(&cognate, "PutGroupPolicy", &put).await,
        409,
        "LimitExceeded",
        "Maximum policy size of 5120 bytes exceeded for group g0",
    );
    let more = [
        ("GroupName", "ghost"),
        ("UserName", "u"),
        ("PolicyName", "p"),
        ("PolicyDocument", READ),
        ("PolicyArn", "arn:aws:iam::aws:policy/ReadOnlyAccess"),
    ];
    for operation in [
        "GetGroup",
        "UpdateGroup",
        "DeleteGroup",
        "AddUserToGroup",
        "RemoveUserFromGroup",
        "PutGroupPolicy",
        "GetGroupPolicy",
        "ListGroupPolicies",
        "DeleteGroupPolicy",
        "AttachGroupPolicy",
        "DetachGroupPolicy",
        "ListAttachedGroupPolicies",
    ] {
        let answer = iam(&cognate, operation, &more).await;
        let text = "The group with name ghost cannot be found.";
        refused(&answer, 404, "NoSuchEntity", text);
    }
    sound(&cognate).await;
}
