use cognate_domain::domain_name::{
    Domain, Kind, Reached, advertised, create, describe, of_pool, prefix_host, reached, taken,
    too_many_custom, update,
};
use cognate_domain::{Pool, Refusal};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::sample::{self, map};

const CERTIFICATE: &str = "arn:aws:acm:us-east-1:123456789012:certificate/x";

fn domain(name: &str, document: Value) -> Domain {
    let document = map(document);
    Domain {
        pool: 7,
        name: name.into(),
        document,
        version: 1,
        created: 1,
        modified: 1_700_000_000_123,
    }
}

fn try_create(pool: &Pool, request: Value, existing: &[Domain]) -> Result<Domain, Refusal> {
    let (name, document) = create(pool, &map(request), existing)?;
    Ok(domain(&name, document.into()))
}

fn custom(name: &str) -> Value {
    json!({"Domain": name, "CustomDomainConfig": {"CertificateArn": CERTIFICATE}})
}

#[test]
fn prefixes_and_custom_names() {
    let pool = sample::pool(json!({}));
    let long = "a".repeat(63);
    for (request, good) in [
        (json!({"Domain": "my-app"}), true),
        (json!({"Domain": "a"}), true),
        (json!({"Domain": long}), true),
        (json!({"Domain": "a".repeat(64)}), false),
        (json!({"Domain": "-a"}), false),
        (json!({"Domain": "a-"}), false),
        (json!({"Domain": "A"}), false),
        (json!({"Domain": "a_b"}), false),
        (json!({"Domain": "ä"}), false),
        (json!({"Domain": ""}), false),
        (json!({"Domain": "auth.example.com"}), false),
        (custom("auth.example.com"), true),
        (custom("example.com"), true),
        (custom(&format!("{long}.{long}.{long}.{}.com", "a".repeat(57))), true),
        (custom(&format!("{long}.{long}.{long}.{}.com", "a".repeat(58))), false),
        (custom("prefix"), false),
        (custom("Auth.example.com"), false),
        (custom("auth..com"), false),
        (custom(".example.com"), false),
        (custom("auth.example.com."), false),
        (custom("*.example.com"), false),
        (custom("192.168.0.1"), false),
        (custom("auth.example.com:443"), false),
        (custom("auth.example.com/x"), false),
    ] {
        let made = try_create(&pool, request.clone(), &[]);
        assert_eq!(made.is_ok(), good, "{request}");
        if let Err(refusal) = made {
            assert_eq!(refusal.code, "InvalidParameterException");
        }
    }
}

#[test]
fn reserved_words_are_refused() {
    let pool = sample::pool(json!({}));
    for (name, word) in [("myaws", "aws"), ("amazonas", "amazon"), ("my-cognito-1", "cognito")] {
        assert_eq!(
            try_create(&pool, json!({"Domain": name}), &[]).unwrap_err().to_string(),
            format!("InvalidParameterException: Domain cannot contain reserved word: {word}")
        );
    }
    assert!(try_create(&pool, custom("login.aws-users.example"), &[]).is_ok());
}

#[test]
fn one_of_each_kind() {
    let pool = sample::pool(json!({}));
    let prefix = try_create(&pool, json!({"Domain": "p"}), &[]).unwrap();
    let custom_one = try_create(&pool, custom("a.example"), std::slice::from_ref(&prefix)).unwrap();
    let both = [prefix.clone(), custom_one.clone()];
    for request in [json!({"Domain": "q"}), custom("b.example")] {
        let refused = try_create(&pool, request, &both).unwrap_err();
        assert_eq!(refused.code, "InvalidParameterException");
    }
    assert_eq!((prefix.kind(), custom_one.kind()), (Kind::Prefix, Kind::Custom));
    assert_eq!(advertised(&both).unwrap().name, "a.example");
    assert_eq!(advertised(&both[..1]).unwrap().name, "p");
    assert_eq!(advertised(&[]), None);
}

#[test]
fn managed_login_needs_its_tier() {
    let lite = sample::pool(json!({"UserPoolTier": "LITE"}));
    let full = sample::pool(json!({}));
    let of = |pool, version: Value| {
        let request = json!({"Domain": "p", "ManagedLoginVersion": version});
        try_create(pool, request, &[]).map_err(|r| r.code)
    };
    assert_eq!(of(&full, json!(null)).unwrap().document["ManagedLoginVersion"], 1);
    assert_eq!(of(&full, json!(2)).unwrap().document["ManagedLoginVersion"], 2);
    assert_eq!(of(&lite, json!(1)).unwrap().document["ManagedLoginVersion"], 1);
    assert_eq!(of(&lite, json!(2)), Err("FeatureUnavailableInTierException"));
    assert_eq!(of(&full, json!(3)), Err("InvalidParameterException"));
}

