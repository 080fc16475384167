use cognate_store::records::provisioned_limit::{ProvisionedLimit, of_region, put};

use crate::records::fixture::{commit, each};

fn limit(region: &str, category: &str, rate: i64) -> ProvisionedLimit {
    let (region, category) = (region.to_owned(), category.to_owned());
    ProvisionedLimit { region, category, rate, modified: rate * 10 }
}

#[tokio::test]
async fn provisioned_limits_are_kept_by_region_and_category() {
    each(async |store| {
        let creation = limit("eu-west-1", "UserCreation", 60);
        let reads = limit("eu-west-1", "UserRead", 200);
        commit(&store, [put(&reads), put(&creation), put(&limit("eu-west-2", "UserRead", 7))])
            .await;
        assert_eq!(of_region(&store, "eu-west-1").await.unwrap(), [creation.clone(), reads]);
        let higher = limit("eu-west-1", "UserRead", 300);
        commit(&store, [put(&higher)]).await;
        assert_eq!(of_region(&store, "eu-west-1").await.unwrap(), [creation, higher]);
        assert_eq!(of_region(&store, "eu").await.unwrap(), []);
    })
    .await;
}
