//! Instance profiles.

use super::{LAMBDA, done, elements, iam, iam_as, refused, sound};
use cognate_testkit::{Answer, Cognate, Setup, allow, json};

const PROFILE: (&str, &str) = ("InstanceProfileName", "Web");

async fn role(cognate: &Cognate, name: &str) {
    let parameters = [("RoleName", name), ("AssumeRolePolicyDocument", LAMBDA)];
    done(iam(cognate, "CreateRole", &parameters).await);
}

async fn put(cognate: &Cognate, role: &str) -> Answer {
    iam(cognate, "AddRoleToInstanceProfile", &[PROFILE, ("RoleName", role)]).await
}

#[tokio::test]
async fn a_profile_holds_a_role() {
    let cognate = Cognate::start().await;
    let tag = [("Tags.member.1.Key", "Team"), ("Tags.member.1.Value", "blue")];
    let new = [&[PROFILE, ("Path", "/a/")][..], &tag[..]].concat();
    let made = done(iam(&cognate, "CreateInstanceProfile", &new).await);
    assert_eq!(made.element("Arn"), "arn:aws:iam::123456789012:instance-profile/a/Web");
    assert!(made.element("InstanceProfileId").starts_with("AIPA"));
    assert!(made.text().contains("<Roles></Roles><Tags><member><Key>Team</Key>"));
    role(&cognate, "app").await;
    role(&cognate, "other").await;
    done(put(&cognate, "APP").await);
    let shown = done(iam(&cognate, "GetInstanceProfile", &[PROFILE]).await);
    assert_eq!(shown.element("RoleName"), "app");
    assert!(shown.text().contains("<Tags>"));
    refused(
        &put(&cognate, "app").await,
        409,
        "EntityAlreadyExists",
        "Role app is in Instance Profile Web already.",
    );
    refused(
        &put(&cognate, "other").await,
        409,
        "LimitExceeded",
        "Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1",
    );
    let of_role = done(iam(&cognate, "ListInstanceProfilesForRole", &[("RoleName", "app")]).await);
    assert_eq!(elements(&of_role, "InstanceProfileName"), ["Web"]);
    assert_eq!(of_role.element("RoleName"), "app");
    let listed = done(iam(&cognate, "ListInstanceProfiles", &[("PathPrefix", "/a/")]).await);
    assert_eq!(elements(&listed, "RoleName"), ["app"]);
    assert!(!listed.text().contains("<Tags>"));
    let none = done(iam(&cognate, "ListInstanceProfiles", &[("PathPrefix", "/b/")]).await);
    assert!(none.text().contains("<InstanceProfiles></InstanceProfiles>"));

    let conflict = "Cannot delete entity, must remove roles from instance profile first.";
    let answer = iam(&cognate, "DeleteInstanceProfile", &[PROFILE]).await;
    refused(&answer, 409, "DeleteConflict", conflict);
    let answer = iam(&cognate, "DeleteRole", &[("RoleName", "app")]).await;
    refused(&answer, 409, "DeleteConflict", conflict);
    let take = [PROFILE, ("RoleName", "app")];
    done(iam(&cognate, "RemoveRoleFromInstanceProfile", &take).await);
    refused(
        &iam(&cognate, "RemoveRoleFromInstanceProfile", &take).await,
        404,
        "NoSuchEntity",
        "Role app in Instance Profile Web cannot be found.",
    );
    done(iam(&cognate, "DeleteRole", &[("RoleName", "app")]).await);
    done(iam(&cognate, "DeleteInstanceProfile", &[PROFILE]).await);
    sound(&cognate).await;
}

#[tokio::test]
async fn names_are_unique_and_counted() {
    let cognate = Cognate::start().await;
    done(iam(&cognate, "CreateInstanceProfile", &[PROFILE]).await);
    let again = [("InstanceProfileName", "WEB"), ("Path", "/b/")];
    refused(
        &iam(&cognate, "CreateInstanceProfile", &again).await,
        409,
        "EntityAlreadyExists",
        "Instance Profile WEB already exists.",
    );
    let reserved =
        [("InstanceProfileName", "b"), ("Tags.member.1.Key", "aws:x"), ("Tags.member.1.Value", "")];
    iam(&cognate, "CreateInstanceProfile", &reserved).await.expect_code("InvalidInput");
    done(iam(&cognate, "CreateInstanceProfile", &[("InstanceProfileName", "c")]).await);
    let first = done(iam(&cognate, "ListInstanceProfiles", &[("MaxItems", "1")]).await);
    assert_eq!(elements(&first, "InstanceProfileName"), ["c"]);
    let marker = first.element("Marker").to_owned();
    let rest = done(iam(&cognate, "ListInstanceProfiles", &[("Marker", &marker)]).await);
    assert_eq!(elements(&rest, "InstanceProfileName"), ["Web"]);
    sound(&cognate).await;
}

