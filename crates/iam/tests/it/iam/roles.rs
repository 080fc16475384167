use super::{LAMBDA, READ, done, elements, iam, long, refused, sound};
use cognate_core::call::Principal;
use cognate_core::iam::{Change, Done};
use cognate_store::records::iam_entity::{self, Kind};
use cognate_testkit::{Cognate, Setup, json};

#[tokio::test]
async fn a_role_is_made_shown_changed_and_deleted() {
    let cognate = Cognate::start().await;
    let made = done(
        iam(
            &cognate,
            "CreateRole",
            &[
                ("RoleName", "App"),
                ("Path", "/a/b/"),
                ("AssumeRolePolicyDocument", LAMBDA),
                ("Description", "x & y"),
                ("MaxSessionDuration", "7200"),
                ("Tags.member.1.Key", "Team"),
                ("Tags.member.1.Value", "blue"),
            ],
        )
        .await,
    );
    let text = made.text();
    assert!(text.starts_with(
        "<CreateRoleResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\">\
         <CreateRoleResult><Role><Path>/a/b/</Path><RoleName>App</RoleName><RoleId>AROA"
    ));
    assert_eq!(made.element("Arn"), "arn:aws:iam::123456789012:role/a/b/App");
    assert_eq!(made.element("RoleId").len(), 21);
    assert!(made.element("CreateDate").len() == "2025-01-31T12:00:00Z".len());
    let document = made.element("AssumeRolePolicyDocument");
    assert!(document.starts_with("%7B%22Version%22%3A%20%222012-10-17%22%2C"), "{document}");
    assert!(!document.contains(['+', '{', ' ']));
    assert!(text.contains(
        "<Description>x &amp; y</Description><MaxSessionDuration>7200</MaxSessionDuration>\
         <Tags><member><Key>Team</Key><Value>blue</Value></member></Tags></Role>"
    ));

    let shown = done(iam(&cognate, "GetRole", &[("RoleName", "aPP")]).await);
    assert!(shown.text().contains("</Tags><RoleLastUsed></RoleLastUsed></Role>"));
    let updated =
        done(iam(&cognate, "UpdateRole", &[("RoleName", "App"), ("Description", "new")]).await);
    assert!(updated.text().contains("<UpdateRoleResult></UpdateRoleResult>"));
    let updated = done(
        iam(&cognate, "UpdateRoleDescription", &[("RoleName", "App"), ("Description", "")]).await,
    );
    assert_eq!(updated.element("Description"), "");
    let shown = done(iam(&cognate, "GetRole", &[("RoleName", "App")]).await);
    assert_eq!(shown.element("MaxSessionDuration"), "7200");

    let listed = done(iam(&cognate, "ListRoles", &[("PathPrefix", "/a/")]).await);
    assert_eq!(elements(&listed, "RoleName"), ["App"]);
    assert!(!listed.text().contains("<Tags>"));
    assert!(listed.text().contains("<IsTruncated>false</IsTruncated></ListRolesResult>"));
    let none = done(iam(&cognate, "ListRoles", &[("PathPrefix", "/b/")]).await);
    assert!(none.text().contains("<Roles></Roles>"));
    let profiles = iam(&cognate, "ListInstanceProfilesForRole", &[("RoleName", "App")]).await;
    assert!(done(profiles).text().contains("<InstanceProfiles></InstanceProfiles>"));

    let deleted = done(iam(&cognate, "DeleteRole", &[("RoleName", "App")]).await);
    assert!(!deleted.text().contains("Result"));
    refused(
        &iam(&cognate, "GetRole", &[("RoleName", "App")]).await,
        404,
        "NoSuchEntity",
        "The role with name App cannot be found.",
    );
    sound(&cognate).await;
}

