use cognate_domain::token::{
    Facts, Group, access_claims, id_claims, preferred_role, ranked, roles,
};
use cognate_domain::{Client, Pool, User};
use serde_json::{Value, json};

use crate::sample::{self, SUB, map, user};

fn group(name: &str, precedence: Option<i64>, role: Option<&str>) -> Group {
    Group { name: name.into(), precedence, role: role.map(str::to_owned) }
}

fn pool() -> Pool {
    sample::pool(json!({"Schema": [{"Name": "n", "AttributeDataType": "Number"}]}))
}

fn facts<'a>(pool: &'a Pool, client: &'a Client, user: &'a User, groups: &'a [Group]) -> Facts<'a> {
    Facts {
        issuer: "https://idp.example/us-east-1_AbCdEfGhI",
        client_id: &client.id,
        client: &client.rules,
        pool: &pool.rules,
        user,
        groups,
        auth_time: 100,
        issued: 200,
        event_id: [0xEE; 16],
        origin_jti: [0xAA; 16],
        scope: "aws.cognito.signin.user.admin",
        device_key: None,
        acr: None,
        amr: "",
    }
}

const EVENT: &str = "eeeeeeee-eeee-eeee-eeee-eeeeeeeeeeee";
const ORIGIN: &str = "aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa";
const JTI: &str = "bbbbbbbb-bbbb-bbbb-bbbb-bbbbbbbbbbbb";

#[test]
fn an_id_token_shows_readable_attributes_in_their_types() {
    let pool = pool();
    let client = sample::client(&pool, json!({"IdTokenValidity": 2}));
    let alice = user(
        "alice",
        &[
            ("email", "a@b.c"),
            ("email_verified", "true"),
            ("phone_number", "+1"),
            ("phone_number_verified", "false"),
            ("address", "Road 1"),
            ("updated_at", "1700000000"),
            ("custom:n", "5"),
        ],
    );
    let claims = id_claims(&facts(&pool, &client, &alice, &[]), [0xBB; 16]);
    assert_eq!(
        Value::Object(claims),
        json!({
            "sub": SUB.to_string(), "aud": client.id, "token_use": "id",
            "iss": "https://idp.example/us-east-1_AbCdEfGhI", "cognito:username": "alice",
            "auth_time": 100, "iat": 200, "exp": 200 + 7200, "jti": JTI, "event_id": EVENT,
            "origin_jti": ORIGIN, "email": "a@b.c", "email_verified": true, "phone_number": "+1",
            "phone_number_verified": false, "address": {"formatted": "Road 1"},
            "updated_at": 1_700_000_000})
    );
    let custom = sample::client(&pool, json!({"ReadAttributes": ["custom:n"]}));
    let claims = id_claims(&facts(&pool, &custom, &alice, &[]), [0; 16]);
    assert_eq!(claims["custom:n"], "5", "custom attributes are strings");
    assert!(!claims.contains_key("email"));
}

#[test]
fn an_id_token_without_revocation_has_no_origin() {
    let pool = pool();
    let client = sample::client(&pool, json!({"EnableTokenRevocation": false}));
    let alice = user("alice", &[]);
    assert!(!id_claims(&facts(&pool, &client, &alice, &[]), [0; 16]).contains_key("origin_jti"));
}

#[test]
fn an_access_token_shows_no_attributes() {
    let pool = pool();
    let client = sample::client(&pool, json!({}));
    let alice = user("alice", &[("email", "a@b.c")]);
    let groups = [group("b", None, None), group("a", Some(1), None)];
    let facts = Facts { device_key: Some("dev"), ..facts(&pool, &client, &alice, &groups) };
    assert_eq!(
        access_claims(&facts, [0xBB; 16]),
        map(json!({
            "sub": SUB.to_string(), "client_id": client.id, "token_use": "access",
            "iss": "https://idp.example/us-east-1_AbCdEfGhI", "username": "alice",
            "scope": "aws.cognito.signin.user.admin", "cognito:groups": ["a", "b"],
            "auth_time": 100, "iat": 200, "exp": 3800, "jti": JTI, "event_id": EVENT,
            "origin_jti": ORIGIN, "device_key": "dev"}))
    );
}

#[test]
fn tk_4_attributes_cannot_shadow_reserved_claims() {
    let pool = pool();
    let client = sample::client(&pool, json!({}));
    // Not in any schema: such names never reach a user, and would not reach a token.
    let alice = user("alice", &[("aud", "x"), ("token_use", "access"), ("cognito:groups", "root")]);
    let claims = id_claims(&facts(&pool, &client, &alice, &[]), [0; 16]);
    assert_eq!((&claims["aud"], &claims["token_use"]), (&json!(client.id), &json!("id")));
    assert!(!claims.contains_key("cognito:groups"));
}

#[test]
fn groups_are_ranked_by_precedence_then_name() {
    let groups = [
        group("z", None, None),
        group("b", Some(3), None),
        group("a", Some(3), None),
        group("c", Some(0), None),
    ];
    let names: Vec<&str> = ranked(&groups).iter().map(|g| g.name.as_str()).collect();
    assert_eq!(names, ["c", "a", "b", "z"]);
}

#[test]
fn roles_and_the_preferred_role() {
    let cases: [(&[Group], &[&str], Option<&str>); 6] = [
        (&[], &[], None),
        (&[group("a", Some(1), None)], &[], None),
        (
            &[group("a", Some(1), Some("r1")), group("b", Some(0), Some("r0"))],
            &["r0", "r1"],
            Some("r0"),
        ),
        (&[group("a", Some(1), Some("r1")), group("b", Some(1), Some("r1"))], &["r1"], Some("r1")),
        (&[group("a", Some(1), Some("r1")), group("b", Some(1), Some("r2"))], &["r1", "r2"], None),
        (
            &[
                group("a", None, Some("r1")),
                group("b", Some(9), Some("r2")),
                group("c", Some(0), None),
            ],
            &["r2", "r1"],
            Some("r2"),
        ),
    ];
    for (groups, all, preferred) in cases {
        assert_eq!(roles(groups), all);
        assert_eq!(preferred_role(groups), preferred);
    }
}
