use cognate_domain::message::Medium;
use cognate_domain::recovery::{SecondFactors, ask, by_admin, confirm, medium, simulated};
use cognate_domain::standing::Standing;
use cognate_domain::user::Status;
use cognate_domain::{Pool, Refusal, User};
use serde_json::{Value, json};

use crate::sample::{self, user};

const BOTH: [(&str, &str); 4] = [
    ("email", "a@b.c"),
    ("email_verified", "true"),
    ("phone_number", "+12345679934"),
    ("phone_number_verified", "true"),
];
const NO_FACTOR: SecondFactors = SecondFactors { sms: false, email: false };

fn with_order(names: &[&str]) -> Pool {
    let mechanisms: Vec<Value> = names
        .iter()
        .enumerate()
        .map(|(i, name)| json!({"Name": name, "Priority": i + 1}))
        .collect();
    sample::pool(json!({"AccountRecoverySetting": {"RecoveryMechanisms": mechanisms}}))
}

fn text<T: std::fmt::Debug>(standing: Standing<T>) -> String {
    match standing {
        Standing::Refuse(Refusal { code, message }) => format!("{code}: {message}"),
        other => format!("{other:?}"),
    }
}

const UNREACHABLE: &str = "InvalidParameterException: Cannot reset password for the user as there \
                           is no registered/verified email or phone_number";
const STATE: &str = "NotAuthorizedException: User password cannot be reset in the current state.";

#[test]
fn the_medium_follows_the_pools_order() {
    let legacy = sample::pool(json!({}));
    let email_first = with_order(&["verified_email", "verified_phone_number"]);
    let phone_first = with_order(&["verified_phone_number", "verified_email"]);
    let email_only = with_order(&["verified_email"]);
    let email_unverified = [BOTH[0], ("email_verified", "false"), BOTH[2], BOTH[3]];
    let sms = SecondFactors { sms: true, email: false };
    let mail = SecondFactors { sms: false, email: true };
    for (pool, attributes, factors, expected) in [
        (&legacy, &BOTH[..], NO_FACTOR, Some(Medium::Sms)),
        (&legacy, &BOTH[..2], NO_FACTOR, Some(Medium::Email)),
        (&legacy, &BOTH[..1], NO_FACTOR, None),
        (&legacy, &BOTH[..], sms, Some(Medium::Sms)),
        (&email_first, &BOTH[..], NO_FACTOR, Some(Medium::Email)),
        (&email_first, &email_unverified[..], NO_FACTOR, Some(Medium::Sms)),
        (&email_first, &BOTH[..], mail, Some(Medium::Sms)),
        (&phone_first, &BOTH[..], NO_FACTOR, Some(Medium::Sms)),
        (&phone_first, &BOTH[..], sms, Some(Medium::Email)),
        (&phone_first, &BOTH[..], SecondFactors { sms: true, email: true }, None),
        (&email_only, &BOTH[2..], NO_FACTOR, None),
        (&email_only, &email_unverified[..], NO_FACTOR, None),
    ] {
        let chosen = medium(&pool.rules, &user("alice", attributes), factors);
        assert_eq!(chosen.clone().ok(), expected, "{attributes:?} {factors:?}");
        if let Err(refusal) = chosen {
            assert_eq!(refusal.to_string(), UNREACHABLE);
        }
    }
}

#[test]
fn forgot_password_by_state() {
    let pool = sample::pool(json!({}));
    let alice = user("alice", &BOTH);
    let of = |status| User { status, ..alice.clone() };
    let disabled = User { enabled: false, ..alice.clone() };
    let bare = user("bare", &[]);
    for (user, expected) in [
        (Some(of(Status::Confirmed)), "Go(Sms)"),
        (Some(of(Status::ResetRequired)), "Go(Sms)"),
        (Some(of(Status::ForceChangePassword)), STATE),
        (Some(of(Status::ExternalProvider)), STATE),
        (Some(of(Status::Unconfirmed)), UNREACHABLE),
        (Some(disabled), "NotAuthorizedException: User is disabled."),
        (Some(bare), UNREACHABLE),
        (None, "UserNotFoundException: User does not exist."),
    ] {
        let open = ask(&pool.rules, user.as_ref(), NO_FACTOR, false);
        assert_eq!(text(open), expected);
        // CT-2: hidden, everybody looks alike.
        let hidden = text(ask(&pool.rules, user.as_ref(), NO_FACTOR, true));
        assert_eq!(hidden, if expected == "Go(Sms)" { expected } else { "Pretend" });
    }
}