#[tokio::test]
async fn what_hangs_on_a_role_keeps_it_from_being_deleted() {
    let cognate = Cognate::start().await;
    let role = ("RoleName", "r");
    let admin = ("PolicyArn", "arn:aws:iam::aws:policy/AdministratorAccess");
    done(iam(&cognate, "CreateRole", &[role, ("AssumeRolePolicyDocument", LAMBDA)]).await);
    let inline = [role, ("PolicyName", "p"), ("PolicyDocument", READ)];
    done(iam(&cognate, "PutRolePolicy", &inline).await);
    done(iam(&cognate, "AttachRolePolicy", &[role, admin]).await);
    done(iam(&cognate, "AttachRolePolicy", &[role, admin]).await);
    let boundary = ("PermissionsBoundary", "arn:aws:iam::aws:policy/PowerUserAccess");
    done(iam(&cognate, "PutRolePermissionsBoundary", &[role, boundary]).await);

    let shown = done(iam(&cognate, "GetRole", &[role]).await);
    assert!(shown.text().contains(
        "<PermissionsBoundary><PermissionsBoundaryType>PermissionsBoundaryPolicy\
         </PermissionsBoundaryType><PermissionsBoundaryArn>\
         arn:aws:iam::aws:policy/PowerUserAccess</PermissionsBoundaryArn></PermissionsBoundary>"
    ));
    let attached = done(iam(&cognate, "ListAttachedRolePolicies", &[role]).await);
    assert!(attached.text().contains(
        "<AttachedPolicies><member><PolicyName>AdministratorAccess</PolicyName><PolicyArn>\
         arn:aws:iam::aws:policy/AdministratorAccess</PolicyArn></member></AttachedPolicies>"
    ));
    let elsewhere = [role, ("PathPrefix", "/service-role/")];
    let attached = done(iam(&cognate, "ListAttachedRolePolicies", &elsewhere).await);
    assert!(attached.text().contains("<AttachedPolicies></AttachedPolicies>"));
    let names = done(iam(&cognate, "ListRolePolicies", &[role]).await);
    assert!(names.text().contains("<PolicyNames><member>p</member></PolicyNames>"));
    let shown = done(iam(&cognate, "GetRolePolicy", &[role, ("PolicyName", "p")]).await);
    assert!(shown.element("PolicyDocument").contains("cognito-idp%3AListUserPools"));

    let conflict = |answer, what: &str| {
        let text = format!("Cannot delete entity, must {what} first.");
        refused(&answer, 409, "DeleteConflict", &text);
    };
    conflict(iam(&cognate, "DeleteRole", &[role]).await, "detach all policies");
    done(iam(&cognate, "DetachRolePolicy", &[role, admin]).await);
    refused(
        &iam(&cognate, "DetachRolePolicy", &[role, admin]).await,
        404,
        "NoSuchEntity",
        "Policy arn:aws:iam::aws:policy/AdministratorAccess was not found.",
    );
    conflict(iam(&cognate, "DeleteRole", &[role]).await, "delete policies");
    done(iam(&cognate, "DeleteRolePolicy", &[role, ("PolicyName", "p")]).await);
    for operation in ["DeleteRolePolicy", "GetRolePolicy"] {
        refused(
            &iam(&cognate, operation, &[role, ("PolicyName", "p")]).await,
            404,
            "NoSuchEntity",
            "The role policy with name p cannot be found.",
        );
    }
    done(iam(&cognate, "DeleteRolePermissionsBoundary", &[role]).await);
    done(iam(&cognate, "DeleteRolePermissionsBoundary", &[role]).await);
    done(iam(&cognate, "PutRolePermissionsBoundary", &[role, boundary]).await);
    // A boundary goes with its role.
    done(iam(&cognate, "DeleteRole", &[role]).await);
    sound(&cognate).await;
}

