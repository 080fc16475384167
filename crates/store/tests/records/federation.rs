use cognate_domain::Map;
use cognate_store::Store;
use cognate_store::batch::Outcome::Unmet;
use cognate_store::records::identity_provider::{self, IdentityProvider};
use cognate_store::records::resource_server::{self, ResourceServer};
use cognate_store::records::saml_key::{self, POOL_ITSELF, SamlKey};
use cognate_store::records::{idp_identifier, user};
use cognate_store::verify::verify;
use serde_json::json;

use super::fixture::*;

fn map(json: serde_json::Value) -> Map {
    json.as_object().expect("an object").clone()
}

pub fn a_server(identifier: &str) -> ResourceServer {
    ResourceServer {
        pool: POOL,
        identifier: identifier.into(),
        document: map(json!({ "Name": "api" })),
        version: 1,
        created: 1_000,
        modified: 1_000,
    }
}

pub fn a_provider(name: &str, identifiers: &[&str]) -> IdentityProvider {
    IdentityProvider {
        pool: POOL,
        name: name.into(),
        document: map(json!({ "ProviderType": "OIDC", "IdpIdentifiers": identifiers })),
        sealed: Some(vec![3; 60]),
        version: 1,
        created: 1_000,
        modified: 1_000,
    }
}

pub fn a_saml_key(owner: &str) -> SamlKey {
    SamlKey {
        pool: POOL,
        owner: owner.into(),
        sealed: vec![4; 1_300],
        certificate: vec![5; 700],
        issued: 1_000,
        created: 1_000,
        version: 1,
    }
}

#[tokio::test]
async fn resource_servers_are_found_counted_listed_updated_and_deleted() {
    each(async |store| {
        let (mut a, b) = (a_server("https://a"), a_server("https://b"));
        commit(&store, [&b, &a].map(resource_server::insert)).await;
        let elsewhere = ResourceServer { pool: POOL + 1, ..a.clone() };
        commit(&store, [resource_server::insert(&elsewhere)]).await;
        let twice = write(&store, [resource_server::insert(&a)]).await;
        assert_eq!(twice, Unmet(resource_server::TAKEN));
        let find =
            async |identifier| resource_server::find(&store, POOL, identifier).await.unwrap();
        assert_eq!(find("https://a").await.as_ref(), Some(&a));
        assert_eq!(find("https://A").await, None);
        assert_eq!(resource_server::count(&store, POOL, 10).await.unwrap(), 2);
        assert_eq!(resource_server::count(&store, POOL, 1).await.unwrap(), 1);
        let page = resource_server::page(&store, POOL, "https://a", 10).await.unwrap();
        assert_eq!(page, std::slice::from_ref(&b));
        assert_eq!(resource_server::of_pool(&store, POOL).await.unwrap(), [a.clone(), b]);

        a.document = map(json!({ "Name": "other" }));
        a.modified = 2_000;
        commit(&store, [resource_server::update(&a, 1)]).await;
        let stale = write(&store, [resource_server::update(&a, 1)]).await;
        assert_eq!(stale, Unmet("resource_server.version"));
        a.version = 2;
        assert_eq!(find("https://a").await, Some(a));
        commit(&store, [resource_server::delete(POOL, "https://a")]).await;
        let gone = write(&store, [resource_server::delete(POOL, "https://a")]).await;
        assert_eq!(gone, Unmet("resource_server.present"));
    })
    .await;
}

