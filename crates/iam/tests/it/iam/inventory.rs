//! The whole account at once.

use super::{LAMBDA, READ, done, elements, escaped, iam, iam_as, sound};
use cognate_testkit::{Answer, Cognate, allow, json};

const DETAILS: &str = "GetAccountAuthorizationDetails";

async fn scene() -> Cognate {
    let cognate = Cognate::start().await;
    let policy = [("PolicyName", "own"), ("PolicyDocument", READ), ("Description", "d")];
    let policy = done(iam(&cognate, "CreatePolicy", &policy).await);
    let arn = ("PolicyArn", policy.element("Arn"));
    let version = [arn, ("PolicyDocument", READ), ("SetAsDefault", "true")];
    done(iam(&cognate, "CreatePolicyVersion", &version).await);
    let tag = [("Tags.member.1.Key", "Team"), ("Tags.member.1.Value", "blue")];
    let user = [&[("UserName", "ada"), ("PermissionsBoundary", arn.1)][..], &tag].concat();
    done(iam(&cognate, "CreateUser", &user).await);
    done(iam(&cognate, "CreateGroup", &[("GroupName", "staff")]).await);
    let member = [("GroupName", "staff"), ("UserName", "ada")];
    done(iam(&cognate, "AddUserToGroup", &member).await);
    let inline = [("PolicyName", "inline"), ("PolicyDocument", READ)];
    let put = [&[("UserName", "ada")][..], &inline].concat();
    done(iam(&cognate, "PutUserPolicy", &put).await);
    let put = [&[("GroupName", "staff")][..], &inline].concat();
    done(iam(&cognate, "PutGroupPolicy", &put).await);
    done(iam(&cognate, "AttachGroupPolicy", &[("GroupName", "staff"), arn]).await);
    let role = [("RoleName", "app"), ("AssumeRolePolicyDocument", LAMBDA)];
    done(iam(&cognate, "CreateRole", &role).await);
    let aws = [("RoleName", "app"), ("PolicyArn", "arn:aws:iam::aws:policy/AmazonCognitoReadOnly")];
    done(iam(&cognate, "AttachRolePolicy", &aws).await);
    done(iam(&cognate, "CreateInstanceProfile", &[("InstanceProfileName", "web")]).await);
    let fill = [("InstanceProfileName", "web"), ("RoleName", "app")];
    done(iam(&cognate, "AddRoleToInstanceProfile", &fill).await);
    cognate
}

async fn details(cognate: &Cognate, filters: &[&str]) -> Answer {
    let names: Vec<String> = (1..=filters.len()).map(|n| format!("Filter.member.{n}")).collect();
    let parameters: Vec<(&str, &str)> =
        names.iter().map(String::as_str).zip(filters.iter().copied()).collect();
    done(iam(cognate, DETAILS, &parameters).await)
}

#[tokio::test]
async fn everything_is_shown_with_what_it_holds() {
    let cognate = scene().await;
    let users = details(&cognate, &["User"]).await;
    let text = users.text();
    assert!(text.contains("<GroupList><member>staff</member></GroupList>"), "{text}");
    assert!(
        text.contains("<UserPolicyList><member><PolicyName>inline</PolicyName><PolicyDocument>%7B")
    );
    assert!(
        text.contains("<AttachedManagedPolicies></AttachedManagedPolicies><PermissionsBoundary>")
    );
    assert!(text.contains("<Tags><member><Key>Team</Key><Value>blue</Value></member></Tags>"));
    for empty in ["GroupDetailList", "RoleDetailList", "Policies"] {
        assert!(text.contains(&format!("<{empty}></{empty}>")), "{text}");
    }
    let groups = details(&cognate, &["Group"]).await;
    let text = groups.text();
    assert!(text.contains("<GroupPolicyList><member><PolicyName>inline</PolicyName>"), "{text}");
    assert!(text.contains(
        "<AttachedManagedPolicies><member><PolicyName>own</PolicyName>\
         <PolicyArn>arn:aws:iam::123456789012:policy/own</PolicyArn></member>"
    ));
    let roles = details(&cognate, &["Role"]).await;
    let text = roles.text();
    assert!(text.contains("<AssumeRolePolicyDocument>%7B"), "{text}");
    assert!(text.contains("<InstanceProfileName>web</InstanceProfileName>"));
    assert!(text.contains("<PolicyArn>arn:aws:iam::aws:policy/AmazonCognitoReadOnly</PolicyArn>"));
    assert!(text.contains("<RoleLastUsed></RoleLastUsed>"));
    let policies = details(&cognate, &["LocalManagedPolicy"]).await;
    let text = policies.text();
    assert_eq!(elements(&policies, "PolicyName"), ["own"]);
    assert_eq!(elements(&policies, "VersionId"), ["v2", "v1"]);
    assert!(text.contains("<AttachmentCount>1</AttachmentCount>"), "{text}");
    assert!(text.contains("<PermissionsBoundaryUsageCount>1</PermissionsBoundaryUsageCount>"));
    assert!(text.contains("<Document>%7B") && text.contains("<Description>d</Description>"));
    assert!(!text.contains(&escaped("\"Version\"")));
    let of_aws = details(&cognate, &["AWSManagedPolicy"]).await;
    assert_eq!(elements(&of_aws, "PolicyName").len(), 32);
    sound(&cognate).await;
}

#[tokio::test]
async fn pages_go_through_the_kinds() {
    let cognate = scene().await;
    let all = details(&cognate, &[]).await;
    let names = |answer: &Answer| {
        let of = |name| elements(answer, name).len();
        (of("UserDetailList"), of("UserId") + of("GroupId") + of("IsAttachable"))
    };
    let (_, whole) = names(&all);
    assert_eq!(whole, 1 + 1 + 1 + 32);
    let (mut marker, mut pages, mut seen, mut roles) = (String::new(), 0, 0, 0);
    loop {
        let mut parameters = vec![("MaxItems", "2")];
        if !marker.is_empty() {
            parameters.push(("Marker", marker.as_str()));
        }
        let page = done(iam(&cognate, DETAILS, &parameters).await);
        seen += names(&page).1;
        roles += usize::from(page.text().contains("<RoleDetailList><member>"));
        pages += 1;
        if page.element("IsTruncated") == "false" {
            break;
        }
        marker = page.element("Marker").to_owned();
    }
    assert_eq!((pages, seen, roles), (18, whole, 1));
    let other = [("Filter.member.1", "User"), ("Marker", marker.as_str())];
    iam(&cognate, DETAILS, &other).await.expect_code("ValidationError");
    iam(&cognate, DETAILS, &[("Filter.member.1", "Users")]).await.expect_code("ValidationError");
    sound(&cognate).await;
}

#[tokio::test]
async fn the_inventory_is_for_whoever_may_see_it() {
    let cognate = Cognate::start().await;
    let ada = cognate.iam_user("ada", json!([allow("iam:List*", "*")])).await;
    iam_as(&cognate, &ada, DETAILS, &[]).await.expect_code("AccessDenied");
    cognate.iam_policy("ada", "all", json!([allow(&format!("iam:{DETAILS}"), "*")])).await;
    done(iam_as(&cognate, &ada, DETAILS, &[]).await);
}
