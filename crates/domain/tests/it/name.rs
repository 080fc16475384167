use cognate_domain::Sub;
use cognate_domain::attribute::Writer;
use cognate_domain::name::{
    Kind, LoginName, alias_claimed, alias_updated, candidates, created_by_admin, external,
    login_names, new_user, signed_up,
};
use cognate_domain::user::{Status, User};
use serde_json::json;

use crate::sample::{self, SUB, hash, owned, user};

fn row(kind: Kind, text: &str) -> LoginName {
    LoginName { kind, hash: hash(text.as_bytes()) }
}

fn sorted(mut names: Vec<LoginName>) -> Vec<LoginName> {
    names.sort();
    names
}

#[test]
fn user_name_rules_follow_the_pool_type() {
    let mail = json!({"UsernameAttributes": ["email"]});
    let phone = json!({"UsernameAttributes": ["phone_number"]});
    let both = json!({"UsernameAttributes": ["email", "phone_number"]});
    let alias = json!({"AliasAttributes": ["email", "phone_number"]});
    let plain = json!({});
    let cases = [
        (&mail, "alice", Some("Username should be an email.")),
        (&mail, "+4712345678", Some("Username should be an email.")),
        (&mail, "a@b.c", None),
        (&phone, "a@b.c", Some("Username should be a phone number.")),
        (&phone, "+4712345678", None),
        (&both, "alice", Some("Username should be either an email or a phone number.")),
        (&both, "a@b.c", None),
        (&both, "+4712345678", None),
        (
            &alias,
            "a@b.c",
            Some(
                "Username cannot be of email format, since user pool is configured for email alias.",
            ),
        ),
        (
            &alias,
            "+4712345678",
            Some(
                "Username cannot be of phone_number format, since user pool is configured for \
                 phone_number alias.",
            ),
        ),
        (&alias, "alice", None),
        (&plain, "a@b.c", None),
        (&plain, "+4712345678", None),
    ];
    for (pool, typed, text) in cases {
        let rules = sample::pool(pool.clone()).rules;
        let result = new_user(&rules, typed, SUB, &[], Writer::Admin);
        assert_eq!(result.map_err(|r| r.message).err().as_deref(), text, "{pool} {typed}");
    }
}

#[test]
fn username_attributes_become_attributes_and_the_name_is_the_sub() {
    let rules = sample::pool(json!({
        "UsernameAttributes": ["email"], "UsernameConfiguration": {"CaseSensitive": false},
        "Schema": [{"Name": "email", "Required": true}]}))
    .rules;
    let new = new_user(&rules, "A@b.C", SUB, &[], Writer::Admin).unwrap();
    assert_eq!(new.username, SUB.to_string());
    assert_eq!(new.attributes["email"], "A@b.C");
    let same = owned(&[("email", "a@b.c")]);
    assert!(new_user(&rules, "A@b.C", SUB, &same, Writer::Admin).is_ok());
    let other = owned(&[("email", "x@b.c")]);
    let refused = new_user(&rules, "A@b.C", SUB, &other, Writer::Admin).unwrap_err();
    assert_eq!(refused.message, "Username and email do not match.");
}

#[test]
fn stored_names_are_folded_in_case_insensitive_pools() {
    let name = |request| {
        let rules = sample::pool(request).rules;
        new_user(&rules, "AlicE", SUB, &[], Writer::Admin).unwrap().username
    };
    assert_eq!(name(json!({"UsernameConfiguration": {"CaseSensitive": false}})), "alice");
    assert_eq!(name(json!({"UsernameConfiguration": {"CaseSensitive": true}})), "AlicE");
    assert_eq!(name(json!({})), "AlicE", "absent means sensitive");
}

#[test]
fn preferred_username_alias_is_not_for_sign_up() {
    let pool = sample::pool(json!({"AliasAttributes": ["preferred_username", "email"]}));
    let client = sample::client(&pool, json!({}));
    let given = owned(&[("preferred_username", "ali")]);
    let sign_up = new_user(&pool.rules, "alice", SUB, &given, Writer::Client(&client.rules));
    assert_eq!(sign_up.unwrap_err().code, "InvalidParameterException");
    assert!(new_user(&pool.rules, "alice", SUB, &given, Writer::Admin).is_ok());
    let mail_shaped = owned(&[("preferred_username", "victim@example.com")]);
    let refused = new_user(&pool.rules, "alice", SUB, &mail_shaped, Writer::Admin).unwrap_err();
    assert!(refused.message.starts_with("preferred_username cannot be of email format"));
}

#[test]
fn aliases_are_login_names_once_verified() {
    let rules = sample::pool(json!({
        "AliasAttributes": ["email", "phone_number", "preferred_username"],
        "UsernameConfiguration": {"CaseSensitive": false}}))
    .rules;
    let attributes = [
        ("email", "A@B.c"),
        ("email_verified", "true"),
        ("phone_number", "+1"),
        ("phone_number_verified", "false"),
        ("preferred_username", "Ali"),
    ];
    let mut alice = user("alice", &attributes);
    let all = [row(Kind::Name, "alice"), row(Kind::Name, "ali"), row(Kind::Email, "a@b.c")];
    assert_eq!(login_names(&rules, &alice, &hash), sorted(all.to_vec()));

    alice.status = Status::Unconfirmed;
    let without_preferred = [row(Kind::Name, "alice"), row(Kind::Email, "a@b.c")];
    assert_eq!(login_names(&rules, &alice, &hash), sorted(without_preferred.to_vec()));

    alice.status = Status::ExternalProvider;
    assert_eq!(login_names(&rules, &alice, &hash), [row(Kind::Name, "alice")]);
}

