use super::{LAMBDA, READ, done, elements, iam, iam_as, long, refused, sound};
use cognate_testkit::{Cognate, Setup, Value, json};

const ARN: &str = "arn:aws:iam::123456789012:policy/team/Read";

async fn with_policy(cognate: &Cognate) {
    let policy = [("PolicyName", "Read"), ("Path", "/team/"), ("PolicyDocument", READ)];
    done(iam(cognate, "CreatePolicy", &policy).await);
}

#[tokio::test]
async fn a_policy_lives_through_its_versions() {
    let cognate = Cognate::start().await;
    let made = done(
        iam(
            &cognate,
            "CreatePolicy",
            &[
                ("PolicyName", "Read"),
                ("Path", "/team/"),
                ("PolicyDocument", READ),
                ("Description", "d"),
                ("Tags.member.1.Key", "k"),
                ("Tags.member.1.Value", "v"),
            ],
        )
        .await,
    );
    assert!(made.text().contains("<CreatePolicyResult><Policy><PolicyName>Read</PolicyName>"));
    assert!(made.text().contains(
        "</PolicyId><Arn>arn:aws:iam::123456789012:policy/team/Read</Arn><Path>/team/</Path>\
         <DefaultVersionId>v1</DefaultVersionId><AttachmentCount>0</AttachmentCount>\
         <PermissionsBoundaryUsageCount>0</PermissionsBoundaryUsageCount>\
         <IsAttachable>true</IsAttachable><Description>d</Description><CreateDate>"
    ));
    assert!(made.element("PolicyId").starts_with("ANPA"));
    let arn = ("PolicyArn", ARN);
    let version = [arn, ("PolicyDocument", READ)];
    for expected in ["v2", "v3", "v4", "v5"] {
        let made = done(iam(&cognate, "CreatePolicyVersion", &version).await);
        assert_eq!(made.element("VersionId"), expected);
        assert_eq!(made.element("IsDefaultVersion"), "false");
        assert_eq!(made.element("Document"), "");
    }
    refused(
        &iam(&cognate, "CreatePolicyVersion", &version).await,
        409,
        "LimitExceeded",
        "A managed policy can have up to 5 versions. Before you create a new version, you must \
         delete an existing version.",
    );
    let v = |id| [arn, ("VersionId", id)];
    refused(
        &iam(&cognate, "DeletePolicyVersion", &v("v1")).await,
        409,
        "DeleteConflict",
        "Cannot delete the default version of a policy.",
    );
    for (operation, id) in [
        ("DeletePolicyVersion", "v9"),
        ("SetDefaultPolicyVersion", "v9"),
        ("GetPolicyVersion", "v9"),
    ] {
        let text = format!("Policy {ARN} version v9 does not exist or is not attachable.");
        refused(&iam(&cognate, operation, &v(id)).await, 404, "NoSuchEntity", &text);
    }
    done(iam(&cognate, "SetDefaultPolicyVersion", &v("v3")).await);
    done(iam(&cognate, "DeletePolicyVersion", &v("v1")).await);
    let as_default = [arn, ("PolicyDocument", READ), ("SetAsDefault", "true")];
    let made = done(iam(&cognate, "CreatePolicyVersion", &as_default).await);
    assert_eq!((made.element("VersionId"), made.element("IsDefaultVersion")), ("v6", "true"));
    let listed = done(iam(&cognate, "ListPolicyVersions", &[arn]).await);
    assert_eq!(elements(&listed, "VersionId"), ["v6", "v5", "v4", "v3", "v2"]);
    assert!(!listed.text().contains("<Document>"));
    let shown = done(iam(&cognate, "GetPolicyVersion", &v("v2")).await);
    assert!(shown.element("Document").starts_with("%7B%22Version%22"));
    let page = done(iam(&cognate, "ListPolicyVersions", &[arn, ("MaxItems", "2")]).await);
    let next = [arn, ("MaxItems", "2"), ("Marker", page.element("Marker"))];
    let next = done(iam(&cognate, "ListPolicyVersions", &next).await);
    assert_eq!(elements(&next, "VersionId"), ["v4", "v3"]);

    refused(
        &iam(&cognate, "DeletePolicy", &[arn]).await,
        409,
        "DeleteConflict",
        "This policy has more than one version. Before you delete a policy, you must delete the \
         policy's versions. The default version is deleted with the policy.",
    );
    for id in ["v2", "v3", "v4", "v5"] {
        done(iam(&cognate, "DeletePolicyVersion", &v(id)).await);
    }
    done(iam(&cognate, "DeletePolicy", &[arn]).await);
    let gone = format!("Policy {ARN} was not found.");
    for operation in [
        "GetPolicy",
        "DeletePolicy",
        "ListPolicyVersions",
        "ListPolicyTags",
        "ListEntitiesForPolicy",
    ] {
        refused(&iam(&cognate, operation, &[arn]).await, 404, "NoSuchEntity", &gone);
    }
    sound(&cognate).await;
}

