//! Second factors: when one is demanded, which, and what an answer does.

use super::play::*;
use crate::attempt::Attempts;
use crate::auth::*;
use crate::code::{Outstanding, Purpose};
use crate::factor::{Factors, SecondFactor, Seed, Totp};
use crate::message::Medium;
use crate::pool::Mfa;
use crate::user::Status;

const PHONE: &str = "+4915112345678";

/// A pool that offers everything, and a user who can have everything.
pub fn offering(mfa: Mfa) -> Play {
    let mut play = Play::new();
    let rules = &mut play.pool.rules;
    (rules.mfa, rules.sms_mfa, rules.email_mfa, rules.software_token_mfa) = (mfa, true, true, true);
    let user = play.user.as_mut().unwrap();
    user.attributes.insert("phone_number".into(), PHONE.into());
    play
}

pub fn token() -> Factors {
    let totp = Totp { secret: Seed([3; 32]), name: "phone".into() };
    Factors { totp: Some(totp), totp_enabled: true, ..Factors::default() }
}

fn sms() -> Factors {
    Factors { sms: true, ..Factors::default() }
}

fn email() -> Factors {
    Factors { email: true, ..Factors::default() }
}

fn with(play: Play, factors: Factors) -> Play {
    Play { factors, ..play }
}

fn all() -> Factors {
    Factors { sms: true, email: true, ..token() }
}

fn preferring(factor: SecondFactor) -> Factors {
    Factors { preferred: Some(factor), ..all() }
}

/// The code that the challenge sent is out, with so many wrong answers.
fn sent(play: Play, session: &Continuation, attempts: i64) -> Play {
    let id = session.code.expect("a code was sent");
    let code = Outstanding { attempts, expires: session.expires_ms, store_epoch: STORE_EPOCH };
    Play { code: Some((id, code)), ..play }
}

fn sending(run: &Run) -> &Sending {
    let sent = run.effects.iter().find_map(|effect| match effect {
        Effect::SendCode(sending) => Some(sending),
        _ => None,
    });
    sent.expect("a code is sent")
}

#[test]
fn mfa_modes_and_factors_decide_what_is_asked() {
    use ChallengeName::{EmailOtp, MfaSetup, SelectMfaType, SmsMfa, SoftwareTokenMfa};
    let cases: [(Mfa, Factors, Option<ChallengeName>); 14] = [
        (Mfa::Off, all(), None),
        (Mfa::Optional, Factors::default(), None),
        (Mfa::Optional, sms(), Some(SmsMfa)),
        (Mfa::Optional, email(), Some(EmailOtp)),
        (Mfa::Optional, token(), Some(SoftwareTokenMfa)),
        (Mfa::Optional, all(), Some(SelectMfaType)),
        (Mfa::Optional, preferring(SecondFactor::EmailOtp), Some(EmailOtp)),
        (Mfa::On, sms(), Some(SmsMfa)),
        (Mfa::On, email(), Some(EmailOtp)),
        (Mfa::On, token(), Some(SoftwareTokenMfa)),
        (Mfa::On, all(), Some(SelectMfaType)),
        (Mfa::On, preferring(SecondFactor::SmsMfa), Some(SmsMfa)),
        (Mfa::On, preferring(SecondFactor::SoftwareTokenMfa), Some(SoftwareTokenMfa)),
        // Contacts serve whoever has set up nothing.
        (Mfa::On, Factors::default(), Some(SelectMfaType)),
    ];
    for (mfa, factors, expected) in cases {
        let play = with(offering(mfa), factors.clone());
        for run in [play.password(), play.srp_proof()] {
            match expected {
                None => drop(run.granted()),
                Some(name) => assert_eq!(run.challenged().name(), name, "{mfa:?} {factors:?}"),
            }
            assert!(!run.effects.contains(&one_failure()));
        }
    }
    let mut bare = offering(Mfa::On);
    bare.user.as_mut().unwrap().attributes.clear();
    assert_eq!(bare.password().challenged().name(), MfaSetup);
    let mut phone_only = offering(Mfa::On);
    phone_only.user.as_mut().unwrap().attributes.remove("email");
    assert_eq!(phone_only.password().challenged().name(), SmsMfa);
}

#[test]
fn rl_2_a_challenge_neither_counts_nor_clears() {
    let run = with(offering(Mfa::On), token()).password();
    assert_eq!(run.effects, [Effect::AttemptsUnchanged]);
    assert_eq!(run.challenged().session.proven, [Proof::Password]);
    let wrong = with(offering(Mfa::On), token()).wrong().password();
    wrong.refused("NotAuthorizedException", "Incorrect username or password.");
    assert_eq!(wrong.effects, [one_failure()]);
}

