//! MFA_SETUP.

use super::play::*;
use super::second_factor::{offering, token};
use crate::auth::*;
use crate::code::Outstanding;
use crate::factor::{Factors, Seed};
use crate::message::Medium;
use crate::pool::Mfa;

const ADDRESS: &str = "new@example.com";

/// A user without contacts, whom the pool demands a factor of.
fn bare() -> Play {
    let mut play = offering(Mfa::On);
    play.user.as_mut().unwrap().attributes.clear();
    play
}

fn session() -> Continuation {
    bare().password().challenged().session.clone()
}

fn verified(mut session: Continuation, verified: bool) -> Continuation {
    session.state = State::Totp { secret: Seed([4; 32]), name: Some("app".into()), verified };
    session
}

#[test]
fn what_can_be_set_up_is_offered() {
    let run = bare().password();
    assert_eq!(run.effects, [Effect::AttemptsUnchanged]);
    let parameters = &run.challenged().parameters;
    let offered = r#"["SMS_MFA","SOFTWARE_TOKEN_MFA","EMAIL_OTP"]"#;
    assert_eq!(parameters["MFAS_CAN_SETUP"], offered);
    assert_eq!(parameters["USER_ID_FOR_SRP"], "alice");
}

#[test]
fn a_verified_token_is_registered_and_ends_the_sign_in() {
    let session = verified(session(), true);
    let run = bare().reply(&session, Reply::SetUp { email: None });
    let mut factors = Factors::default();
    factors.set_up(Seed([4; 32]), "app");
    assert_eq!(
        run.effects,
        [
            Effect::Use { nonce: NONCE, expires_ms: session.expires_ms },
            Effect::SetFactors(factors),
            Effect::AttemptsCleared
        ]
    );
    assert_eq!(run.granted().proven, [Proof::Password, Proof::Totp]);
}

#[test]
fn an_unverified_token_is_none() {
    for session in [session(), verified(session(), false)] {
        let run = bare().reply(&session, Reply::SetUp { email: None });
        run.refused("InvalidParameterException", "User has not verified software token mfa");
        assert!(run.effects.is_empty());
    }
    let mut without = bare();
    without.pool.rules.software_token_mfa = false;
    let run = without.reply(&verified(session(), true), Reply::SetUp { email: None });
    assert_eq!(run.refusal().code, "SoftwareTokenMFANotFoundException");
}

#[test]
fn an_address_becomes_the_users_with_its_code() {
    let session = session();
    let run = bare().reply(&session, Reply::SetUp { email: Some(ADDRESS.into()) });
    let next = run.challenged().session.clone();
    assert_eq!(next.challenge, ChallengeName::EmailOtp);
    assert_eq!(next.state, State::Email { address: ADDRESS.into() });
    assert_eq!(run.challenged().parameters["CODE_DELIVERY_DESTINATION"], "n***@e***");
    let code = Outstanding { attempts: 0, expires: next.expires_ms, store_epoch: STORE_EPOCH };
    let play = Play { code: Some((CODE_ID, code)), ..bare() };
    let run = play.reply(&next, Reply::Code);
    let factors = Factors { email: true, ..Factors::default() };
    let contact = Effect::SetContact { medium: Medium::Email, address: ADDRESS.into() };
    assert_eq!(run.effects[2..], [Effect::SetFactors(factors), contact, Effect::AttemptsCleared]);
    assert_eq!(run.granted().proven, [Proof::Password, Proof::EmailOtp]);
    let run = play.wrong().reply(&next, Reply::Code);
    assert_eq!(run.effects, [Effect::WrongCode, one_failure()]);
}

#[test]
fn an_address_is_added_and_never_replaced() {
    let set_up = |play: &Play, email: &str| {
        play.reply(&session(), Reply::SetUp { email: Some(email.into()) })
    };
    let mut has_one = bare();
    has_one.user.as_mut().unwrap().attributes.insert("email".into(), "a@b.example".into());
    let text = "Cannot modify an already provided email";
    has_one.pool.rules.mfa = Mfa::Optional;
    set_up(&has_one, ADDRESS).refused("InvalidParameterException", text);
    set_up(&has_one, "a@b.example").challenged();
    let run = set_up(&bare(), "no address");
    assert_eq!(run.refusal().code, "InvalidParameterException");
    let mut without = bare();
    without.pool.rules.email_mfa = false;
    assert_eq!(set_up(&without, ADDRESS).refusal().code, "MFAMethodNotFoundException");
}

#[test]
fn who_knows_only_the_password_replaces_no_factor() {
    let session = verified(session(), true);
    let play = Play { factors: token(), ..bare() };
    let run = play.reply(&session, Reply::SetUp { email: None });
    run.refused("NotAuthorizedException", "Invalid session for the user.");
    assert!(matches!(run.effects[..], [Effect::Use { .. }]));
    let mut next = session;
    (next.challenge, next.code) = (ChallengeName::EmailOtp, Some(CODE_ID));
    next.state = State::Email { address: ADDRESS.into() };
    let run = play.reply(&next, Reply::Code);
    run.refused("NotAuthorizedException", "Invalid session for the user.");
    assert_eq!(run.asked, ["load by sub"]);
}