#[tokio::test]
async fn a_role_that_is_not_there_has_one_error() {
    let cognate = Cognate::start().await;
    let more = [
        ("PolicyName", "p"),
        ("PolicyDocument", READ),
        ("PolicyArn", "arn:aws:iam::aws:policy/ReadOnlyAccess"),
        ("PermissionsBoundary", "arn:aws:iam::aws:policy/ReadOnlyAccess"),
        ("Description", "d"),
        ("Tags.member.1.Key", "k"),
        ("Tags.member.1.Value", "v"),
        ("TagKeys.member.1", "k"),
    ];
    for operation in [
        "GetRole",
        "UpdateRole",
        "UpdateRoleDescription",
        "DeleteRole",
        "TagRole",
        "UntagRole",
        "ListRoleTags",
        "PutRolePolicy",
        "GetRolePolicy",
        "ListRolePolicies",
        "DeleteRolePolicy",
        "AttachRolePolicy",
        "DetachRolePolicy",
        "ListAttachedRolePolicies",
        "PutRolePermissionsBoundary",
        "DeleteRolePermissionsBoundary",
        "ListInstanceProfilesForRole",
    ] {
        let mut all = vec![("RoleName", "ghost")];
        all.extend_from_slice(&more);
        let answer = iam(&cognate, operation, &all).await;
        let text = "The role with name ghost cannot be found.";
        refused(&answer, 404, "NoSuchEntity", text);
    }
    let trust = [("RoleName", "ghost"), ("PolicyDocument", LAMBDA)];
    let answer = iam(&cognate, "UpdateAssumeRolePolicy", &trust).await;
    answer.expect_code("NoSuchEntity");
    sound(&cognate).await;
}

