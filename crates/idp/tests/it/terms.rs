//! Terms documents of app clients.

use cognate_testkit::{Cognate, json};

const INVALID: &str = "InvalidParameterException";
const NOT_FOUND: &str = "ResourceNotFoundException";
const EXISTS: &str = "TermsExistsException";

#[tokio::test]
async fn documents_are_created_described_changed_listed_and_deleted() {
    let cognate = Cognate::start().await;
    let pool = cognate.create_pool(json!({})).await;
    let client = cognate.create_client(&pool, json!({})).await;
    let links = json!({ "cognito:default": "https://example.com/terms" });
    let create = |name: &str, links| {
        let request = json!({
            "UserPoolId": pool, "ClientId": client, "TermsName": name, "TermsSource": "LINK",
            "Enforcement": "NONE", "Links": links,
        });
        cognate.admin("CreateTerms", request)
    };
    let made = create("terms-of-use", links.clone()).await.ok()["Terms"].clone();
    assert_eq!((&made["Links"], &made["TermsName"]), (&links, &json!("terms-of-use")));
    assert_eq!((&made["TermsSource"], &made["Enforcement"]), (&json!("LINK"), &json!("NONE")));
    assert_eq!(made["ClientId"], client.as_str());
    let named = json!({ "UserPoolId": pool, "TermsId": made["TermsId"] });
    let shown = cognate.admin("DescribeTerms", named.clone()).await.ok();
    assert_eq!(shown["Terms"], made);
    let by_client = json!({ "UserPoolId": pool, "ClientId": client, "TermsName": "terms-of-use" });
    let shown = cognate.admin("DescribeTermsByClient", by_client.clone()).await.ok();
    assert_eq!(shown["Terms"], made);

    create("terms-of-use", links.clone()).await.expect_code(EXISTS);
    create("privacy-policy", links.clone()).await.ok();
    for bad in [json!({ "cognito:french": "https://x.fr" }), json!({ "cognito:default": "x" })] {
        create("privacy-policy", bad).await.expect_code(INVALID);
    }

    let mut change = named.clone();
    change["TermsName"] = "privacy-policy".into();
    cognate.admin("UpdateTerms", change).await.expect_code(EXISTS);
    let mut change = named.clone();
    change["Links"] =
        json!({ "cognito:default": "https://example.com/2", "cognito:french": "https://fr" });
    let changed = cognate.admin("UpdateTerms", change.clone()).await.ok();
    assert_eq!(changed["Terms"]["Links"], change["Links"]);
    assert_eq!(changed["Terms"]["TermsName"], "terms-of-use");
    change["Links"] = json!({ "cognito:default": "javascript:x" });
    cognate.admin("UpdateTerms", change).await.expect_code(INVALID);

    let list = |token: Option<&str>| {
        let request = json!({ "UserPoolId": pool, "MaxResults": 1, "NextToken": token });
        cognate.admin("ListTerms", request)
    };
    let first = list(None).await.ok();
    let second = list(first["NextToken"].as_str()).await.ok();
    assert_eq!((first["Terms"].as_array().unwrap().len(), second.get("NextToken")), (1, None));
    assert_ne!(first["Terms"][0]["TermsId"], second["Terms"][0]["TermsId"]);
    list(Some("xxx")).await.expect_code(INVALID);

    cognate.admin("DeleteTerms", named.clone()).await.ok();
    for operation in ["DeleteTerms", "DescribeTerms", "UpdateTerms"] {
        cognate.admin(operation, named.clone()).await.expect_code(NOT_FOUND);
    }
    cognate.admin("DescribeTermsByClient", by_client).await.expect_code(NOT_FOUND);
}

#[tokio::test]
async fn a_pool_has_forty_documents_at_most() {
    let cognate = Cognate::start().await;
    let pool = cognate.create_pool(json!({})).await;
    for n in 0..21 {
        let client = cognate.create_client(&pool, json!({})).await;
        for name in ["terms-of-use", "privacy-policy"] {
            let request = json!({
                "UserPoolId": pool, "ClientId": client, "TermsName": name, "TermsSource": "LINK",
                "Enforcement": "NONE", "Links": { "cognito:default": "https://example.com" },
            });
            let answer = cognate.admin("CreateTerms", request).await;
            match n {
                0..20 => drop(answer.ok()),
                _ => answer.expect_code("LimitExceededException"),
            }
        }
    }
}
