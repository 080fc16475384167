use super::{LAMBDA, READ, done, elements, iam, iam_as, long, refused, sound};
use cognate_testkit::{AccessKey, Answer, Cognate, Setup, Value, json};

fn key(answer: &Answer) -> AccessKey {
    AccessKey {
        id: answer.element("AccessKeyId").to_owned(),
        secret: answer.element("SecretAccessKey").to_owned(),
        token: None,
    }
}

#[tokio::test]
async fn a_user_is_made_renamed_and_deleted() {
    let cognate = Cognate::start().await;
    let made = done(
        iam(
            &cognate,
            "CreateUser",
            &[
                ("UserName", "Ada"),
                ("Path", "/people/"),
                ("Tags.member.1.Key", "k"),
                ("Tags.member.1.Value", "v"),
            ],
        )
        .await,
    );
    assert!(made.text().contains(
        "<CreateUserResult><User><Path>/people/</Path><UserName>Ada</UserName><UserId>AIDA"
    ));
    assert_eq!(made.element("Arn"), "arn:aws:iam::123456789012:user/people/Ada");
    let id = made.element("UserId").to_owned();
    refused(
        &iam(&cognate, "CreateUser", &[("UserName", "ADA")]).await,
        409,
        "EntityAlreadyExists",
        "User with name ADA already exists.",
    );
    done(iam(&cognate, "CreateUser", &[("UserName", "bob")]).await);
    let rename = |to| [("UserName", "ada"), ("NewUserName", to)];
    refused(
        &iam(&cognate, "UpdateUser", &rename("BOB")).await,
        409,
        "EntityAlreadyExists",
        "User with name BOB already exists.",
    );
    done(iam(&cognate, "UpdateUser", &rename("aDA")).await);
    done(iam(&cognate, "UpdateUser", &[("UserName", "ada"), ("NewPath", "/x/")]).await);
    let shown = done(iam(&cognate, "GetUser", &[("UserName", "ada")]).await);
    assert_eq!(shown.element("Arn"), "arn:aws:iam::123456789012:user/x/aDA");
    assert_eq!(shown.element("UserId"), id);
    assert_eq!(shown.element("Key"), "k");
    done(iam(&cognate, "UpdateUser", &rename("eve")).await);
    let listed = done(iam(&cognate, "ListUsers", &[]).await);
    assert_eq!(elements(&listed, "UserName"), ["bob", "eve"]);
    assert!(!listed.text().contains("<Tags>"));
    let page = done(iam(&cognate, "ListUsers", &[("MaxItems", "1")]).await);
    let next = [("MaxItems", "1"), ("Marker", page.element("Marker"))];
    let next = done(iam(&cognate, "ListUsers", &next).await);
    assert_eq!(elements(&next, "UserName"), ["eve"]);
    assert_eq!(next.element("IsTruncated"), "false");
    let under = done(iam(&cognate, "ListUsers", &[("PathPrefix", "/x")]).await);
    assert_eq!(elements(&under, "UserName"), ["eve"]);
    done(iam(&cognate, "DeleteUser", &[("UserName", "EVE")]).await);
    refused(
        &iam(&cognate, "GetUser", &[("UserName", "eve")]).await,
        404,
        "NoSuchEntity",
        "The user with name eve cannot be found.",
    );
    sound(&cognate).await;
}

#[tokio::test]
async fn what_a_user_has_must_go_first() {
    let cognate = Cognate::start().await;
    let user = ("UserName", "u");
    let arn = ("PolicyArn", "arn:aws:iam::aws:policy/ReadOnlyAccess");
    let inline = [user, ("PolicyName", "p"), ("PolicyDocument", READ)];
    let member = [user, ("GroupName", "g")];
    done(iam(&cognate, "CreateUser", &[user]).await);
    done(iam(&cognate, "CreateGroup", &[("GroupName", "g")]).await);
    done(iam(&cognate, "PutUserPolicy", &inline).await);
    done(iam(&cognate, "AttachUserPolicy", &[user, arn]).await);
    done(iam(&cognate, "AddUserToGroup", &member).await);
    let made = done(iam(&cognate, "CreateAccessKey", &[user]).await);
    let id = ("AccessKeyId", made.element("AccessKeyId"));
    for (what, operation, parameters) in [
        ("delete access keys", "DeleteAccessKey", vec![user, id]),
        ("remove users from group", "RemoveUserFromGroup", member.to_vec()),
        ("detach all policies", "DetachUserPolicy", vec![user, arn]),
        ("delete policies", "DeleteUserPolicy", inline[..2].to_vec()),
    ] {
        let text = format!("Cannot delete entity, must {what} first.");
        let answer = iam(&cognate, "DeleteUser", &[user]).await;
        refused(&answer, 409, "DeleteConflict", &text);
        done(iam(&cognate, operation, &parameters).await);
    }
    done(iam(&cognate, "DeleteUser", &[user]).await);
    sound(&cognate).await;
}

