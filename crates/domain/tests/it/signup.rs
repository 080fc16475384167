use cognate_domain::message::Medium;
use cognate_domain::name::{Kind, LoginName, dispossessed, gained, movable};
use cognate_domain::signup::{
    PreSignUp, allowed, confirm, confirm_by_admin, confirmed, invitation, medium, password, resend,
    simulated,
};
use cognate_domain::standing::Standing;
use cognate_domain::user::Status;
use cognate_domain::{Refusal, User};
use serde_json::json;

use crate::sample::{self, hash, user};

fn text<T: std::fmt::Debug>(standing: Standing<T>) -> String {
    match standing {
        Standing::Refuse(Refusal { code, message }) => format!("{code}: {message}"),
        other => format!("{other:?}"),
    }
}

fn unconfirmed(attributes: &[(&str, &str)]) -> User {
    User { status: Status::Unconfirmed, ..user("alice", attributes) }
}

#[test]
fn sign_up_can_be_closed() {
    let open = sample::pool(json!({})).rules;
    let closed =
        sample::pool(json!({"AdminCreateUserConfig": {"AllowAdminCreateUserOnly": true}})).rules;
    assert_eq!(allowed(&open), Ok(()));
    assert_eq!(
        allowed(&closed).unwrap_err().to_string(),
        "NotAuthorizedException: SignUp is not permitted for this user pool"
    );
}

