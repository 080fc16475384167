//! Styles, logos, terms and replicas.

use cognate_store::batch::Outcome;
use cognate_store::records::branding::{self, Asset, Branding};
use cognate_store::records::replica::{self, Replica};
use cognate_store::records::terms::{self, Terms};
use cognate_store::records::ui_customization::{self, UiCustomization};
use serde_json::json;

use super::fixture::*;

pub fn a_style(n: u8, client: &str) -> Branding {
    Branding {
        pool: POOL,
        id: [n; 16],
        client: client.into(),
        provided: false,
        settings: json!({ "components": {} }).as_object().cloned(),
        created: 1_000,
        modified: 1_000,
        version: 1,
    }
}

pub fn an_asset(place: &str) -> Asset {
    let document = json!({ "Category": place }).as_object().cloned().unwrap();
    Asset { place: place.as_bytes().to_vec(), document, bytes: vec![1, 2, 3] }
}

pub fn a_look(client: &str) -> UiCustomization {
    UiCustomization {
        pool: POOL,
        client: client.into(),
        css: Some(".x{}".into()),
        image: None,
        created: 1_000,
        modified: 1_000,
        version: 1,
    }
}

pub fn some_terms(n: u8, client: &str, name: &str) -> Terms {
    Terms {
        pool: POOL,
        id: [n; 16],
        client: client.into(),
        name: name.into(),
        links: [("cognito:default".to_owned(), "https://example.com".to_owned())].into(),
        created: 1_000,
        modified: 1_000,
        version: 1,
    }
}

pub fn a_replica(region: &str) -> Replica {
    Replica {
        pool: POOL,
        region: region.into(),
        active: false,
        tags: json!({ "a": "b" }).as_object().cloned().unwrap(),
        created: 1_000,
        modified: 1_000,
        version: 1,
    }
}

#[tokio::test]
async fn a_client_has_one_style_and_an_image_for_each_place() {
    each(async |store| {
        populated(&store, &[]).await;
        let style = a_style(1, "c1");
        commit(&store, [branding::insert(&style), branding::put_asset(&style, &an_asset("a"))])
            .await;
        let taken = write(&store, [branding::insert(&a_style(2, "c1"))]).await;
        assert_eq!(taken, Outcome::Unmet(branding::TAKEN));
        assert_eq!(branding::find(&store, POOL, [1; 16]).await.unwrap(), Some(style.clone()));
        let newer = Asset { bytes: vec![9], ..an_asset("a") };
        commit(&store, [branding::put_asset(&style, &newer)]).await;
        commit(&store, [branding::put_asset(&style, &an_asset("b"))]).await;
        let assets = branding::assets(&store, POOL, [1; 16]).await.unwrap();
        assert_eq!(assets, [newer, an_asset("b")]);

        let after = Branding { provided: true, settings: None, modified: 2_000, ..style.clone() };
        commit(&store, [branding::update(&after, 1)]).await;
        assert_ne!(write(&store, [branding::update(&after, 1)]).await, Outcome::Committed);
        let found = branding::of_client(&store, POOL, "c1").await.unwrap();
        assert_eq!(found, Some(Branding { version: 2, ..after }));
        assert_eq!(branding::count(&store, POOL, 9).await.unwrap(), 1);
        commit(&store, branding::delete_of_client(POOL, "c1")).await;
        assert_eq!(branding::find(&store, POOL, [1; 16]).await.unwrap(), None);
        assert!(branding::assets(&store, POOL, [1; 16]).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_client_looks_as_it_says_or_as_all_do() {
    each(async |store| {
        populated(&store, &[]).await;
        let find = || ui_customization::find(&store, POOL, "c1", "ALL");
        assert_eq!(find().await.unwrap(), None);
        commit(&store, [ui_customization::insert(&a_look("ALL"))]).await;
        assert_eq!(find().await.unwrap(), Some(a_look("ALL")));
        commit(&store, [ui_customization::insert(&a_look("c1"))]).await;
        assert_eq!(find().await.unwrap(), Some(a_look("c1")));
        let after = UiCustomization { css: None, image: Some(vec![1]), ..a_look("c1") };
        commit(&store, [ui_customization::update(&after, 1)]).await;
        let after = UiCustomization { version: 2, ..after };
        assert_eq!(find().await.unwrap(), Some(after.clone()));
        assert_ne!(
            write(&store, [ui_customization::delete(&a_look("c1"))]).await,
            Outcome::Committed
        );
        commit(&store, [ui_customization::delete(&after)]).await;
        assert_eq!(find().await.unwrap(), Some(a_look("ALL")));
    })
    .await;
}

#[tokio::test]
async fn a_client_has_one_document_of_a_name() {
    each(async |store| {
        populated(&store, &[]).await;
        let (use_, privacy) = ("terms-of-use", "privacy-policy");
        commit(&store, [terms::insert(&some_terms(1, "c1", use_))]).await;
        commit(&store, [terms::insert(&some_terms(2, "c1", privacy))]).await;
        let taken = write(&store, [terms::insert(&some_terms(3, "c1", use_))]).await;
        assert_eq!(taken, Outcome::Unmet(terms::TAKEN));
        let renamed = Terms { name: privacy.into(), ..some_terms(1, "c1", use_) };
        assert_ne!(write(&store, [terms::update(&renamed, 1)]).await, Outcome::Committed);
        let found = terms::of_client(&store, POOL, "c1", use_).await.unwrap();
        assert_eq!(found, Some(some_terms(1, "c1", use_)));
        let page = terms::page(&store, POOL, Some([1; 16]), 5).await.unwrap();
        assert_eq!(page, [some_terms(2, "c1", privacy)]);
        commit(&store, [terms::delete(&some_terms(2, "c1", privacy))]).await;
        commit(&store, [terms::delete_of_client(POOL, "c1")]).await;
        assert_eq!(terms::count(&store, POOL, 5).await.unwrap(), 0);
    })
    .await;
}

#[tokio::test]
async fn a_pool_has_one_replica_in_a_region() {
    each(async |store| {
        let pool = populated(&store, &[]).await;
        commit(&store, [replica::insert(&a_replica("eu-west-1"))]).await;
        let taken = write(&store, [replica::insert(&a_replica("eu-west-1"))]).await;
        assert_eq!(taken, Outcome::Unmet(replica::TAKEN));
        commit(&store, [replica::insert(&a_replica("af-south-1"))]).await;
        let after = Replica { active: true, modified: 2_000, ..a_replica("eu-west-1") };
        commit(&store, [replica::update(&after, 1)]).await;
        let after = Replica { version: 2, ..after };
        let all = replica::of_pool(&store, POOL).await.unwrap();
        assert_eq!(all, [a_replica("af-south-1"), after.clone()]);
        let regions = replica::of_pools(&store, (&pool.id, &pool.id)).await.unwrap();
        assert_eq!(regions, [(POOL, "af-south-1".into()), (POOL, "eu-west-1".into())]);
        assert_ne!(
            write(&store, [replica::delete(&a_replica("eu-west-1"))]).await,
            Outcome::Committed
        );
        commit(&store, [replica::delete(&after)]).await;
        assert_eq!(replica::of_pool(&store, POOL).await.unwrap().len(), 1);
    })
    .await;
}
