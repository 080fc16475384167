use cognate_domain::identity::{
    self, Given, Identity, Source, Standing, link, source, unlink, without_password,
};
use cognate_domain::name::{Kind as NameKind, external, external_attribute, login_names};
use cognate_domain::provider::{self, Head, Kind, Provider, Texts};
use cognate_domain::user::Status;
use cognate_domain::{Map, User};
use serde_json::{Value, json};

use crate::sample;

fn hash(bytes: &[u8]) -> [u8; 32] {
    let mut out = [0; 32];
    for (place, byte) in bytes.iter().enumerate() {
        out[place % 32] ^= byte.wrapping_add(place as u8);
    }
    out
}

fn a_provider(name: &str, kind: &str, details: Value) -> Provider {
    let request = json!({
        "ProviderName": name, "ProviderType": kind, "ProviderDetails": details,
        "AttributeMapping": { "email": "mail" },
    });
    let request: Map = request.as_object().unwrap().clone();
    let settings = provider::create(&sample::pool(json!({})), &request).unwrap();
    let head = Head { pool: 1, name: name.into(), version: 1, created: 0, modified: 0 };
    Provider::assemble(head, &settings.document(None, &Texts::new()), Texts::new()).unwrap()
}

fn google() -> Provider {
    let details = json!({ "client_id": "i", "client_secret": "s", "authorize_scopes": "email" });
    a_provider("Google", "Google", details)
}

fn okta() -> Provider {
    a_provider("Okta", "SAML", json!({ "MetadataFile": "<a/>" }))
}

fn subject(value: &str) -> Source {
    Source {
        provider: "Google".into(),
        kind: Kind::Google,
        issuer: None,
        attribute: None,
        value: value.into(),
    }
}

fn linked(user: &User, value: &str) -> User {
    link(user, &subject(value), Standing::Nobodys, 5, 7).unwrap()
}

#[test]
fn a_link_is_shown_claimed_and_a_name() {
    let user = linked(&sample::user("ada", &[]), "123");
    let attribute = user.attribute("identities").unwrap();
    assert_eq!(
        attribute,
        r#"[{"userId":"123","providerName":"Google","providerType":"Google","issuer":null,"primary":false,"dateCreated":7}]"#
    );
    assert_eq!(
        identity::claim(attribute).unwrap(),
        json!([{
            "userId": "123", "providerName": "Google", "providerType": "Google", "issuer": null,
            "primary": "false", "dateCreated": "7",
        }])
    );
    let names = login_names(&sample::pool(json!({})).rules, &user, &hash);
    assert!(names.contains(&external("Google", "123", &hash)));
    let before = login_names(&sample::pool(json!({})).rules, &sample::user("ada", &[]), &hash);
    assert_eq!(names.len(), before.len() + 1);
    assert!(names.iter().any(|name| name.kind == NameKind::External));

    let without = unlink(&user, &subject("123"), 9).unwrap();
    assert_eq!(without.attribute("identities"), None);
    assert_eq!(unlink(&user, &subject("124"), 9), None);
}

#[test]
fn oa_r5_links_by_attribute_are_names_of_their_own() {
    let by = |provider: &str, name: &str, value: &str| {
        external_attribute(provider, name, value, &|bytes| {
            let mut out = [0; 32];
            out[..bytes.len()].copy_from_slice(bytes);
            out
        })
    };
    assert_ne!(by("a", "b", "c"), by("a", "bc", ""));
    assert_ne!(by("a", "b", "c"), by("ab", "", "c"));
    assert_ne!(by("a", "b", "c").hash[0], b'a');

    let given = Given { provider: "Okta", attribute: Some("email"), value: "ada@example.com" };
    let source = source(&okta(), &given, "SourceUser").unwrap();
    let user = link(&sample::user("ada", &[]), &source, Standing::Nobodys, 5, 7).unwrap();
    let shown = user.attribute("identities").unwrap();
    assert!(shown.contains(r#""providerAttributeName":"email""#), "{shown}");
    let names = login_names(&sample::pool(json!({})).rules, &user, &hash);
    assert!(names.contains(&external_attribute("Okta", "email", "ada@example.com", &hash)));
}

#[test]
fn sources_are_named_by_subject_or_mapped_attribute() {
    let named = |provider: &Provider, attribute: Option<&str>| {
        let given = Given { provider: &provider.name, attribute, value: "x" };
        source(provider, &given, "SourceUser").map(|source| source.attribute)
    };
    assert_eq!(named(&google(), Some("Cognito_Subject")), Ok(None));
    assert_eq!(named(&okta(), Some("Cognito_Subject")), Ok(None));
    assert_eq!(named(&okta(), Some("email")), Ok(Some("email".into())));
    for (provider, attribute) in [
        (google(), Some("email")),
        (okta(), Some("name")),
        (okta(), None),
        (okta(), Some("username")),
    ] {
        let code = named(&provider, attribute).unwrap_err().code;
        assert_eq!(code, "InvalidParameterException", "{attribute:?}");
    }
    let of = |value: &str| Given::of("User", Some("Google"), None, Some(value)).is_ok();
    assert!(of("x") && !of("") && of(&"x".repeat(2_048)) && !of(&"x".repeat(2_049)));
    assert!(Given::of("User", None, None, Some("x")).is_err());
    assert!(Given::of("User", Some("Google"), None, None).is_err());
}

#[test]
fn a_source_that_somebody_has_is_refused_in_awss_words() {
    let ada = linked(&sample::user("ada", &[]), "123");
    let mut bob = sample::user("ada", &[]);
    bob.sub.0[0] ^= 1;
    let mut federated = sample::user("ada", &[]);
    federated.sub.0[0] ^= 2;
    federated.status = Status::ExternalProvider;
    let own = Identity { primary: true, ..subject("123").identity(1) };
    identity::set(&mut federated, &[own]);
    let mut disabled = federated.clone();
    identity::set(&mut disabled, &[]);
    let merging = "InvalidParameterException: Merging is not currently supported, provide a \
                   SourceUser that has not been signed up in order to link";
    for (destination, holder, text) in [
        (&ada, &ada, "InvalidParameterException: SourceUser is already linked to DestinationUser"),
        (&bob, &ada, "AliasExistsException: SourceUser is already linked to another user."),
        (&bob, &federated, merging),
        (&federated, &federated, merging),
        (&bob, &disabled, merging),
    ] {
        let refused = link(destination, &subject("123"), Standing::Held(holder), 5, 7);
        assert_eq!(refused.unwrap_err().to_string(), text);
    }
}

#[test]
fn a_user_has_five_links_besides_their_own_identity() {
    let mut user = sample::user("ada", &[]);
    let own = Identity { primary: true, ..subject("own").identity(1) };
    identity::set(&mut user, &[own]);
    for n in 0..5 {
        user = linked(&user, &n.to_string());
    }
    assert_eq!(identity::of(&user).len(), 6);
    let sixth = link(&user, &subject("6"), Standing::Nobodys, 5, 7).unwrap_err();
    assert_eq!(sixth.code, "LimitExceededException");
}

#[test]
fn a_local_user_without_password_is_external() {
    let user = without_password(&linked(&sample::user("ada", &[]), "123"), 9);
    assert_eq!((user.status, user.credential, user.modified), (Status::ExternalProvider, None, 9));
    assert!(user.attributes.contains_key("identities"));
}
