//! Roles that services own.

use super::{LAMBDA, READ, done, iam, refused, sound};
use cognate_testkit::{Cognate, Setup};

const EMAIL: (&str, &str) = ("AWSServiceName", "email.cognito-idp.amazonaws.com");
const NAME: &str = "AWSServiceRoleForAmazonCognitoIdpEmailService";

#[tokio::test]
async fn a_role_of_a_service_is_made_and_deleted() {
    let cognate = Cognate::start().await;
    let made =
        done(iam(&cognate, "CreateServiceLinkedRole", &[EMAIL, ("Description", "mail")]).await);
    assert_eq!(made.element("Path"), "/aws-service-role/email.cognito-idp.amazonaws.com/");
    assert_eq!(made.element("RoleName"), NAME);
    assert_eq!(made.element("Description"), "mail");
    assert!(made.element("AssumeRolePolicyDocument").contains("email.cognito-idp.amazonaws.com"));
    let attached = done(iam(&cognate, "ListAttachedRolePolicies", &[("RoleName", NAME)]).await);
    assert_eq!(
        attached.element("PolicyArn"),
        "arn:aws:iam::aws:policy/aws-service-role/AmazonCognitoIdpEmailServiceRolePolicy"
    );
    refused(
        &iam(&cognate, "CreateServiceLinkedRole", &[EMAIL]).await,
        400,
        "InvalidInput",
        &format!(
            "Service role name {NAME} has been taken in this account, please try a different \
             suffix."
        ),
    );
    let deleted = done(iam(&cognate, "DeleteServiceLinkedRole", &[("RoleName", NAME)]).await);
    let task = deleted.element("DeletionTaskId").to_owned();
    let what = format!("task/aws-service-role/email.cognito-idp.amazonaws.com/{NAME}/");
    assert_eq!(task.strip_prefix(&what).map(str::len), Some(36), "{task}");
    let status = async |task: &str| {
        let task = [("DeletionTaskId", task)];
        iam(&cognate, "GetServiceLinkedRoleDeletionStatus", &task).await
    };
    assert_eq!(done(status(&task).await).element("Status"), "SUCCEEDED");
    iam(&cognate, "GetRole", &[("RoleName", NAME)]).await.expect_code("NoSuchEntity");

    // A new role is another deletion.
    done(iam(&cognate, "CreateServiceLinkedRole", &[EMAIL]).await);
    assert_eq!(done(status(&task).await).element("Status"), "SUCCEEDED");
    let last = if task.ends_with('0') { "1" } else { "0" };
    let other = format!("{}{last}", &task[..task.len() - 1]);
    refused(
        &status(&other).await,
        404,
        "NoSuchEntity",
        &format!("The deletion task {other} cannot be found."),
    );
    let renamed = task.replace("EmailService/", "EmailServicf/");
    status(&renamed).await.expect_code("NoSuchEntity");
    for invalid in ["x", "task/a/b/c/d", &task[5..], &task[..task.len() - 1], &format!("{task}/x")]
    {
        refused(
            &status(invalid).await,
            400,
            "InvalidInput",
            &format!("The deletion task id {invalid} is not valid."),
        );
    }
    sound(&cognate).await;
}

#[tokio::test]
async fn only_the_services_of_user_pools_have_roles() {
    let cognate = Setup::default().limits(|limits| limits.iam.roles_max = 1).start().await;
    refused(
        &iam(&cognate, "CreateServiceLinkedRole", &[("AWSServiceName", "ec2.amazonaws.com")]).await,
        400,
        "InvalidInput",
        "There is no service ec2.amazonaws.com here that has roles linked to it.",
    );
    refused(
        &iam(&cognate, "CreateServiceLinkedRole", &[EMAIL, ("CustomSuffix", "x")]).await,
        400,
        "InvalidInput",
        "Custom suffix is not allowed for email.cognito-idp.amazonaws.com",
    );
    done(iam(&cognate, "CreateServiceLinkedRole", &[EMAIL]).await);
    let other = [("AWSServiceName", "cognito-idp.amazonaws.com")];
    refused(
        &iam(&cognate, "CreateServiceLinkedRole", &other).await,
        409,
        "LimitExceeded",
        "Cannot exceed quota for RolesPerAccount: 1",
    );
    sound(&cognate).await;
}

#[tokio::test]
async fn only_the_service_changes_its_role() {
    let cognate = Cognate::start().await;
    done(iam(&cognate, "CreateServiceLinkedRole", &[EMAIL]).await);
    let more = [
        ("RoleName", NAME),
        ("PolicyName", "p"),
        ("PolicyDocument", READ),
        ("PolicyArn", "arn:aws:iam::aws:policy/ReadOnlyAccess"),
        ("PermissionsBoundary", "arn:aws:iam::aws:policy/ReadOnlyAccess"),
    ];
    for operation in [
        "DeleteRole",
        "PutRolePolicy",
        "DeleteRolePolicy",
        "AttachRolePolicy",
        "DetachRolePolicy",
        "PutRolePermissionsBoundary",
        "DeleteRolePermissionsBoundary",
    ] {
        iam(&cognate, operation, &more).await.expect_code("UnmodifiableEntity");
    }
    refused(
        &iam(&cognate, "DeleteServiceLinkedRole", &[("RoleName", "none")]).await,
        404,
        "NoSuchEntity",
        "The role with name none cannot be found.",
    );
    let own = [("RoleName", "own"), ("AssumeRolePolicyDocument", LAMBDA)];
    done(iam(&cognate, "CreateRole", &own).await);
    refused(
        &iam(&cognate, "DeleteServiceLinkedRole", &[("RoleName", "own")]).await,
        404,
        "NoSuchEntity",
        "The role own is not linked to a service.",
    );
    sound(&cognate).await;
}
