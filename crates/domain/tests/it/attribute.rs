use cognate_domain::attribute::{
    Writer, accept_change, accept_new, accept_removal, can_read, can_write, readable, require,
};
use cognate_domain::{Client, Pool};
use serde_json::json;

use crate::sample::{self, SUB, owned, user};

fn pool() -> Pool {
    sample::pool(json!({
        "AutoVerifiedAttributes": ["email"],
        "Schema": [
            {"Name": "given_name", "Required": true},
            {"Name": "family_name", "Required": true},
            {"Name": "locale", "Mutable": false},
            {"Name": "role", "AttributeDataType": "String"},
            {"Name": "age", "AttributeDataType": "Number",
             "NumberAttributeConstraints": {"MinValue": "0"}},
            {"Name": "note", "DeveloperOnlyAttribute": true, "AttributeDataType": "String"}]}))
}

fn client(pool: &Pool) -> Client {
    sample::client(pool, json!({}))
}

const UNAUTHORIZED: &str =
    "NotAuthorizedException: A client attempted to write unauthorized attribute";

fn text(refusal: cognate_domain::Refusal) -> String {
    refusal.to_string()
}

#[test]
fn new_attributes_are_judged_in_awss_words() {
    let pool = pool();
    let client = client(&pool);
    let conform = "InvalidParameterException: Attributes did not conform to the schema:";
    let sign_up = Writer::Client(&client.rules);
    let cases = [
        (sign_up, ("name", "Alice"), None),
        (sign_up, ("email_verified", "true"), Some(UNAUTHORIZED.to_owned())),
        (sign_up, ("sub", "x"), Some(UNAUTHORIZED.to_owned())),
        (sign_up, ("identities", "[]"), Some(UNAUTHORIZED.to_owned())),
        (sign_up, ("cognito:user_status", "CONFIRMED"), Some(UNAUTHORIZED.to_owned())),
        (sign_up, ("custom:role", "admin"), Some(UNAUTHORIZED.to_owned())),
        (sign_up, ("dev:note", "x"), Some(UNAUTHORIZED.to_owned())),
        (
            sign_up,
            ("custom:x", "1"),
            Some(format!("{conform} custom:x: Attribute does not exist in the schema.")),
        ),
        (
            sign_up,
            ("phone_number", "123"),
            Some("InvalidParameterException: Invalid phone number format.".to_owned()),
        ),
        (
            sign_up,
            ("phone_number", ""),
            Some("InvalidParameterException: Invalid phone number format.".to_owned()),
        ),
        (
            sign_up,
            ("email", "x"),
            Some("InvalidParameterException: Invalid email address format.".to_owned()),
        ),
        (
            sign_up,
            ("birthdate", "1.1.2000"),
            Some(format!("{conform} birthdate: String must be no shorter than 10 characters")),
        ),
        (Writer::Admin, ("email_verified", "true"), None),
        (Writer::Admin, ("custom:role", "admin"), None),
        (Writer::Admin, ("dev:note", "x"), None),
        (
            Writer::Admin,
            ("email_verified", "yes"),
            Some(format!("{conform} email_verified: Boolean must be true or false")),
        ),
        (
            Writer::Admin,
            ("custom:age", "-1"),
            Some(format!("{conform} custom:age: Number must be no less than 0")),
        ),
        (
            Writer::Admin,
            ("sub", "x"),
            Some("InvalidParameterException: user.sub: Attribute cannot be updated.".to_owned()),
        ),
    ];
    for (writer, pair, expected) in cases {
        let result = accept_new(&pool.rules, &owned(&[pair]), writer);
        assert_eq!(result.map_err(text).err(), expected, "{pair:?}");
    }
}

#[test]
fn missing_attributes_are_named_one_per_line() {
    let pool = pool();
    let some = accept_new(&pool.rules, &owned(&[("given_name", "")]), Writer::Admin).unwrap();
    assert_eq!(
        require(&pool.rules, &some).unwrap_err().message,
        "Attributes did not conform to the schema: family_name: The attribute is required\n\
         given_name: The attribute is required"
    );
    let all = owned(&[("given_name", "A"), ("family_name", "B")]);
    let all = accept_new(&pool.rules, &all, Writer::Admin).unwrap();
    assert_eq!(require(&pool.rules, &all), Ok(()));
}

