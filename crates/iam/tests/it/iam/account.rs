use super::{done, elements, iam, refused, sound};
use cognate_testkit::Cognate;

#[tokio::test]
async fn an_account_has_one_alias() {
    let cognate = Cognate::start().await;
    let listed = done(iam(&cognate, "ListAccountAliases", &[]).await);
    assert!(listed.text().contains("<AccountAliases></AccountAliases>"));
    let alias = |name| [("AccountAlias", name)];
    refused(
        &iam(&cognate, "DeleteAccountAlias", &alias("acme")).await,
        404,
        "NoSuchEntity",
        "The account alias with name acme cannot be found.",
    );
    done(iam(&cognate, "CreateAccountAlias", &alias("acme")).await);
    refused(
        &iam(&cognate, "CreateAccountAlias", &alias("acme")).await,
        409,
        "EntityAlreadyExists",
        "The account alias acme already exists.",
    );
    done(iam(&cognate, "CreateAccountAlias", &alias("other")).await);
    let listed = done(iam(&cognate, "ListAccountAliases", &[]).await);
    assert_eq!(elements(&listed, "member"), ["other"]);
    iam(&cognate, "CreateAccountAlias", &alias("A B")).await.expect_code("ValidationError");
    done(iam(&cognate, "DeleteAccountAlias", &alias("other")).await);
    let listed = done(iam(&cognate, "ListAccountAliases", &[]).await);
    assert!(listed.text().contains("<AccountAliases></AccountAliases>"));
    sound(&cognate).await;
}

#[tokio::test]
async fn the_summary_counts() {
    let cognate = Cognate::start().await;
    done(iam(&cognate, "CreateUser", &[("UserName", "u")]).await);
    done(iam(&cognate, "CreateGroup", &[("GroupName", "g")]).await);
    let summary = done(iam(&cognate, "GetAccountSummary", &[]).await);
    assert!(summary.text().contains("<SummaryMap><entry><key>"));
    for (key, value) in [
        ("Users", 1),
        ("Groups", 1),
        ("Roles", 0),
        ("RolesQuota", 1_000),
        ("AccountAccessKeysPresent", 1),
        ("AssumeRolePolicySizeQuota", 2_048),
    ] {
        let entry = format!("<entry><key>{key}</key><value>{value}</value></entry>");
        assert!(summary.text().contains(&entry), "{entry}");
    }
    sound(&cognate).await;
}