#[tokio::test]
async fn access_keys_work_until_they_are_switched_off() {
    let cognate = Cognate::start().await;
    let user = ("UserName", "u");
    done(iam(&cognate, "CreateUser", &[user]).await);
    let arn = ("PolicyArn", "arn:aws:iam::aws:policy/IAMFullAccess");
    done(iam(&cognate, "AttachUserPolicy", &[user, arn]).await);
    let made = done(iam(&cognate, "CreateAccessKey", &[user]).await);
    assert!(made.text().contains("<AccessKey><UserName>u</UserName><AccessKeyId>AKIA"));
    assert_eq!((made.element("Status"), made.element("SecretAccessKey").len()), ("Active", 40));
    let first = key(&made);
    let own = done(iam_as(&cognate, &first, "GetUser", &[]).await);
    assert_eq!(own.element("UserName"), "u");
    let second = key(&done(iam_as(&cognate, &first, "CreateAccessKey", &[]).await));
    refused(
        &iam_as(&cognate, &first, "CreateAccessKey", &[]).await,
        409,
        "LimitExceeded",
        "Cannot exceed quota for AccessKeysPerUser: 2",
    );
    let listed = done(iam_as(&cognate, &first, "ListAccessKeys", &[]).await);
    assert_eq!(elements(&listed, "Status"), ["Active", "Active"]);
    assert!(!listed.text().contains("Secret"));
    let off = |id| [user, ("AccessKeyId", id), ("Status", "Inactive")];
    done(iam(&cognate, "UpdateAccessKey", &off(&first.id)).await);
    iam_as(&cognate, &first, "GetUser", &[]).await.expect_code("InvalidClientTokenId");
    done(iam_as(&cognate, &second, "GetUser", &[]).await);
    let on = [user, ("AccessKeyId", first.id.as_str()), ("Status", "Active")];
    done(iam(&cognate, "UpdateAccessKey", &on).await);
    done(iam_as(&cognate, &first, "GetUser", &[]).await);
    done(iam(&cognate, "DeleteAccessKey", &[user, ("AccessKeyId", &first.id)]).await);
    iam_as(&cognate, &first, "GetUser", &[]).await.expect_code("InvalidClientTokenId");

    let gone = format!("The Access Key with id {} cannot be found.", first.id);
    refused(
        &iam(&cognate, "DeleteAccessKey", &[user, ("AccessKeyId", &first.id)]).await,
        404,
        "NoSuchEntity",
        &gone,
    );
    refused(&iam(&cognate, "UpdateAccessKey", &off(&first.id)).await, 404, "NoSuchEntity", &gone);
    let expired = [user, ("AccessKeyId", second.id.as_str()), ("Status", "Expired")];
    let text = "An access key cannot be set to Expired.";
    let answer = iam(&cognate, "UpdateAccessKey", &expired).await;
    refused(&answer, 400, "InvalidInput", text);
    // Another user's key is none of theirs.
    done(iam(&cognate, "CreateUser", &[("UserName", "other")]).await);
    let foreign = [("UserName", "other"), ("AccessKeyId", second.id.as_str())];
    iam(&cognate, "DeleteAccessKey", &foreign).await.expect_code("NoSuchEntity");
    sound(&cognate).await;
}