#[tokio::test]
async fn quotas_of_roles() {
    let mut setup = Setup::default();
    setup.config.limits.iam.roles_max = 2;
    setup.config.limits.iam.policies_per_role_max = 1;
    let cognate = setup.start().await;
    let trust = ("AssumeRolePolicyDocument", LAMBDA);
    for name in ["r", "other"] {
        done(iam(&cognate, "CreateRole", &[("RoleName", name), trust]).await);
    }
    refused(
        &iam(&cognate, "CreateRole", &[("RoleName", "OTHER"), trust]).await,
        409,
        "EntityAlreadyExists",
        "Role with name OTHER already exists.",
    );
    refused(
        &iam(&cognate, "CreateRole", &[("RoleName", "third"), trust]).await,
        409,
        "LimitExceeded",
        "Cannot exceed quota for RolesPerAccount: 2",
    );
    let role = ("RoleName", "r");
    let attach = async |name: &str| {
        let arn = format!("arn:aws:iam::aws:policy/{name}");
        iam(&cognate, "AttachRolePolicy", &[role, ("PolicyArn", &arn)]).await
    };
    done(attach("ReadOnlyAccess").await);
    refused(
        &attach("PowerUserAccess").await,
        409,
        "LimitExceeded",
        "Cannot exceed quota for PoliciesPerRole: 1",
    );
    let put = async |name: &str, document: &str| {
        let parameters = [role, ("PolicyName", name), ("PolicyDocument", document)];
        iam(&cognate, "PutRolePolicy", &parameters).await
    };
    done(put("a", &long(5_000)).await);
    refused(
        &put("b", &long(5_000)).await,
        409,
        "LimitExceeded",
        "Maximum policy size of 10240 bytes exceeded for role r",
    );
    // White space does not count, and what is replaced does not either.
    done(put("a", &format!("{}{}", long(7_000), " ".repeat(9_000))).await);
    let conditions = format!("\"{}\"", "x".repeat(2_000));
    let condition =
        format!(r#""Condition": {{"StringEquals": {{"sts:ExternalId": {conditions}}}}}"#);
    let trust = LAMBDA.replace("\"Action\"", &format!("{condition}, \"Action\""));
    refused(
        &iam(&cognate, "UpdateAssumeRolePolicy", &[role, ("PolicyDocument", &trust)]).await,
        409,
        "LimitExceeded",
        "Cannot exceed quota for ACLSizePerRole: 2048",
    );
    sound(&cognate).await;
}

#[tokio::test]
async fn roles_of_services_are_left_to_them() {
    let cognate = Cognate::start().await;
    let trust = ("AssumeRolePolicyDocument", LAMBDA);
    let path = ("Path", "/aws-service-role/x.amazonaws.com/");
    let answer = iam(&cognate, "CreateRole", &[("RoleName", "r"), trust, path]).await;
    let text = "The path /aws-service-role/ is reserved for roles of services.";
    refused(&answer, 400, "InvalidInput", text);
    done(iam(&cognate, "CreateRole", &[("RoleName", "r"), trust]).await);
    let arn = "arn:aws:iam::aws:policy/aws-service-role/AmazonCognitoIdpServiceRolePolicy";
    let answer = iam(&cognate, "AttachRolePolicy", &[("RoleName", "r"), ("PolicyArn", arn)]).await;
    let text = "Cannot attach a Service Role Policy to a Customer Role.";
    refused(&answer, 400, "PolicyNotAttachable", text);

    let cx = cognate.cx();
    let found = iam_entity::find(cx.store(), Kind::Role, "r").await.unwrap();
    let mut found = found.unwrap();
    found.document.insert("Path".into(), json!("/aws-service-role/x.amazonaws.com/"));
    let root = Principal::root("123456789012", None);
    let change = Change::new(&cx).update(&found);
    assert_eq!(change.commit(&root, "r").await.unwrap(), Done::Committed);
    let role = ("RoleName", "r");
    let protected = "Cannot perform the operation on the protected role 'r' - this role is only \
                     modifiable by AWS";
    for (operation, more) in [
        ("DeleteRole", vec![]),
        ("UpdateRole", vec![]),
        ("UpdateRoleDescription", vec![("Description", "d")]),
        ("UpdateAssumeRolePolicy", vec![("PolicyDocument", LAMBDA)]),
        ("PutRolePolicy", vec![("PolicyName", "p"), ("PolicyDocument", READ)]),
        ("DeleteRolePolicy", vec![("PolicyName", "p")]),
        ("AttachRolePolicy", vec![("PolicyArn", arn)]),
        ("DetachRolePolicy", vec![("PolicyArn", arn)]),
        ("PutRolePermissionsBoundary", vec![("PermissionsBoundary", arn)]),
        ("DeleteRolePermissionsBoundary", vec![]),
    ] {
        let answer = iam(&cognate, operation, &[vec![role], more].concat()).await;
        refused(&answer, 400, "UnmodifiableEntity", protected);
    }
    sound(&cognate).await;
}

#[tokio::test]
async fn tags_of_roles() {
    let cognate = Cognate::start().await;
    let role = ("RoleName", "r");
    done(iam(&cognate, "CreateRole", &[role, ("AssumeRolePolicyDocument", LAMBDA)]).await);
    let tag = async |key: &str, value: &str| {
        let tag = [role, ("Tags.member.1.Key", key), ("Tags.member.1.Value", value)];
        iam(&cognate, "TagRole", &tag).await
    };
    done(tag("team", "blue").await);
    done(tag("Team", "red").await);
    done(tag("env", "").await);
    let tags = done(iam(&cognate, "ListRoleTags", &[role]).await);
    assert!(tags.text().contains(
        "<Tags><member><Key>Team</Key><Value>red</Value></member>\
         <member><Key>env</Key><Value></Value></member></Tags>"
    ));
    let first = done(iam(&cognate, "ListRoleTags", &[role, ("MaxItems", "1")]).await);
    assert!(first.text().contains("<IsTruncated>true</IsTruncated><Marker>"));
    let marker = ("Marker", first.element("Marker"));
    let second = done(iam(&cognate, "ListRoleTags", &[role, ("MaxItems", "1"), marker]).await);
    assert_eq!(elements(&second, "Key"), ["env"]);
    assert!(!second.text().contains("<Marker>"));

    let reserved = "The key of a tag must not begin with aws:, which is reserved.";
    refused(&tag("aws:x", "v").await, 400, "InvalidInput", reserved);
    let twice = [
        role,
        ("Tags.member.1.Key", "a"),
        ("Tags.member.1.Value", ""),
        ("Tags.member.2.Key", "A"),
        ("Tags.member.2.Value", ""),
    ];
    refused(
        &iam(&cognate, "TagRole", &twice).await,
        400,
        "InvalidInput",
        "Duplicate tag keys found. Please note that Tag keys are case insensitive.",
    );
    for n in 0..48 {
        done(tag(&format!("k{n}"), "v").await);
    }
    refused(
        &tag("k48", "v").await,
        409,
        "LimitExceeded",
        "The number of tags has reached the maximum limit.",
    );
    let untag = [role, ("TagKeys.member.1", "TEAM"), ("TagKeys.member.2", "none")];
    done(iam(&cognate, "UntagRole", &untag).await);
    let tags = done(iam(&cognate, "ListRoleTags", &[role]).await);
    assert_eq!(elements(&tags, "Key").len(), 49);
    sound(&cognate).await;
}