#[test]
fn permissions_of_a_client_that_says_nothing() {
    let pool = pool();
    let client = client(&pool);
    let schema = &pool.rules.schema;
    for (name, reads, writes) in [
        ("sub", true, false),
        ("name", true, true),
        ("email_verified", true, false),
        ("identities", true, false),
        ("custom:role", false, false),
        ("dev:note", true, false),
        ("custom:unknown", false, false),
    ] {
        assert_eq!(can_read(schema, &client.rules, name), reads, "read {name}");
        assert_eq!(can_write(schema, &client.rules, name), writes, "write {name}");
    }
}

#[test]
fn permissions_of_a_client_with_lists() {
    let pool = pool();
    let lists = json!({"ReadAttributes": ["custom:role"], "WriteAttributes": ["custom:role"]});
    let client = sample::client(&pool, lists);
    let schema = &pool.rules.schema;
    for (name, reads, writes) in [
        ("sub", true, false),
        ("name", false, false),
        ("given_name", false, true),
        ("custom:role", true, true),
        ("dev:note", true, false),
    ] {
        assert_eq!(can_read(schema, &client.rules, name), reads, "read {name}");
        assert_eq!(can_write(schema, &client.rules, name), writes, "write {name}");
    }
    let alice = user("alice", &[("name", "A"), ("custom:role", "admin")]);
    let shown = readable(schema, &client.rules, &alice);
    assert_eq!(shown, owned(&[("sub", &SUB.to_string()), ("custom:role", "admin")]));
    let nothing = json!({"ReadAttributes": [], "WriteAttributes": []});
    let closed = sample::client(&pool, nothing);
    assert!(!can_read(schema, &closed.rules, "name") && !can_write(schema, &closed.rules, "name"));
}

#[test]
fn a_new_contact_is_unverified() {
    let pool = pool();
    let client = client(&pool);
    let alice = user("alice", &[("email", "a@b.c"), ("email_verified", "true")]);
    let given = owned(&[("email", "x@y.z")]);
    let change = accept_change(&pool.rules, &alice, &given, Writer::Client(&client.rules)).unwrap();
    assert_eq!(change.attributes["email"], "x@y.z");
    assert_eq!(change.attributes["email_verified"], "false");
    assert_eq!(change.unverified, ["email"]);
    assert!(change.pending.is_empty());

    let same = accept_change(&pool.rules, &alice, &owned(&[("email", "a@b.c")]), Writer::Admin);
    assert_eq!(same.unwrap().attributes, alice.attributes);

    let vouched = owned(&[("email", "x@y.z"), ("email_verified", "true")]);
    let change = accept_change(&pool.rules, &alice, &vouched, Writer::Admin).unwrap();
    assert_eq!(change.attributes["email_verified"], "true");
    assert!(change.unverified.is_empty());
}

#[test]
fn verify_before_update_holds_the_value_back() {
    let pool = sample::pool(json!({
        "AutoVerifiedAttributes": ["email"],
        "UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": ["email"]}}));
    let client = client(&pool);
    let alice = user("alice", &[("email", "a@b.c"), ("email_verified", "true")]);
    let given = owned(&[("email", "x@y.z"), ("name", "A")]);
    for writer in [Writer::Client(&client.rules), Writer::Admin] {
        let change = accept_change(&pool.rules, &alice, &given, writer).unwrap();
        assert_eq!(change.attributes["email"], "a@b.c");
        assert_eq!(change.attributes["email_verified"], "true");
        assert_eq!(change.attributes["name"], "A");
        assert_eq!(change.pending["email"], "x@y.z");
        assert_eq!(change.unverified, ["email"]);
    }
    let vouched = owned(&[("email_verified", "true"), ("email", "x@y.z")]);
    let change = accept_change(&pool.rules, &alice, &vouched, Writer::Admin).unwrap();
    assert_eq!(change.attributes["email"], "x@y.z");
    assert!(change.pending.is_empty());
    let mixed = owned(&[("email_verified", "false"), ("email", "x@y.z")]);
    let change = accept_change(&pool.rules, &alice, &mixed, Writer::Admin).unwrap();
    assert_eq!(change.pending["email"], "x@y.z");
}