#[tokio::test]
async fn who_holds_a_policy_keeps_it() {
    let cognate = Cognate::start().await;
    with_policy(&cognate).await;
    let arn = ("PolicyArn", ARN);
    let (role, user, group) = (("RoleName", "r"), ("UserName", "u"), ("GroupName", "g"));
    done(iam(&cognate, "CreateRole", &[role, ("AssumeRolePolicyDocument", LAMBDA)]).await);
    done(iam(&cognate, "CreateGroup", &[group]).await);
    done(iam(&cognate, "CreateUser", &[user, ("PermissionsBoundary", ARN)]).await);
    done(iam(&cognate, "AttachRolePolicy", &[role, arn]).await);
    done(iam(&cognate, "AttachGroupPolicy", &[group, arn]).await);
    let shown = done(iam(&cognate, "GetPolicy", &[arn]).await);
    assert_eq!(shown.element("AttachmentCount"), "2");
    assert_eq!(shown.element("PermissionsBoundaryUsageCount"), "1");

    let holders = async |more: &[(&str, &str)]| {
        let parameters = [&[arn][..], more].concat();
        let answer = done(iam(&cognate, "ListEntitiesForPolicy", &parameters).await);
        let mut names = elements(&answer, "UserName");
        names.extend(elements(&answer, "RoleName"));
        names.extend(elements(&answer, "GroupName"));
        (names, answer.element("Marker").to_owned())
    };
    assert_eq!(holders(&[]).await.0, ["u", "r", "g"]);
    assert_eq!(holders(&[("EntityFilter", "Role")]).await.0, ["r"]);
    assert_eq!(holders(&[("PolicyUsageFilter", "PermissionsBoundary")]).await.0, ["u"]);
    assert!(holders(&[("PathPrefix", "/x/")]).await.0.is_empty());
    let (first, marker) = holders(&[("MaxItems", "2")]).await;
    let (second, end) = holders(&[("MaxItems", "2"), ("Marker", &marker)]).await;
    assert_eq!((first.len(), second.len(), end.as_str()), (2, 1, ""));

    let held = "Cannot delete a policy attached to entities.";
    for release in [
        ("DetachRolePolicy", vec![role, arn]),
        ("DetachGroupPolicy", vec![group, arn]),
        ("DeleteUserPermissionsBoundary", vec![user]),
    ] {
        refused(&iam(&cognate, "DeletePolicy", &[arn]).await, 409, "DeleteConflict", held);
        done(iam(&cognate, release.0, &release.1).await);
    }
    done(iam(&cognate, "DeletePolicy", &[arn]).await);
    sound(&cognate).await;
}

#[tokio::test]
async fn lists_of_policies() {
    let cognate = Cognate::start().await;
    with_policy(&cognate).await;
    let other = [("PolicyName", "Other"), ("PolicyDocument", READ)];
    done(iam(&cognate, "CreatePolicy", &other).await);
    let list = async |more: &[(&str, &str)]| {
        elements(&done(iam(&cognate, "ListPolicies", more).await), "PolicyName")
    };
    assert_eq!(list(&[("Scope", "Local")]).await, ["Other", "Read"]);
    assert_eq!(list(&[("Scope", "Local"), ("PathPrefix", "/team/")]).await, ["Read"]);
    assert!(list(&[("OnlyAttached", "true")]).await.is_empty());
    let all = list(&[]).await;
    assert!(all.len() > 30 && all.contains(&"AmazonCognitoPowerUser".to_owned()));
    assert_eq!(list(&[("Scope", "AWS")]).await.len(), all.len() - 2);
    let mut paged = Vec::new();
    let mut marker = String::new();
    loop {
        let mut parameters = vec![("MaxItems", "7")];
        if !marker.is_empty() {
            parameters.push(("Marker", &marker));
        }
        let page = done(iam(&cognate, "ListPolicies", &parameters).await);
        paged.extend(elements(&page, "PolicyName"));
        marker = page.element("Marker").to_owned();
        if marker.is_empty() {
            break;
        }
    }
    assert_eq!(paged, all);
    done(iam(&cognate, "CreateUser", &[("UserName", "u")]).await);
    let arn = "arn:aws:iam::aws:policy/ReadOnlyAccess";
    done(iam(&cognate, "AttachUserPolicy", &[("UserName", "u"), ("PolicyArn", arn)]).await);
    assert_eq!(list(&[("OnlyAttached", "true")]).await, ["ReadOnlyAccess"]);
    let bounds = [("PolicyUsageFilter", "PermissionsBoundary")];
    assert!(list(&bounds).await.is_empty());
    // A marker is good for its own list only.
    let page = done(iam(&cognate, "ListPolicies", &[("MaxItems", "1")]).await);
    let foreign = [("Marker", page.element("Marker")), ("Scope", "Local")];
    iam(&cognate, "ListPolicies", &foreign).await.expect_code("ValidationError");
    sound(&cognate).await;
}