#[test]
fn admin_only_refuses_everybody_alike() {
    let pool = with_order(&["admin_only"]);
    let alice = user("alice", &BOTH);
    for who in [Some(&alice), None] {
        for hide in [true, false] {
            assert_eq!(
                text(ask(&pool.rules, who, NO_FACTOR, hide)),
                "NotAuthorizedException: Contact administrator to reset password."
            );
        }
    }
    assert_eq!(simulated(&pool.rules, "alice", &[1; 32]), None);
}

#[test]
fn confirming_by_state() {
    let alice = user("alice", &[]);
    let of = |status| User { status, ..alice.clone() };
    for (user, expected) in [
        (Some(of(Status::Confirmed)), "Go(())"),
        (Some(of(Status::ResetRequired)), "Go(())"),
        (Some(of(Status::Unconfirmed)), "UserNotConfirmedException: User is not confirmed."),
        (Some(of(Status::ForceChangePassword)), STATE),
        (Some(of(Status::ExternalProvider)), STATE),
        (
            Some(User { enabled: false, ..alice.clone() }),
            "NotAuthorizedException: User is disabled.",
        ),
        (None, "UserNotFoundException: Username/client id combination not found."),
    ] {
        assert_eq!(text(confirm(user.as_ref(), false)), expected);
        let hidden = text(confirm(user.as_ref(), true));
        assert_eq!(hidden, if expected == "Go(())" { expected } else { "Pretend" });
    }
}

#[test]
fn administrators_reset_whom_a_code_reaches() {
    let pool = sample::pool(json!({}));
    let alice = user("alice", &BOTH);
    let of = |status| User { status, ..alice.clone() };
    let outcome = |user: &User| match by_admin(&pool.rules, user, NO_FACTOR) {
        Ok(medium) => format!("{medium:?}"),
        Err(refusal) => refusal.to_string(),
    };
    assert_eq!(outcome(&of(Status::Confirmed)), "Sms");
    assert_eq!(outcome(&of(Status::ResetRequired)), "Sms");
    assert_eq!(outcome(&of(Status::Unconfirmed)), STATE);
    assert_eq!(outcome(&of(Status::ForceChangePassword)), STATE);
    assert_eq!(outcome(&user("bare", &[])), UNREACHABLE);
    let only = with_order(&["admin_only"]);
    let refused = by_admin(&only.rules, &alice, NO_FACTOR).unwrap_err();
    assert_eq!(refused.to_string(), UNREACHABLE);
}

#[test]
fn ct_2_simulations_use_the_pools_media() {
    let seed = [3; 32];
    let medium = |pool: &Pool, typed| simulated(&pool.rules, typed, &seed).unwrap().medium;
    let legacy = sample::pool(json!({}));
    assert_eq!(medium(&legacy, "alice"), Medium::Sms);
    assert_eq!(medium(&legacy, "a@b.c"), Medium::Email);
    let mail = sample::pool(json!({"AutoVerifiedAttributes": ["email"]}));
    assert_eq!(medium(&mail, "alice"), Medium::Email);
    assert_eq!(medium(&mail, "+12345678"), Medium::Email);
    let email_first = with_order(&["verified_email", "verified_phone_number"]);
    assert_eq!(medium(&email_first, "alice"), Medium::Email);
    assert_eq!(medium(&email_first, "+12345678"), Medium::Sms);
}
