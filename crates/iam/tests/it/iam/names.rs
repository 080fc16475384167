//! What the model says about names and paths, in AWS's words.

use super::{LAMBDA, iam, refused, sound};
use cognate_testkit::Cognate;

#[tokio::test]
async fn names_and_paths_have_their_forms() {
    let cognate = Cognate::start().await;
    for (name, value) in [("RoleName", "a b"), ("RoleName", ""), ("Path", "no"), ("Path", "/x")] {
        let mut parameters = vec![("RoleName", "r"), ("AssumeRolePolicyDocument", LAMBDA)];
        parameters.retain(|(other, _)| *other != name);
        parameters.push((name, value));
        let answer = iam(&cognate, "CreateRole", &parameters).await;
        answer.expect_code("ValidationError");
        assert_eq!(answer.status, 400, "{name} {value}");
        assert!(answer.error().1.contains("failed to satisfy constraint"), "{}", answer.text());
    }
    let long = "x".repeat(65);
    for (operation, name) in [("CreateRole", "RoleName"), ("CreateUser", "UserName")] {
        let parameters = [(name, long.as_str()), ("AssumeRolePolicyDocument", LAMBDA)];
        iam(&cognate, operation, &parameters).await.expect_code("ValidationError");
    }
    let answer = iam(&cognate, "CreateRole", &[("RoleName", "r")]).await;
    answer.expect_code("ValidationError");
    for duration in ["3599", "43201"] {
        let parameters = [
            ("RoleName", "r"),
            ("AssumeRolePolicyDocument", LAMBDA),
            ("MaxSessionDuration", duration),
        ];
        iam(&cognate, "CreateRole", &parameters).await.expect_code("ValidationError");
    }
    for items in ["0", "1001"] {
        iam(&cognate, "ListRoles", &[("MaxItems", items)]).await.expect_code("ValidationError");
    }
    let answer = iam(&cognate, "ListRoles", &[("Marker", "made-up")]).await;
    refused(&answer, 400, "ValidationError", "Invalid pagination token.");
    sound(&cognate).await;
}

#[tokio::test]
async fn what_is_not_served_says_so() {
    let cognate = Cognate::start().await;
    let answer = iam(&cognate, "UploadServerCertificate", &[]).await;
    answer.expect_code("InvalidAction");
    sound(&cognate).await;
}