#[tokio::test]
async fn the_root_has_keys_too() {
    let cognate = Cognate::start().await;
    let shown = done(iam(&cognate, "GetUser", &[]).await);
    assert_eq!(shown.element("Arn"), "arn:aws:iam::123456789012:root");
    assert_eq!(shown.element("UserId"), "123456789012");
    let second = key(&done(iam(&cognate, "CreateAccessKey", &[]).await));
    done(iam_as(&cognate, &second, "GetUser", &[]).await);
    iam(&cognate, "CreateAccessKey", &[]).await.expect_code("LimitExceeded");
    let listed = done(iam(&cognate, "ListAccessKeys", &[]).await);
    assert_eq!(elements(&listed, "AccessKeyId").len(), 2);
    assert!(!listed.text().contains("<UserName>"));
    let first = ("AccessKeyId", cognate.root.id.as_str());
    done(iam_as(&cognate, &second, "DeleteAccessKey", &[first]).await);
    iam(&cognate, "GetUser", &[]).await.expect_code("InvalidClientTokenId");
    let used = done(
        iam_as(&cognate, &second, "GetAccessKeyLastUsed", &[("AccessKeyId", second.id.as_str())])
            .await,
    );
    assert!(!used.text().contains("<UserName>"));
    sound(&cognate).await;
}

#[tokio::test]
async fn sessions_of_roles_have_no_user_of_their_own() {
    let cognate = Cognate::start().await;
    let allow_all = json!([{ "Effect": "Allow", "Action": "*", "Resource": "*" }]);
    let trust = json!([{ "Effect": "Allow", "Action": "sts:AssumeRole",
        "Principal": { "AWS": "123456789012" } }]);
    cognate.iam_role("r", trust, allow_all.clone()).await;
    let user = cognate.iam_user("u", allow_all).await;
    let assumed = cognate
        .query_as(
            &user,
            "sts",
            &[
                ("Action", "AssumeRole"),
                ("Version", "2011-06-15"),
                ("RoleArn", "arn:aws:iam::123456789012:role/r"),
                ("RoleSessionName", "s1"),
            ],
        )
        .await;
    let session = AccessKey {
        token: Some(assumed.element("SessionToken").to_owned()),
        ..key(&done(assumed))
    };
    for (operation, more) in [
        ("GetUser", vec![]),
        ("CreateAccessKey", vec![]),
        ("ListAccessKeys", vec![]),
        ("DeleteAccessKey", vec![("AccessKeyId", user.id.as_str())]),
        ("UpdateAccessKey", vec![("AccessKeyId", user.id.as_str()), ("Status", "Active")]),
    ] {
        let answer = iam_as(&cognate, &session, operation, &more).await;
        let text = "Must specify userName when calling with non-User credentials";
        refused(&answer, 400, "ValidationError", text);
    }
    done(iam_as(&cognate, &session, "GetUser", &[("UserName", "u")]).await);
    sound(&cognate).await;
}