#[tokio::test]
async fn policies_of_aws_are_there_and_stay_as_they_are() {
    let cognate = Cognate::start().await;
    let arn = ("PolicyArn", "arn:aws:iam::aws:policy/AdministratorAccess");
    let shown = done(iam(&cognate, "GetPolicy", &[arn]).await);
    assert_eq!(shown.element("CreateDate"), "2015-02-06T18:39:46Z");
    let version = [arn, ("VersionId", "v1")];
    let document = done(iam(&cognate, "GetPolicyVersion", &version).await);
    assert!(document.element("Document").contains("%22Effect%22%3A%20%22Allow%22"));
    let listed = done(iam(&cognate, "ListPolicyVersions", &[arn]).await);
    assert_eq!(elements(&listed, "VersionId"), ["v1"]);
    let text = "Policy arn:aws:iam::aws:policy/AdministratorAccess is managed by AWS and cannot be \
                changed.";
    for (operation, more) in [
        ("DeletePolicy", vec![]),
        ("CreatePolicyVersion", vec![("PolicyDocument", READ)]),
        ("DeletePolicyVersion", vec![("VersionId", "v1")]),
        ("SetDefaultPolicyVersion", vec![("VersionId", "v1")]),
    ] {
        let answer = iam(&cognate, operation, &[vec![arn], more].concat()).await;
        refused(&answer, 400, "InvalidInput", text);
    }
    let unknown = "arn:aws:iam::aws:policy/AmazonEC2FullAccess";
    let answer = iam(&cognate, "GetPolicy", &[("PolicyArn", unknown)]).await;
    refused(&answer, 404, "NoSuchEntity", &format!("Policy {unknown} was not found."));
    sound(&cognate).await;
}

#[tokio::test]
async fn unknown_policies_of_aws_can_be_taken_for_empty_ones() {
    let mut setup = Setup::default();
    setup.config.limits.iam.accept_unknown_aws_policies = true;
    let cognate = setup.start().await;
    let arn = ("PolicyArn", "arn:aws:iam::aws:policy/job-function/AmazonEC2FullAccess");
    let key = cognate.iam_user("u", Value::Null).await;
    done(iam(&cognate, "AttachUserPolicy", &[("UserName", "u"), arn]).await);
    let shown = done(iam(&cognate, "GetPolicy", &[arn]).await);
    assert_eq!(shown.element("PolicyName"), "AmazonEC2FullAccess");
    assert_eq!(shown.element("Path"), "/job-function/");
    iam_as(&cognate, &key, "GetUser", &[]).await.expect_code("AccessDenied");
    done(
        iam(
            &cognate,
            "PutUserPolicy",
            &[
                ("UserName", "u"),
                ("PolicyName", "p"),
                (
                    "PolicyDocument",
                    r#"{"Statement":{"Effect":"Allow","Action":"iam:GetUser","Resource":"*"}}"#,
                ),
            ],
        )
        .await,
    );
    done(iam_as(&cognate, &key, "GetUser", &[]).await);
    // What is no policy is none.
    let other = ("PolicyArn", "arn:aws:iam::aws:role/AmazonEC2FullAccess");
    iam(&cognate, "GetPolicy", &[other]).await.expect_code("InvalidInput");
    sound(&cognate).await;
}