#[test]
fn changes_respect_permission_and_mutability() {
    let pool = pool();
    let client = client(&pool);
    let alice = user("alice", &[("locale", "no"), ("given_name", "A")]);
    let owner = Writer::Client(&client.rules);
    let refused = |given: &[(&str, &str)], writer| {
        accept_change(&pool.rules, &alice, &owned(given), writer).map_err(text).err()
    };
    let immutable = "InvalidParameterException: user.locale: Attribute cannot be updated.";
    assert_eq!(refused(&[("locale", "de")], owner).as_deref(), Some(immutable));
    assert_eq!(refused(&[("locale", "de")], Writer::Admin).as_deref(), Some(immutable));
    assert_eq!(refused(&[("locale", "")], Writer::Admin).as_deref(), Some(immutable));
    assert_eq!(refused(&[("locale", "no")], owner), None);
    assert_eq!(refused(&[("custom:role", "admin")], owner).as_deref(), Some(UNAUTHORIZED));
    assert_eq!(refused(&[("email_verified", "true")], owner).as_deref(), Some(UNAUTHORIZED));
    assert_eq!(refused(&[("sub", "x")], owner).as_deref(), Some(UNAUTHORIZED));
    assert_eq!(refused(&[("custom:role", "admin")], Writer::Admin), None);
    assert_eq!(
        refused(&[("given_name", "")], Writer::Admin).as_deref(),
        Some(
            "InvalidParameterException: Attributes did not conform to the schema: given_name: The \
             attribute is required"
        )
    );
}

#[test]
fn deleting_a_contact_deletes_its_flag() {
    let pool = pool();
    let client = client(&pool);
    let alice = user("alice", &[("email", "a@b.c"), ("email_verified", "true"), ("name", "A")]);
    let owner = Writer::Client(&client.rules);
    let emptied = accept_change(&pool.rules, &alice, &owned(&[("email", "")]), owner).unwrap();
    let removed = accept_removal(&pool.rules, &alice, &["email".to_owned()], owner).unwrap();
    assert_eq!(emptied, removed);
    assert_eq!(removed.attributes.len(), 1);
    // A flag alone stays out too.
    let flag = owned(&[("phone_number_verified", "true")]);
    let change = accept_change(&pool.rules, &alice, &flag, Writer::Admin).unwrap();
    assert!(!change.attributes.contains_key("phone_number_verified"));
    for name in ["sub", "custom:role", "email_verified"] {
        let refused = accept_removal(&pool.rules, &alice, &[name.to_owned()], owner);
        assert_eq!(refused.map_err(text).err().as_deref(), Some(UNAUTHORIZED), "{name}");
    }
    let unknown = accept_removal(&pool.rules, &alice, &["custom:x".to_owned()], Writer::Admin);
    assert_eq!(unknown.unwrap_err().code, "InvalidParameterException");
}

#[test]
fn the_last_sign_in_name_stays() {
    let pool = sample::pool(json!({"UsernameAttributes": ["email", "phone_number"]}));
    let one = user(&SUB.to_string(), &[("email", "a@b.c")]);
    let both = user(&SUB.to_string(), &[("email", "a@b.c"), ("phone_number", "+1")]);
    let names = ["email".to_owned()];
    assert!(accept_removal(&pool.rules, &one, &names, Writer::Admin).is_err());
    assert!(accept_removal(&pool.rules, &both, &names, Writer::Admin).is_ok());
    let two = ["email".to_owned(), "phone_number".to_owned()];
    assert!(accept_removal(&pool.rules, &both, &two, Writer::Admin).is_err());
    let emptied = owned(&[("email", ""), ("phone_number", "")]);
    assert!(accept_change(&pool.rules, &both, &emptied, Writer::Admin).is_err());
}