#[tokio::test]
async fn the_last_use_of_a_key_is_noted() {
    let cognate = Cognate::start().await;
    let user = cognate.iam_user("u", Value::Null).await;
    let asked = ("AccessKeyId", user.id.as_str());
    let never = done(iam(&cognate, "GetAccessKeyLastUsed", &[asked]).await);
    assert!(never.text().contains(
        "<UserName>u</UserName><AccessKeyLastUsed><ServiceName>N/A</ServiceName>\
         <Region>N/A</Region></AccessKeyLastUsed>"
    ));
    let refused_text = "User: arn:aws:iam::123456789012:root is not authorized to perform: \
                        iam:GetAccessKeyLastUsed on resource: access key AKIAIOSFODNN7EXAMPLE";
    let answer =
        iam(&cognate, "GetAccessKeyLastUsed", &[("AccessKeyId", "AKIAIOSFODNN7EXAMPLE")]).await;
    refused(&answer, 403, "AccessDenied", refused_text);
    iam_as(&cognate, &user, "GetUser", &[]).await;
    let mut used = iam(&cognate, "GetAccessKeyLastUsed", &[asked]).await;
    for _ in 0..100 {
        if used.element("ServiceName") == "iam" {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        used = iam(&cognate, "GetAccessKeyLastUsed", &[asked]).await;
    }
    assert_eq!((used.element("ServiceName"), used.element("Region")), ("iam", "us-east-1"));
    assert!(used.element("LastUsedDate").ends_with('Z'));
}

#[tokio::test]
async fn a_user_who_is_not_there_has_one_error() {
    let cognate = Cognate::start().await;
    done(iam(&cognate, "CreateGroup", &[("GroupName", "g")]).await);
    let more = [
        ("UserName", "ghost"),
        ("GroupName", "g"),
        ("AccessKeyId", "AKIAIOSFODNN7EXAMPLE"),
        ("Status", "Active"),
        ("PolicyName", "p"),
        ("PolicyDocument", READ),
        ("PolicyArn", "arn:aws:iam::aws:policy/ReadOnlyAccess"),
        ("PermissionsBoundary", "arn:aws:iam::aws:policy/ReadOnlyAccess"),
        ("Tags.member.1.Key", "k"),
        ("Tags.member.1.Value", "v"),
        ("TagKeys.member.1", "k"),
    ];
    for operation in [
        "GetUser",
        "UpdateUser",
        "DeleteUser",
        "TagUser",
        "UntagUser",
        "ListUserTags",
        "CreateAccessKey",
        "ListAccessKeys",
        "UpdateAccessKey",
        "DeleteAccessKey",
        "PutUserPolicy",
        "GetUserPolicy",
        "ListUserPolicies",
        "DeleteUserPolicy",
        "AttachUserPolicy",
        "DetachUserPolicy",
        "ListAttachedUserPolicies",
        "PutUserPermissionsBoundary",
        "DeleteUserPermissionsBoundary",
        "AddUserToGroup",
        "RemoveUserFromGroup",
        "ListGroupsForUser",
    ] {
        let answer = iam(&cognate, operation, &more).await;
        let text = "The user with name ghost cannot be found.";
        refused(&answer, 404, "NoSuchEntity", text);
    }
    sound(&cognate).await;
}

#[tokio::test]
async fn quotas_and_policies_of_users() {
    let mut setup = Setup::default();
    setup.config.limits.iam.users_max = 1;
    setup.config.limits.iam.policies_per_user_max = 1;
    let cognate = setup.start().await;
    let user = ("UserName", "u");
    let bounded = [user, ("PermissionsBoundary", "arn:aws:iam::123456789012:policy/none")];
    refused(
        &iam(&cognate, "CreateUser", &bounded).await,
        404,
        "NoSuchEntity",
        "Scope ARN: arn:aws:iam::123456789012:policy/none does not exist or is not attachable.",
    );
    let trust = ("AssumeRolePolicyDocument", LAMBDA);
    let bounded = [("RoleName", "r"), trust, bounded[1]];
    iam(&cognate, "CreateRole", &bounded).await.expect_code("InvalidInput");
    done(iam(&cognate, "CreateUser", &[user]).await);
    refused(
        &iam(&cognate, "CreateUser", &[("UserName", "v")]).await,
        409,
        "LimitExceeded",
        "Cannot exceed quota for UsersPerAccount: 1",
    );
    let attach =
        async |arn: &str| iam(&cognate, "AttachUserPolicy", &[user, ("PolicyArn", arn)]).await;
    refused(
        &attach("arn:aws:iam::aws:policy/NoSuchPolicy").await,
        404,
        "NoSuchEntity",
        "Policy arn:aws:iam::aws:policy/NoSuchPolicy does not exist or is not attachable.",
    );
    refused(
        &attach("arn:aws:iam::aws:user/someone").await,
        400,
        "InvalidInput",
        "ARN arn:aws:iam::aws:user/someone is not valid.",
    );
    done(attach("arn:aws:iam::aws:policy/ReadOnlyAccess").await);
    refused(
        &attach("arn:aws:iam::aws:policy/SecurityAudit").await,
        409,
        "LimitExceeded",
        "Cannot exceed quota for PoliciesPerUser: 1",
    );
    let put = async |document: &str| {
        let parameters = [user, ("PolicyName", "p"), ("PolicyDocument", document)];
        iam(&cognate, "PutUserPolicy", &parameters).await
    };
    put("{}").await.expect_code("MalformedPolicyDocument");
    let long = long(2_048);
    let text = "Maximum policy size of 2048 bytes exceeded for user u";
    refused(&put(&long).await, 409, "LimitExceeded", text);
    done(put(READ).await);
    let shown = done(iam(&cognate, "GetUserPolicy", &[user, ("PolicyName", "p")]).await);
    assert!(shown.element("PolicyDocument").starts_with("%7B"));
    assert_eq!(elements(&done(iam(&cognate, "ListUserPolicies", &[user]).await), "member"), ["p"]);
    refused(
        &iam(&cognate, "GetUserPolicy", &[user, ("PolicyName", "P")]).await,
        404,
        "NoSuchEntity",
        "The user policy with name P cannot be found.",
    );
    sound(&cognate).await;
}
