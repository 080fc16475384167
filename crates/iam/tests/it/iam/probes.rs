//! What tools ask about users before they delete them.

use super::{done, iam, iam_as, refused, sound};
use cognate_testkit::{Cognate, allow, json};

const LISTS: [(&str, &str); 3] = [
    ("ListSSHPublicKeys", "SSHPublicKeys"),
    ("ListSigningCertificates", "Certificates"),
    ("ListServiceSpecificCredentials", "ServiceSpecificCredentials"),
];

#[tokio::test]
async fn nobody_has_keys_and_certificates_of_other_kinds() {
    let cognate = Cognate::start().await;
    let ada = cognate.iam_user("ada", json!([allow("iam:List*", "*")])).await;
    for (operation, list) in LISTS {
        let empty = format!("<{operation}Result><{list}></{list}><IsTruncated>false</IsTruncated>");
        for parameters in [&[][..], &[("UserName", "ada")], &[("MaxItems", "1")]] {
            let listed = done(iam(&cognate, operation, parameters).await);
            assert!(listed.text().contains(&format!("<{list}></{list}>")), "{}", listed.text());
        }
        let own = done(iam_as(&cognate, &ada, operation, &[]).await);
        let text = own.text();
        assert!(text.contains(&empty) || operation.contains("Specific"), "{text}");
        refused(
            &iam(&cognate, operation, &[("UserName", "bob")]).await,
            404,
            "NoSuchEntity",
            "The user with name bob cannot be found.",
        );
        let foreign = [("UserName", "ada"), ("Marker", "x")];
        iam(&cognate, operation, &foreign).await.expect_code("ValidationError");
    }
    sound(&cognate).await;
}

#[tokio::test]
async fn credentials_of_services_are_asked_for_by_service() {
    let cognate = Cognate::start().await;
    let list = async |parameters: &[(&str, &str)]| {
        iam(&cognate, "ListServiceSpecificCredentials", parameters).await
    };
    done(list(&[("ServiceName", "codecommit.amazonaws.com"), ("AllUsers", "true")]).await);
    cognate.iam_user("ada", json!(null)).await;
    done(list(&[("UserName", "ada"), ("AllUsers", "false")]).await);
    list(&[("UserName", "ada"), ("AllUsers", "true")])
        .await
        .expect_error("ValidationError", "UserName cannot be specified together with AllUsers.");
    refused(
        &list(&[("ServiceName", "s3.amazonaws.com")]).await,
        404,
        "NotSupportedService",
        "The service s3.amazonaws.com is not supported.",
    );
    sound(&cognate).await;
}

#[tokio::test]
async fn users_have_no_console_passwords() {
    let cognate = Cognate::start().await;
    let ada = cognate.iam_user("ada", json!([allow("iam:*", "*")])).await;
    for operation in ["GetLoginProfile", "DeleteLoginProfile"] {
        let none = "Login Profile for User ada cannot be found.";
        let named = iam(&cognate, operation, &[("UserName", "Ada")]).await;
        refused(&named, 404, "NoSuchEntity", none);
        refused(&iam_as(&cognate, &ada, operation, &[]).await, 404, "NoSuchEntity", none);
        refused(
            &iam(&cognate, operation, &[("UserName", "bob")]).await,
            404,
            "NoSuchEntity",
            "The user with name bob cannot be found.",
        );
        iam(&cognate, operation, &[]).await.expect_code("NoSuchEntity");
    }
    let made = iam(&cognate, "CreateLoginProfile", &[("UserName", "ada")]).await;
    assert_eq!(made.status, 501);
    sound(&cognate).await;
}