#[test]
fn own_name_as_preferred_username_is_one_row() {
    let rules = sample::pool(json!({"AliasAttributes": ["preferred_username"]})).rules;
    let alice = user("alice", &[("preferred_username", "alice")]);
    assert_eq!(login_names(&rules, &alice, &hash), [row(Kind::Name, "alice")]);
}

#[test]
fn username_attributes_are_login_names_at_once() {
    let rules = sample::pool(json!({"UsernameAttributes": ["email", "phone_number"]})).rules;
    let alice = user(&SUB.to_string(), &[("email", "A@b.c"), ("phone_number", "+1")]);
    let both = [row(Kind::Email, "A@b.c"), row(Kind::Phone, "+1")];
    assert_eq!(login_names(&rules, &alice, &hash), sorted(both.to_vec()));
    let federated = User { status: Status::ExternalProvider, username: "Google_1".into(), ..alice };
    assert_eq!(login_names(&rules, &federated, &hash), [row(Kind::Name, "Google_1")]);
}

#[test]
fn typed_strings_mean_name_then_alias_then_sub() {
    let rules = sample::pool(json!({
        "AliasAttributes": ["email", "phone_number"],
        "UsernameConfiguration": {"CaseSensitive": false}}))
    .rules;
    let kinds = |typed: &str| -> Vec<Kind> {
        candidates(&rules, typed, &hash).names.iter().map(|name| name.kind).collect()
    };
    assert_eq!(kinds("alice"), [Kind::Name]);
    assert_eq!(kinds("a@b.c"), [Kind::Name, Kind::Email]);
    assert_eq!(kinds("+123"), [Kind::Name, Kind::Phone]);
    assert_eq!(candidates(&rules, "A@B.C", &hash).names[1], row(Kind::Email, "a@b.c"));
    let upper = SUB.to_string().to_uppercase();
    assert_eq!(candidates(&rules, &upper, &hash).sub, Some(SUB));
    assert_eq!(candidates(&rules, "alice", &hash).sub, None);

    let plain = sample::pool(json!({})).rules;
    assert_eq!(candidates(&plain, "a@b.c", &hash).names, [row(Kind::Name, "a@b.c")]);
    assert_eq!(candidates(&plain, &SUB.to_string(), &hash).sub, Some(SUB));
    let other = "{11111111-1111-1111-1111-11111111111}";
    assert_eq!(candidates(&plain, other, &hash).sub, None);
}

/// Whoever signs in under a row is found by typing what made it, in any spelling of the pool.
#[test]
fn every_login_name_is_found_by_its_text() {
    for request in [
        json!({"AliasAttributes": ["email", "phone_number", "preferred_username"]}),
        json!({"UsernameAttributes": ["email", "phone_number"]}),
        json!({}),
    ] {
        let rules = sample::pool(request).rules;
        let attributes = [
            ("email", "a@b.c"),
            ("email_verified", "true"),
            ("phone_number", "+12"),
            ("phone_number_verified", "true"),
            ("preferred_username", "ali"),
        ];
        let alice = user("alice", &attributes);
        let typed = ["alice", "a@b.c", "+12", "ali"];
        let found: Vec<LoginName> =
            typed.iter().flat_map(|t| candidates(&rules, t, &hash).names).collect();
        for name in login_names(&rules, &alice, &hash) {
            assert!(found.contains(&name), "{:?}", name.kind);
        }
    }
}

#[test]
fn oa_r5_external_identities_are_injective() {
    assert_ne!(external("ab", "c", &hash), external("a", "bc", &hash));
    assert_eq!(external("a", "b", &hash), row(Kind::External, "a\0b"));
    let codes = [Kind::Name, Kind::Email, Kind::Phone, Kind::External].map(Kind::code);
    assert_eq!(codes, [1, 2, 3, 4]);
}

#[test]
fn taken_names_are_refused_in_awss_words() {
    let text = |refusal: cognate_domain::Refusal| format!("{}: {}", refusal.code, refusal.message);
    assert_eq!(text(signed_up(Kind::Name)), "UsernameExistsException: User already exists");
    assert_eq!(
        text(created_by_admin(Kind::Name)),
        "UsernameExistsException: User account already exists"
    );
    assert_eq!(
        text(signed_up(Kind::Email)),
        "UsernameExistsException: An account with the given email already exists."
    );
    assert_eq!(
        text(alias_claimed(Kind::Phone)),
        "AliasExistsException: An account with the phone_number already exists."
    );
    assert_eq!(
        text(alias_updated(Kind::Email)),
        "AliasExistsException: An account with the given email already exists."
    );
}

#[test]
fn a_sub_is_never_a_free_name_of_its_own_pool_type() {
    // In UsernameAttributes pools nobody can choose another user's sub as a name.
    let rules = sample::pool(json!({"UsernameAttributes": ["email"]})).rules;
    let other = Sub([9; 16]).to_string();
    assert!(new_user(&rules, &other, SUB, &[], Writer::Admin).is_err());
}