#[tokio::test]
async fn identity_providers_change_only_from_the_version_that_was_seen() {
    each(async |store| {
        let (mut a, b) = (a_provider("Øre", &[]), a_provider("Google", &[]));
        commit(&store, [&b, &a].map(identity_provider::insert)).await;
        let twice = write(&store, [identity_provider::insert(&a)]).await;
        assert_eq!(twice, Unmet(identity_provider::TAKEN));
        let all = identity_provider::of_pool(&store, POOL).await.unwrap();
        assert_eq!(all, [b.clone(), a.clone()], "in the order of bytes");
        let page = identity_provider::page(&store, POOL, "Google", 10).await.unwrap();
        assert_eq!(page, std::slice::from_ref(&a));
        assert_eq!(identity_provider::count(&store, POOL, 10).await.unwrap(), 2);

        a.sealed = None;
        a.modified = 2_000;
        commit(&store, [identity_provider::update(&a, 1)]).await;
        for stale in [identity_provider::update(&a, 1), identity_provider::delete(POOL, "Øre", 1)]
        {
            assert_eq!(write(&store, [stale]).await, Unmet("identity_provider.version"));
        }
        a.version = 2;
        let found = identity_provider::find(&store, POOL, "Øre").await.unwrap();
        assert_eq!(found, Some(a));
        commit(&store, [identity_provider::delete(POOL, "Øre", 2)]).await;
        assert_eq!(identity_provider::find(&store, POOL, "Øre").await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn st_2_identifiers_are_unique_in_their_pool() {
    each(async |store| {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let (none, both): (Vec<String>, Vec<String>) = (Vec::new(), owned(&["a.com", "b.com"]));
        commit(&store, idp_identifier::changes(POOL, "Okta", &none, &both)).await;
        let taken = write(&store, [idp_identifier::insert(POOL, "a.com", "Google")]).await;
        assert_eq!(taken, Unmet(idp_identifier::TAKEN));
        commit(&store, [idp_identifier::insert(POOL + 1, "a.com", "Google")]).await;
        let foreign = write(&store, [idp_identifier::delete(POOL, "a.com", "Google")]).await;
        assert_eq!(foreign, Unmet("idp_identifier.provider"));
        let fewer: Vec<String> = owned(&["b.com", "c.com"]);
        commit(&store, idp_identifier::changes(POOL, "Okta", &both, &fewer)).await;
        let mut found = Vec::new();
        for identifier in ["a.com", "b.com", "c.com"] {
            found.push(idp_identifier::provider(&store, POOL, identifier).await.unwrap());
        }
        assert_eq!(found, [None, Some("Okta".to_owned()), Some("Okta".to_owned())]);
    })
    .await;
}

#[tokio::test]
async fn saml_keys_are_made_once_and_renewed() {
    each(async |store| {
        let mut key = a_saml_key(POOL_ITSELF);
        commit(&store, [saml_key::insert(&key), saml_key::insert(&a_saml_key("Okta"))]).await;
        let twice = write(&store, [saml_key::insert(&key)]).await;
        assert_eq!(twice, Unmet("saml_key.absent"));
        commit(&store, [saml_key::renew(&key, b"newer", 2_000)]).await;
        let twice = write(&store, [saml_key::renew(&key, b"newest", 3_000)]).await;
        assert_eq!(twice, Unmet("saml_key.version"));
        (key.certificate, key.issued, key.version) = (b"newer".to_vec(), 2_000, 2);
        assert_eq!(saml_key::find(&store, POOL, POOL_ITSELF).await.unwrap(), Some(key));
        commit(&store, [saml_key::delete(POOL, "Okta"), saml_key::delete(POOL, "none")]).await;
        assert_eq!(saml_key::find(&store, POOL, "Okta").await.unwrap(), None);
    })
    .await;
}

async fn rules(store: &Store) -> Vec<&'static str> {
    let report = verify(store, &mut |_| {}).await.unwrap();
    report.findings.iter().map(|finding| finding.rule).collect()
}

#[tokio::test]
async fn st_5_broken_federation_is_found() {
    each(async |store| {
        populated(&store, &[a_user(1)]).await;
        commit(&store, [resource_server::insert(&a_server("https://a"))]).await;
        let provider = a_provider("Okta", &["a.com"]);
        let sound = [
            identity_provider::insert(&provider),
            idp_identifier::insert(POOL, "a.com", "Okta"),
            saml_key::insert(&a_saml_key("Okta")),
            saml_key::insert(&a_saml_key(POOL_ITSELF)),
        ];
        commit(&store, sound).await;
        assert_sound(&store).await;

        commit(&store, [idp_identifier::delete(POOL, "a.com", "Okta")]).await;
        assert_eq!(rules(&store).await, ["identity_provider.identifier"]);
        commit(&store, [idp_identifier::insert(POOL, "a.com", "Other")]).await;
        assert_eq!(
            rules(&store).await,
            ["identity_provider.identifier", "idp_identifier.provider"]
        );
        commit(&store, [identity_provider::delete(POOL, "Okta", 1)]).await;
        assert_eq!(rules(&store).await, ["idp_identifier.provider", "saml_key.provider"]);
    })
    .await;
}

#[tokio::test]
async fn st_5_links_without_their_rows_are_found() {
    each(async |store| {
        let mut linked = a_user(1);
        let identity = r#"[{"userId":"1","providerName":"Okta","providerType":"OIDC","issuer":null,
            "primary":false,"dateCreated":1}]"#;
        linked.attributes.insert("identities".into(), identity.into());
        populated(&store, &[linked.clone()]).await;
        assert_sound(&store).await;
        // The row says that there is no link any more, its name stays.
        linked.attributes.remove("identities");
        let columns = user::SearchColumns::of(&linked, false);
        commit(&store, [user::update(&linked, &columns, 1)]).await;
        assert_eq!(rules(&store).await, ["login_name.user"]);
    })
    .await;
}