#[test]
fn challenges_say_where_the_code_went_and_which_device_has_it() {
    let run = with(offering(Mfa::On), sms()).password();
    let parameters = &run.challenged().parameters;
    assert_eq!(parameters["CODE_DELIVERY_DELIVERY_MEDIUM"], "SMS");
    assert_eq!(parameters["CODE_DELIVERY_DESTINATION"], "+*********5678");
    assert_eq!(parameters["USER_ID_FOR_SRP"], "alice");
    let out = sending(&run);
    assert_eq!((out.purpose, out.medium), (Purpose::SmsMfa, Medium::Sms));
    assert_eq!(out.to, To::User(PHONE.into()));
    let session = &run.challenged().session;
    assert_eq!((session.code, out.id), (Some(CODE_ID), CODE_ID));
    assert_eq!(out.expires_ms, session.expires_ms, "the code lives as long as its session");

    let run = with(offering(Mfa::On), email()).password();
    let parameters = &run.challenged().parameters;
    assert_eq!(parameters["CODE_DELIVERY_DELIVERY_MEDIUM"], "EMAIL");
    assert_eq!(parameters["CODE_DELIVERY_DESTINATION"], "a***@b***");
    assert_eq!(sending(&run).purpose, Purpose::EmailMfa);

    let run = with(offering(Mfa::On), token()).password();
    let parameters = &run.challenged().parameters;
    assert_eq!(parameters["FRIENDLY_DEVICE_NAME"], "phone");
    assert_eq!(parameters.len(), 2);

    let run = with(offering(Mfa::On), all()).password();
    let parameters = &run.challenged().parameters;
    let names = r#"["SMS_MFA","SOFTWARE_TOKEN_MFA","EMAIL_OTP"]"#;
    assert_eq!(parameters["MFAS_CAN_CHOOSE"], names);
}

#[test]
fn the_right_code_ends_the_sign_in_and_is_used_up_with_its_session() {
    for (factors, proof) in [(sms(), Proof::Sms), (email(), Proof::EmailOtp)] {
        let play = with(offering(Mfa::On), factors);
        let session = play.password().challenged().session.clone();
        let run = sent(play, &session, 4).reply(&session, Reply::Code);
        assert_eq!(run.asked, ["load by sub", "code"]);
        assert_eq!(run.effects[0], Effect::Use { nonce: NONCE, expires_ms: session.expires_ms });
        assert_eq!(run.effects[1], Effect::RedeemCode);
        assert_eq!(run.effects.last(), Some(&Effect::AttemptsCleared));
        assert_eq!(run.granted().proven, [Proof::Password, proof]);
        assert_eq!(run.granted().event_id, EVENT);
    }
}

#[test]
fn sms_mfa_verifies_the_number_once() {
    let play = with(offering(Mfa::On), sms());
    let session = play.password().challenged().session.clone();
    let proves = Effect::SetContact { medium: Medium::Sms, address: PHONE.into() };
    let mut play = sent(play, &session, 0);
    assert!(play.reply(&session, Reply::Code).effects.contains(&proves));
    let attributes = &mut play.user.as_mut().unwrap().attributes;
    attributes.insert("phone_number_verified".into(), "true".into());
    assert!(!play.reply(&session, Reply::Code).effects.contains(&proves));
}

#[test]
fn otp_2_a_wrong_code_counts_twice_and_leaves_the_session() {
    let play = with(offering(Mfa::On), sms());
    let session = play.password().challenged().session.clone();
    for attempts in 0..5 {
        let run = sent(with(offering(Mfa::On), sms()), &session, attempts)
            .wrong()
            .reply(&session, Reply::Code);
        run.refused("CodeMismatchException", "Invalid code received for user");
        assert_eq!(run.effects, [Effect::WrongCode, one_failure()]);
    }
    let run = sent(play, &session, 5).reply(&session, Reply::Code);
    run.refused("NotAuthorizedException", "Invalid session for the user.");
    assert!(run.effects.is_empty(), "what is dead is not looked at");
    let e_mail = with(offering(Mfa::On), email());
    let session = e_mail.password().challenged().session.clone();
    let run = sent(e_mail, &session, 0).wrong().reply(&session, Reply::Code);
    run.refused("CodeMismatchException", "Invalid code or auth state for the user.");
}

