use cognate_domain::attribute::{
    Verification, Writer, accept_change, accept_removal, consequences, verifiable, verification,
    verified,
};
use cognate_domain::code::Purpose;
use cognate_domain::message::Medium;
use cognate_domain::{Pool, User};
use serde_json::json;

use crate::sample::{self, owned, user};

fn alice() -> User {
    user(
        "alice",
        &[
            ("email", "a@b.c"),
            ("email_verified", "true"),
            ("phone_number", "+12345678"),
            ("phone_number_verified", "false"),
        ],
    )
}

fn of(pool: &Pool, given: &[(&str, &str)]) -> (Vec<(Medium, String, bool)>, Vec<Purpose>) {
    let user = alice();
    let change = accept_change(&pool.rules, &user, &owned(given), Writer::Admin).unwrap();
    let found = consequences(&pool.rules, &user, &change);
    (found.send.into_iter().map(|v| (v.medium, v.to, v.pending)).collect(), found.void)
}

#[test]
fn changed_contacts_are_sent_codes() {
    let both = ["email", "phone_number"];
    let plain = sample::pool(json!({}));
    let auto = sample::pool(json!({"AutoVerifiedAttributes": both}));
    let before = sample::pool(json!({"AutoVerifiedAttributes": both,
        "UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": ["email"]}}));
    let email = |to: &str, pending| (Medium::Email, to.to_owned(), pending);
    let phone = |to: &str| (Medium::Sms, to.to_owned(), false);

    let new = [("email", "x@y.z"), ("phone_number", "+1")];
    let void = vec![Purpose::VerifyEmail, Purpose::VerifyPhone];
    assert_eq!(of(&plain, &new), (vec![], void));
    assert_eq!(of(&auto, &new), (vec![email("x@y.z", false), phone("+1")], vec![]));
    assert_eq!(of(&before, &new), (vec![email("x@y.z", true), phone("+1")], vec![]));
    // The same value, and other attributes, change nothing.
    assert_eq!(of(&auto, &[("email", "a@b.c"), ("name", "A")]), (vec![], vec![]));
    // Vouched for: no code, and older ones are void.
    let vouched = [("email", "x@y.z"), ("email_verified", "true")];
    assert_eq!(of(&before, &vouched), (vec![], vec![Purpose::VerifyEmail]));
    let flag = [("phone_number_verified", "true")];
    assert_eq!(of(&auto, &flag), (vec![], vec![Purpose::VerifyPhone]));
}

#[test]
fn removed_contacts_void_their_codes() {
    let pool = sample::pool(json!({"AutoVerifiedAttributes": ["email"]}));
    let user = alice();
    let names = ["email".to_owned(), "name".to_owned()];
    let change = accept_removal(&pool.rules, &user, &names, Writer::Admin).unwrap();
    let found = consequences(&pool.rules, &user, &change);
    assert_eq!((found.send, found.void), (vec![], vec![Purpose::VerifyEmail]));
}

#[test]
fn a_code_is_asked_for_a_contact_that_is_there() {
    let asked = |attribute, pending| {
        verification(&alice(), attribute, pending).map_err(|refusal| refusal.code)
    };
    let email = |to: &str, pending| Verification { medium: Medium::Email, to: to.into(), pending };
    assert_eq!(asked("email", None), Ok(email("a@b.c", false)));
    assert_eq!(asked("email", Some("x@y.z")), Ok(email("x@y.z", true)));
    assert_eq!(asked("phone_number", None).unwrap().purpose(), Purpose::VerifyPhone);
    assert_eq!(asked("name", None), Err("InvalidParameterException"));
    let bare = user("bare", &[]);
    assert_eq!(verification(&bare, "email", None).unwrap_err().code, "InvalidParameterException");
    assert_eq!(verifiable("email"), Ok(Medium::Email));
    assert!(verifiable("sub").is_err());
}

#[test]
fn a_verified_value_takes_effect() {
    let now = verified(&alice(), Medium::Email, Some("x@y.z"));
    assert_eq!((now["email"].as_str(), now["email_verified"].as_str()), ("x@y.z", "true"));
    assert_eq!(now["phone_number_verified"], "false");
    let now = verified(&alice(), Medium::Sms, None);
    assert_eq!(
        (now["phone_number"].as_str(), now["phone_number_verified"].as_str()),
        ("+12345678", "true")
    );
    // The contact is gone meanwhile: nothing to verify.
    assert!(verified(&user("bare", &[]), Medium::Email, None).is_empty());
}