#[tokio::test]
async fn what_is_not_there_has_one_error() {
    let cognate = Cognate::start().await;
    let more = [
        PROFILE,
        ("RoleName", "app"),
        ("Tags.member.1.Key", "k"),
        ("Tags.member.1.Value", "v"),
        ("TagKeys.member.1", "k"),
    ];
    for operation in [
        "GetInstanceProfile",
        "DeleteInstanceProfile",
        "AddRoleToInstanceProfile",
        "RemoveRoleFromInstanceProfile",
        "TagInstanceProfile",
        "UntagInstanceProfile",
        "ListInstanceProfileTags",
    ] {
        refused(
            &iam(&cognate, operation, &more).await,
            404,
            "NoSuchEntity",
            "Instance Profile Web cannot be found.",
        );
    }
    done(iam(&cognate, "CreateInstanceProfile", &[PROFILE]).await);
    for operation in ["AddRoleToInstanceProfile", "RemoveRoleFromInstanceProfile"] {
        refused(
            &iam(&cognate, operation, &more).await,
            404,
            "NoSuchEntity",
            "The role with name app cannot be found.",
        );
    }
    // Roles of services stay where they are.
    let service = [("AWSServiceName", "cognito-idp.amazonaws.com")];
    done(iam(&cognate, "CreateServiceLinkedRole", &service).await);
    let name = "AWSServiceRoleForAmazonCognitoIdp";
    for operation in ["AddRoleToInstanceProfile", "RemoveRoleFromInstanceProfile"] {
        let answer = iam(&cognate, operation, &[PROFILE, ("RoleName", name)]).await;
        answer.expect_code("UnmodifiableEntity");
    }
    sound(&cognate).await;
}

#[tokio::test]
async fn profiles_have_tags() {
    let cognate = Cognate::start().await;
    done(iam(&cognate, "CreateInstanceProfile", &[PROFILE]).await);
    let tag = [PROFILE, ("Tags.member.1.Key", "Team"), ("Tags.member.1.Value", "blue")];
    done(iam(&cognate, "TagInstanceProfile", &tag).await);
    let listed = done(iam(&cognate, "ListInstanceProfileTags", &[PROFILE]).await);
    assert!(
        listed.text().contains("<Tags><member><Key>Team</Key><Value>blue</Value></member></Tags>")
    );
    done(iam(&cognate, "UntagInstanceProfile", &[PROFILE, ("TagKeys.member.1", "team")]).await);
    let listed = done(iam(&cognate, "ListInstanceProfileTags", &[PROFILE]).await);
    assert!(listed.text().contains("<Tags></Tags>"));
    let twice = [&tag[..], &[("Tags.member.2.Key", "TEAM"), ("Tags.member.2.Value", "")]].concat();
    iam(&cognate, "TagInstanceProfile", &twice).await.expect_code("InvalidInput");
    for first in [1, 31] {
        let tags: Vec<(String, String)> = (0..30)
            .flat_map(|n| {
                let member = format!("Tags.member.{}", n + 1);
                [
                    (format!("{member}.Key"), format!("k{}", first + n)),
                    (format!("{member}.Value"), String::new()),
                ]
            })
            .collect();
        let mut parameters = vec![PROFILE];
        parameters.extend(tags.iter().map(|(key, value)| (key.as_str(), value.as_str())));
        let answer = iam(&cognate, "TagInstanceProfile", &parameters).await;
        match first {
            1 => drop(done(answer)),
            _ => answer.expect_code("LimitExceeded"),
        }
    }
    sound(&cognate).await;
}

/// Whoever fills a profile hands the role to instances.
#[tokio::test]
async fn roles_must_be_passed() {
    let cognate = Cognate::start().await;
    done(iam(&cognate, "CreateInstanceProfile", &[PROFILE]).await);
    role(&cognate, "app").await;
    let fill =
        allow("iam:AddRoleToInstanceProfile", "arn:aws:iam::123456789012:instance-profile/Web");
    let ada = cognate.iam_user("ada", json!([fill])).await;
    let parameters = [PROFILE, ("RoleName", "app")];
    let answer = iam_as(&cognate, &ada, "AddRoleToInstanceProfile", &parameters).await;
    answer.expect_code("AccessDenied");
    assert!(answer.text().contains("iam:PassRole"));
    let mut pass = allow("iam:PassRole", "arn:aws:iam::123456789012:role/app");
    pass["Condition"] = json!({ "StringEquals": { "iam:PassedToService": "ec2.amazonaws.com" } });
    cognate.iam_policy("ada", "pass", json!([pass])).await;
    done(iam_as(&cognate, &ada, "AddRoleToInstanceProfile", &parameters).await);
    sound(&cognate).await;
}

/// A role is deleted or it is in a profile, not both.
#[tokio::test]
async fn filling_and_deleting_exclude_each_other() {
    let cognate = Setup::default().start().await;
    for _ in 0..4 {
        done(iam(&cognate, "CreateInstanceProfile", &[PROFILE]).await);
        role(&cognate, "app").await;
        let gone = [("RoleName", "app")];
        let (filled, deleted) =
            tokio::join!(put(&cognate, "app"), iam(&cognate, "DeleteRole", &gone));
        let (filled, deleted) = (filled.status == 200, deleted.status == 200);
        assert!(filled != deleted, "{filled} {deleted}");
        if filled {
            let take = [PROFILE, ("RoleName", "app")];
            done(iam(&cognate, "RemoveRoleFromInstanceProfile", &take).await);
            done(iam(&cognate, "DeleteRole", &gone).await);
        }
        done(iam(&cognate, "DeleteInstanceProfile", &[PROFILE]).await);
    }
    sound(&cognate).await;
}