#[test]
fn a_code_that_was_redeemed_or_replaced_is_expired() {
    let play = with(offering(Mfa::On), sms());
    let session = play.password().challenged().session.clone();
    let uses = Effect::Use { nonce: NONCE, expires_ms: session.expires_ms };
    // Committing this effect tells a session that was answered from one that was not.
    let run = with(offering(Mfa::On), sms()).reply(&session, Reply::Code);
    run.refused("ExpiredCodeException", "Invalid code provided, please request a code again.");
    assert_eq!(run.effects, std::slice::from_ref(&uses));
    let mut newer = sent(play, &session, 0);
    newer.code.as_mut().unwrap().0 = [0xEE; 16];
    let run = newer.reply(&session, Reply::Code);
    assert_eq!(run.refusal().code, "ExpiredCodeException");
    assert_eq!(run.effects, [uses]);
}

#[test]
fn rl_3_codes_share_the_lock_of_passwords() {
    for factors in [sms(), token()] {
        let play = with(offering(Mfa::On), factors);
        let session = play.password().challenged().session.clone();
        let locked = Play { code: Some((CODE_ID, outstanding())), ..play }.locked();
        let run = locked.reply(&session, Reply::Code);
        run.refused("NotAuthorizedException", "Password attempts exceeded");
        assert_eq!(run.asked, ["load by sub"]);
        assert!(run.effects.is_empty());
    }
}

fn outstanding() -> Outstanding {
    Outstanding { attempts: 0, expires: NOW_MS + 1, store_epoch: STORE_EPOCH }
}

#[test]
fn otp_6_a_token_uses_its_step_up() {
    let play = with(offering(Mfa::Optional), token());
    let session = play.password().challenged().session.clone();
    let run = play.reply(&session, Reply::Code);
    assert_eq!(run.asked, ["load by sub", "totp"]);
    assert_eq!(
        run.effects,
        [
            Effect::Use { nonce: NONCE, expires_ms: session.expires_ms },
            Effect::UseTotp { step: TOTP_STEP },
            Effect::AttemptsCleared,
        ]
    );
    assert_eq!(run.granted().proven, [Proof::Password, Proof::Totp]);
    let run = play.wrong().reply(&session, Reply::Code);
    run.refused("CodeMismatchException", "Invalid code received for user");
    assert_eq!(run.effects, [one_failure()]);
}

#[test]
fn what_was_switched_off_since_is_not_accepted() {
    let play = with(offering(Mfa::Optional), token());
    let session = play.password().challenged().session.clone();
    let run = with(offering(Mfa::Optional), sms()).reply(&session, Reply::Code);
    assert_eq!(run.refusal().code, "SoftwareTokenMFANotFoundException");
    let mut without = play;
    without.pool.rules.software_token_mfa = false;
    without.reply(&session, Reply::Code).refused(
        "SoftwareTokenMFANotFoundException",
        "Software Token MFA has not been enabled by the userPool",
    );
}

#[test]
fn select_mfa_type_leads_to_what_was_chosen() {
    use ChallengeName::{EmailOtp, SmsMfa, SoftwareTokenMfa};
    let play = with(offering(Mfa::On), all());
    let session = play.password().challenged().session.clone();
    let choose = |play: &Play, answer: &str| {
        play.reply(&session, Reply::SelectMfa { answer: answer.into() })
    };
    let cases = [
        ("SMS_MFA", SmsMfa),
        ("EMAIL_OTP", EmailOtp),
        ("EMAIL_MFA", EmailOtp),
        ("SOFTWARE_TOKEN_MFA", SoftwareTokenMfa),
    ];
    for (answer, challenge) in cases {
        let run = choose(&play, answer);
        let next = &run.challenged().session;
        assert_eq!((next.challenge, next.step), (challenge, 2));
        assert_eq!(next.proven, [Proof::Password]);
        assert!(matches!(run.effects[0], Effect::Use { .. }), "one choice for a session");
    }
    assert_eq!(choose(&play, "WEB_AUTHN").refusal().code, "MFAMethodNotFoundException");
    let text = sms();
    let run = choose(&with(offering(Mfa::On), text), "EMAIL_OTP");
    assert_eq!(run.refusal().code, "MFAMethodNotFoundException");
    let run = choose(&with(offering(Mfa::On), sms()), "SOFTWARE_TOKEN_MFA");
    assert_eq!(run.refusal().code, "SoftwareTokenMFANotFoundException");
    assert!(run.effects.is_empty());
}