#[tokio::test]
async fn documents_and_names_are_checked() {
    let mut setup = Setup::default();
    setup.config.limits.iam.policies_max = 1;
    let cognate = setup.start().await;
    let create = async |name: &str, document: &str| {
        let parameters = [("PolicyName", name), ("PolicyDocument", document)];
        iam(&cognate, "CreatePolicy", &parameters).await
    };
    for (document, text) in [
        ("{}", "Missing required field Statement."),
        ("nonsense", "Syntax errors in policy. (line 1, column 1)"),
        (LAMBDA, "Policy document should not specify a principal. (Statement[0].Principal)"),
        (
            r#"{"Statement": {"Effect": "Allow", "Action": "*"}}"#,
            "Policy statement must contain resources. (Statement[0])",
        ),
        (
            r#"{"Statement": {"Effect": "Allow", "Action": "x", "Resource": "*"}}"#,
            "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc. \
             (Statement[0].Action)",
        ),
    ] {
        refused(&create("p", document).await, 400, "MalformedPolicyDocument", text);
    }
    let long = long(6_144);
    let text = "Cannot exceed quota for PolicySize: 6144";
    refused(&create("p", &long).await, 409, "LimitExceeded", text);
    done(create("Read", &format!("{READ}{}", " ".repeat(6_144))).await);
    refused(
        &create("READ", READ).await,
        409,
        "EntityAlreadyExists",
        "A policy called READ already exists. Duplicate names are not allowed.",
    );
    let text = "Cannot exceed quota for PoliciesPerAccount: 1";
    refused(&create("second", READ).await, 409, "LimitExceeded", text);
    let arn = ("PolicyArn", "arn:aws:iam::123456789012:policy/Read");
    let version = [arn, ("PolicyDocument", long.as_str())];
    iam(&cognate, "CreatePolicyVersion", &version).await.expect_code("LimitExceeded");
    let version = [arn, ("PolicyDocument", "{}")];
    iam(&cognate, "CreatePolicyVersion", &version).await.expect_code("MalformedPolicyDocument");
    for wrong in [
        "arn:aws:iam::123456789012:role/Read",
        "arn:aws:s3:::bucket/policy/Read",
        "not an arn at all, but long",
    ] {
        let text = format!("ARN {wrong} is not valid.");
        for operation in ["GetPolicy", "DeletePolicy", "ListPolicyVersions", "ListPolicyTags"] {
            let answer = iam(&cognate, operation, &[("PolicyArn", wrong)]).await;
            refused(&answer, 400, "InvalidInput", &text);
        }
    }
    // The path belongs to the name, and so do case and account.
    for other in [
        "arn:aws:iam::123456789012:policy/x/Read",
        "arn:aws:iam::123456789012:policy/read",
        "arn:aws:iam::210987654321:policy/Read",
    ] {
        iam(&cognate, "GetPolicy", &[("PolicyArn", other)]).await.expect_code("NoSuchEntity");
    }
    let tag = [arn, ("Tags.member.1.Key", "k"), ("Tags.member.1.Value", "v")];
    done(iam(&cognate, "TagPolicy", &tag).await);
    let tags = done(iam(&cognate, "ListPolicyTags", &[arn]).await);
    assert_eq!(elements(&tags, "Key"), ["k"]);
    done(iam(&cognate, "UntagPolicy", &[arn, ("TagKeys.member.1", "k")]).await);
    let tags = done(iam(&cognate, "ListPolicyTags", &[arn]).await);
    assert!(tags.text().contains("<Tags></Tags>"));
    sound(&cognate).await;
}

#[tokio::test]
async fn changes_count_at_once() {
    let cognate = Cognate::start().await;
    let key = cognate.iam_user("u", Value::Null).await;
    let (user, arn) = (("UserName", "u"), ("PolicyArn", ARN));
    let may_list = async || {
        let answer = cognate.admin_as(&key, "ListUserPools", json!({ "MaxResults": 1 })).await;
        answer.status == 200
    };
    assert!(!may_list().await);
    with_policy(&cognate).await;
    done(iam(&cognate, "AttachUserPolicy", &[user, arn]).await);
    assert!(may_list().await);
    let deny = READ.replace("Allow", "Deny");
    let version = [arn, ("PolicyDocument", &deny), ("SetAsDefault", "true")];
    done(iam(&cognate, "CreatePolicyVersion", &version).await);
    assert!(!may_list().await);
    done(iam(&cognate, "SetDefaultPolicyVersion", &[arn, ("VersionId", "v1")]).await);
    assert!(may_list().await);
    let boundary = ("PermissionsBoundary", "arn:aws:iam::aws:policy/AmazonS3FullAccess");
    done(iam(&cognate, "PutUserPermissionsBoundary", &[user, boundary]).await);
    assert!(!may_list().await);
    let boundary = ("PermissionsBoundary", "arn:aws:iam::aws:policy/AmazonCognitoReadOnly");
    done(iam(&cognate, "PutUserPermissionsBoundary", &[user, boundary]).await);
    assert!(may_list().await);
    done(iam(&cognate, "DetachUserPolicy", &[user, arn]).await);
    assert!(!may_list().await);
    sound(&cognate).await;
}
