//! Provisioned limits: read and set.

use cognate_core::rates::Rates;
use cognate_testkit::{Answer, Cognate, Setup, Value, json};

struct Limits(Cognate);

impl Limits {
    async fn new() -> Limits {
        Limits(Cognate::start().await)
    }

    async fn get(&self, category: &str) -> Answer {
        let request = json!({ "LimitDefinition": definition(category) });
        self.0.admin("GetProvisionedLimit", request).await
    }

    async fn set(&self, category: &str, rate: i64) -> Answer {
        let request =
            json!({ "LimitDefinition": definition(category), "RequestedLimitValue": rate });
        self.0.admin("UpdateProvisionedLimit", request).await
    }
}

fn definition(category: &str) -> Value {
    json!({ "LimitClass": "API_CATEGORY", "Attributes": { "Category": category } })
}

fn limit(category: &str, provisioned: i64, free: i64) -> Value {
    json!({ "Limit": {
        "LimitDefinition": definition(category),
        "ProvisionedLimitValue": provisioned,
        "FreeLimitValue": free,
    } })
}

#[tokio::test]
async fn a_limit_is_the_default_until_it_is_set() {
    let limits = Limits::new().await;
    assert_eq!(limits.get("UserRead").await.ok(), limit("UserRead", 120, 120));
    assert_eq!(limits.set("UserRead", 500).await.ok(), limit("UserRead", 500, 120));
    assert_eq!(limits.get("UserRead").await.ok(), limit("UserRead", 500, 120));
    assert_eq!(limits.set("UserRead", 120).await.ok(), limit("UserRead", 120, 120));
    assert_eq!(limits.get("UserList").await.ok(), limit("UserList", 30, 30));
}

#[tokio::test]
async fn defaults_are_the_operators() {
    let rates = Rates::of([("UserRead", 7)]).unwrap();
    let limits = Limits(Setup::default().limits(|limits| limits.rates = rates).start().await);
    assert_eq!(limits.get("UserRead").await.ok(), limit("UserRead", 7, 7));
    assert_eq!(limits.set("UserRead", 70).await.ok(), limit("UserRead", 70, 7));
    limits.set("UserRead", 71).await.expect_code("ServiceQuotaExceededException");
}

#[tokio::test]
async fn what_cannot_be_set() {
    let limits = Limits::new().await;
    let invalid = "InvalidParameterException";
    limits.set("UserRead", 119).await.expect_error(
        invalid,
        "RequestedLimitValue must be at least the default limit, which is 120.",
    );
    limits.set("UserRead", 1_201).await.expect_error(
        "ServiceQuotaExceededException",
        "RequestedLimitValue exceeds the account's maximum, which is 1200.",
    );
    limits
        .set("UserList", 40)
        .await
        .expect_error(invalid, "The limit of the category UserList is not adjustable.");
    let unknown = "The API category Sleep does not exist.";
    limits.set("Sleep", 1).await.expect_error("ResourceNotFoundException", unknown);
    limits.get("Sleep").await.expect_error("ResourceNotFoundException", unknown);
    for attributes in [json!({}), json!({ "Category": "UserRead", "Also": "this" })] {
        let definition = json!({ "LimitClass": "API_CATEGORY", "Attributes": attributes });
        let request = json!({ "LimitDefinition": definition });
        limits.0.admin("GetProvisionedLimit", request).await.expect_code(invalid);
    }
    assert_eq!(limits.get("UserRead").await.ok(), limit("UserRead", 120, 120));
}