#[test]
fn the_password_is_changed_first() {
    let play = with(offering(Mfa::On), token()).status(Status::ForceChangePassword);
    let session = play.password().challenged().session.clone();
    assert_eq!(session.challenge, ChallengeName::NewPasswordRequired);
    let answer = NewPassword { policy: Ok(()), attributes: Vec::new() };
    let run = play.reply(&session, Reply::NewPassword(answer));
    let next = &run.challenged().session;
    assert_eq!(next.challenge, ChallengeName::SoftwareTokenMfa);
    assert!(matches!(
        run.effects[..],
        [Effect::Use { .. }, Effect::SetPassword { .. }, Effect::AttemptsUnchanged]
    ));
    let done = with(offering(Mfa::On), token()).reply(next, Reply::Code);
    assert_eq!(done.granted().source, TokenSource::NewPasswordChallenge);
}

#[test]
fn rl_2_the_shape_of_a_message_is_asked_after_the_settlement() {
    let play = with(offering(Mfa::On).functions(&["CustomMessage"]), sms());
    let mut play = play;
    (play.pool.rules.mfa, play.pool.rules.sms_mfa) = (Mfa::On, true);
    let run = play.password();
    assert_eq!(run.asked, ["load alice", "password", "settle"]);
    assert_eq!(run.settled, [Effect::AttemptsUnchanged]);
    assert!(matches!(run.effects[..], [Effect::SendCode(_)]));
    assert_eq!(run.challenged().name(), ChallengeName::SmsMfa);
}

#[test]
fn pw_8_what_happened_to_the_user_since_voids_the_session() {
    let play = with(offering(Mfa::On), token());
    let session = play.password().challenged().session.clone();
    let invalid = "Invalid session for the user.";
    let mut signed_out = with(offering(Mfa::On), token());
    signed_out.user.as_mut().unwrap().epoch += 1;
    signed_out.reply(&session, Reply::Code).refused("NotAuthorizedException", invalid);
    let mut changed = with(offering(Mfa::On), token());
    changed.user.as_mut().unwrap().credential = Some(vec![6; 24]);
    changed.reply(&session, Reply::Code).refused("NotAuthorizedException", invalid);
    let gone = with(offering(Mfa::On), token()).unknown();
    gone.reply(&session, Reply::Code).refused("NotAuthorizedException", invalid);
    let disabled = with(offering(Mfa::On), token()).disabled();
    disabled.reply(&session, Reply::Code).refused("NotAuthorizedException", "User is disabled.");
}

#[test]
fn otp_7_a_session_answers_its_own_challenge_only() {
    let play = with(offering(Mfa::On), token());
    let session = play.password().challenged().session.clone();
    let replied = Replied {
        session,
        challenge: ChallengeName::SmsMfa,
        username: "alice".into(),
        reply: Reply::Code,
    };
    let run = play.run(Input::Reply(Box::new(replied)));
    run.refused("NotAuthorizedException", "Invalid session for the user.");
    assert!(run.asked.is_empty());
}

#[test]
fn ct_2_a_decoy_goes_on_for_nobody_and_never_ends_well() {
    let play = offering(Mfa::Optional);
    let mut session = with(offering(Mfa::On), email()).password().challenged().session.clone();
    (session.sub, session.proven) = (None, Vec::new());
    let run = sent(play.unknown(), &session, 0).reply(&session, Reply::Code);
    assert_eq!(run.asked, ["load nobody called alice", "code"]);
    run.refused("CodeMismatchException", "Invalid code or auth state for the user.");
    // A code that opens a sign-in locks nobody out (RL-4).
    let slow = Attempts { long_failures: 1, last_failure: NOW_MS, ..Attempts::default() };
    assert_eq!(run.effects, [Effect::WrongCode, Effect::AttemptFailed(slow)]);
}

#[test]
fn functions_hear_of_a_sign_in_after_its_second_factor() {
    let mut play = with(offering(Mfa::On), token());
    let mut named = Play::new().functions(&["PreAuthentication", "PostAuthentication"]);
    let rules = &mut named.pool.rules;
    (rules.mfa, rules.software_token_mfa) = (Mfa::On, true);
    play.pool = named.pool;
    let first = play.password();
    assert_eq!(first.asked, ["load alice", "PreAuthentication", "password"]);
    let run = play.reply(&first.challenged().session, Reply::Code);
    assert_eq!(run.asked, ["load by sub", "totp", "settle", "PostAuthentication"]);
    assert!(matches!(
        run.settled[..],
        [Effect::Use { .. }, Effect::UseTotp { .. }, Effect::AttemptsUnchanged]
    ));
}