#[test]
fn updates_keep_what_is_left_out() {
    let pool = sample::pool(json!({}));
    let own = try_create(&pool, custom("a.example"), &[]).unwrap();
    let prefix = try_create(&pool, json!({"Domain": "p"}), &[]).unwrap();
    let updated = update(&pool, &own, &map(json!({"ManagedLoginVersion": 2}))).unwrap();
    assert_eq!(updated["ManagedLoginVersion"], 2);
    assert_eq!(updated["CustomDomainConfig"]["CertificateArn"], CERTIFICATE);
    let config = json!({"CertificateArn": "arn:other", "SecurityPolicy": "TLS_V1_3_2025"});
    let request = map(json!({"CustomDomainConfig": config}));
    let updated = update(&pool, &own, &request).unwrap();
    assert_eq!(updated["CustomDomainConfig"], config);
    assert_eq!(updated["ManagedLoginVersion"], 1);
    assert!(update(&pool, &prefix, &request).is_err());
    let routing = map(json!({"Routing": {"Failover": {}}}));
    assert!(update(&pool, &own, &routing).is_err());
    assert!(create(&pool, &map(json!({"Domain": "p", "Routing": {}})), &[]).is_err());
}

#[test]
fn texts() {
    let pool = sample::pool(json!({}));
    assert_eq!(
        taken().to_string(),
        "InvalidParameterException: Domain already associated with another user pool."
    );
    assert_eq!(too_many_custom().code, "LimitExceededException");
    let foreign = Domain { pool: 8, ..domain("p", json!({})) };
    for none in [None, Some(foreign)] {
        assert_eq!(
            of_pool(none, &pool).unwrap_err().to_string(),
            "InvalidParameterException: No such domain or user pool exists."
        );
    }
    assert!(of_pool(Some(domain("p", json!({}))), &pool).is_ok());
}

#[test]
fn descriptions_are_awss() {
    let pool = sample::pool(json!({}));
    let own = try_create(&pool, custom("a.example"), &[]).unwrap();
    let shown = describe(&own, &pool.id, "000000000000", "login.example.net");
    let expected = json!({
        "UserPoolId": pool.id, "AWSAccountId": "000000000000", "Domain": "a.example",
        "CloudFrontDistribution": "login.example.net", "Version": "20231114221320",
        "Status": "ACTIVE", "CustomDomainConfig": {"CertificateArn": CERTIFICATE},
        "ManagedLoginVersion": 1});
    assert_eq!(Value::Object(shown.clone()), expected);
    let members = sample::members("DomainDescriptionType");
    assert!(shown.keys().all(|member| members.contains(member)));
}

#[test]
fn hosts_lead_to_domains() {
    let prefix = |prefix: &str, region: &str| Reached::Prefix {
        prefix: prefix.into(),
        region: region.into(),
    };
    let base = "example.net";
    for (host, expected) in [
        ("p.auth.eu-north-1.example.net", prefix("p", "eu-north-1")),
        ("P.AUTH.eu-north-1.Example.NET.:8443", prefix("p", "eu-north-1")),
        ("p.auth.us-east-1.amazoncognito.com", prefix("p", "us-east-1")),
        ("login.customer.example:443", Reached::Custom("login.customer.example".into())),
        ("p.auth.eu-north-1.other.net", Reached::Custom("p.auth.eu-north-1.other.net".into())),
        ("q.p.auth.x.example.net", Reached::Custom("q.p.auth.x.example.net".into())),
        ("p.auth.a.b.example.net", Reached::Custom("p.auth.a.b.example.net".into())),
        (".auth.x.example.net", Reached::Custom(".auth.x.example.net".into())),
        ("p.auth.xexample.net", Reached::Custom("p.auth.xexample.net".into())),
        ("example.net", Reached::Custom("example.net".into())),
        ("[::1]:80", Reached::Custom("[::1]".into())),
        ("", Reached::Custom(String::new())),
    ] {
        assert_eq!(reached(host, base), expected, "{host}");
    }
}

proptest! {
    #[test]
    fn hosts_of_prefixes_lead_back(name in "[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?", port in 1..65_535_u16) {
        let host = format!("{}:{port}", prefix_host(&name, "us-east-1", "localhost"));
        let expected = Reached::Prefix { prefix: name, region: "us-east-1".into() };
        prop_assert_eq!(reached(&host, "localhost"), expected);
    }

    #[test]
    fn any_host_is_read(host in any::<String>()) {
        let _ = reached(&host, "localhost");
    }
}