#[test]
fn a_password_may_be_left_out_where_another_factor_opens() {
    let rules = sample::pool(json!({})).rules;
    assert_eq!(password(&rules, Some("Passw0rd!")), Ok(Some("Passw0rd!")));
    assert_eq!(password(&rules, Some("short")).unwrap_err().code, "InvalidPasswordException");
    for blank in [None, Some(""), Some("  ")] {
        assert_eq!(password(&rules, blank).unwrap_err().code, "InvalidParameterException");
    }
    let sign_in = json!({"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]});
    let open = sample::pool(json!({"Policies": {"SignInPolicy": sign_in}})).rules;
    for blank in [None, Some(""), Some("  ")] {
        assert_eq!(password(&open, blank), Ok(None));
    }
    assert_eq!(password(&open, Some("short")).unwrap_err().code, "InvalidPasswordException");
}

#[test]
fn codes_go_to_what_is_verified_phone_first() {
    let both = ["email", "phone_number"];
    let contacts = [("email", "a@b.c"), ("phone_number", "+12345678")];
    for (verified, attributes, expected) in [
        (&both[..], &contacts[..], Some(Medium::Sms)),
        (&both[..], &contacts[..1], Some(Medium::Email)),
        (&both[..1], &contacts[..], Some(Medium::Email)),
        (&both[..1], &contacts[1..], None),
        (&[], &contacts[..], None),
    ] {
        let rules = sample::pool(json!({"AutoVerifiedAttributes": verified})).rules;
        let alice = unconfirmed(attributes);
        assert_eq!(medium(&rules, &alice.attributes), expected);
        let again = text(resend(&rules, Some(&alice), false));
        match expected {
            Some(medium) => assert_eq!(again, format!("Go({medium:?})")),
            None => assert_eq!(
                again,
                "InvalidParameterException: Cannot resend codes. Auto verification not turned on."
            ),
        }
        assert_eq!(simulated(&rules, "bob", &[0; 32]).is_some(), !verified.is_empty());
    }
}

#[test]
fn resending_and_confirming_by_state() {
    let rules = sample::pool(json!({"AutoVerifiedAttributes": ["email"]})).rules;
    let fresh = unconfirmed(&[("email", "a@b.c")]);
    let of = |status| User { status, ..fresh.clone() };
    let disabled = User { enabled: false, ..fresh.clone() };
    let unknown = "UserNotFoundException: Username/client id combination not found.";
    let confirmed = "InvalidParameterException: User is already confirmed.";
    let current = "NotAuthorizedException: User cannot be confirmed. Current status is";
    for (user, resent, answered) in [
        (Some(fresh.clone()), "Go(Email)", "Go(())".to_owned()),
        (Some(of(Status::Confirmed)), confirmed, format!("{current} CONFIRMED")),
        (
            Some(of(Status::ForceChangePassword)),
            confirmed,
            format!("{current} FORCE_CHANGE_PASSWORD"),
        ),
        (
            Some(disabled),
            "NotAuthorizedException: User is disabled.",
            "NotAuthorizedException: User is disabled.".to_owned(),
        ),
        (None, unknown, unknown.to_owned()),
    ] {
        let user = user.as_ref();
        assert_eq!(text(resend(&rules, user, false)), resent);
        assert_eq!(text(confirm(user, false)), answered);
        // CT-2: hidden, all but the waiting one look like nobody.
        let hidden = (text(resend(&rules, user, true)), text(confirm(user, true)));
        match answered.as_str() {
            "Go(())" => assert_eq!(hidden, ("Go(Email)".to_owned(), "Go(())".to_owned())),
            _ => assert_eq!(hidden, ("Pretend".to_owned(), "Pretend".to_owned())),
        }
    }
    assert_eq!(confirm_by_admin(&User { enabled: false, ..fresh.clone() }), Ok(()));
    assert_eq!(
        confirm_by_admin(&of(Status::Confirmed)).unwrap_err().to_string(),
        format!("{current} CONFIRMED")
    );
}

#[test]
fn a_pool_that_verifies_nothing_says_so_to_everybody() {
    let rules = sample::pool(json!({})).rules;
    let alice = unconfirmed(&[("email", "a@b.c")]);
    let answers: Vec<String> = [Some(&alice), None]
        .into_iter()
        .flat_map(|who| [true, false].map(|hide| text(resend(&rules, who, hide))))
        .collect();
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
}

#[test]
fn a_code_verifies_the_contact_it_came_by() {
    let alice = unconfirmed(&[("email", "a@b.c"), ("email_verified", "false")]);
    let by_mail = confirmed(&alice, Some(Medium::Email));
    assert_eq!(by_mail.status, Status::Confirmed);
    assert!(by_mail.has_verified("email"));
    assert!(!by_mail.attributes.contains_key("phone_number_verified"));
    let by_admin = confirmed(&alice, None);
    assert_eq!(by_admin.status, Status::Confirmed);
    assert!(!by_admin.has_verified("email"));
    assert_eq!(confirmed(&alice, Some(Medium::Sms)).attributes, alice.attributes);
}

#[test]
fn confirmation_activates_aliases_which_may_move() {
    let rules = sample::pool(json!({
        "AliasAttributes": ["email", "preferred_username"],
        "AutoVerifiedAttributes": ["email"]}))
    .rules;
    let alice = unconfirmed(&[("email", "a@b.c"), ("preferred_username", "ali")]);
    let after = confirmed(&alice, Some(Medium::Email));
    let row = |kind, text: &str| LoginName { kind, hash: hash(text.as_bytes()) };
    let names = gained(&rules, &alice, &after, &hash);
    assert_eq!(names, [row(Kind::Name, "ali"), row(Kind::Email, "a@b.c")]);
    assert_eq!(gained(&rules, &after, &after, &hash), []);

    let kinds = [Kind::Name, Kind::Email, Kind::Phone, Kind::External];
    assert_eq!(kinds.map(|kind| movable(&rules, kind)), [None, Some("email"), None, None]);
    let plain = sample::pool(json!({"UsernameAttributes": ["email"]})).rules;
    assert_eq!(movable(&plain, Kind::Email), None);

    let holder = user("bob", &[("email", "a@b.c"), ("email_verified", "true")]);
    let loser = dispossessed(&holder, "email");
    assert_eq!(loser.attribute("email"), Some("a@b.c"));
    assert!(!loser.has_verified("email"));
}

#[test]
fn functions_confirm_and_verify() {
    assert_eq!(PreSignUp::read(&PreSignUp::unanswered()), Ok(PreSignUp::default()));
    assert_eq!(PreSignUp::read(&json!({"autoConfirmUser": null})), Ok(PreSignUp::default()));
    let all = PreSignUp::read(
        &json!({"autoConfirmUser": true, "autoVerifyEmail": true, "autoVerifyPhone": false}),
    );
    let all = all.unwrap();
    assert_eq!(all, PreSignUp { confirm: true, verify_email: true, verify_phone: false });
    let refused = PreSignUp::read(&json!({"autoConfirmUser": "true"})).unwrap_err();
    assert_eq!(refused.to_string(), "InvalidLambdaResponseException: Unrecognizable lambda output");

    let mut attributes = user("alice", &[("email", "a@b.c")]).attributes;
    all.verify(&mut attributes).unwrap();
    assert_eq!(attributes["email_verified"], "true");
    let phone = PreSignUp { verify_phone: true, ..PreSignUp::default() };
    let refused = phone.verify(&mut attributes).unwrap_err();
    assert_eq!(refused.code, "InvalidLambdaResponseException");
    assert!(!attributes.contains_key("phone_number_verified"));
}

#[test]
fn invitations_go_where_they_are_wanted_and_can() {
    let both = user("a", &[("email", "a@b.c"), ("phone_number", "+1")]).attributes;
    let mail = user("a", &[("email", "a@b.c")]).attributes;
    let (email, sms) = ((Medium::Email, "a@b.c"), (Medium::Sms, "+1"));
    assert_eq!(invitation(&[], &both), [sms]);
    assert_eq!(invitation(&[], &mail), []);
    assert_eq!(invitation(&[Medium::Email], &both), [email]);
    assert_eq!(invitation(&[Medium::Sms, Medium::Email], &both), [email, sms]);
    assert_eq!(invitation(&[Medium::Sms, Medium::Sms], &both), [sms]);
    assert_eq!(invitation(&[Medium::Sms, Medium::Email], &mail), [email]);
}
