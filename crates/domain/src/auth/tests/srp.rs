//! SRP: two legs that know each other only through the sealed state.

use super::play::*;
use crate::Sub;
use crate::auth::*;
use crate::user::Status;

const WRONG: &str = "Incorrect username or password.";

#[test]
fn the_first_leg_writes_nothing_and_hides_who_is_there() {
    let real = Play::new().srp_start();
    assert_eq!(real.asked, ["load alice"]);
    assert!(matches!(real.conclusion, Conclusion::SrpChallenge { decoy: false, .. }));
    for play in [Play::new().unknown(), Play::new().disabled(), Play::new().without_password()] {
        let run = play.srp_start();
        assert_eq!(run.asked, ["load alice"]);
        assert!(matches!(run.conclusion, Conclusion::SrpChallenge { decoy: true, .. }));
        assert!(run.effects.is_empty());
    }
    // The user's state is a matter of the second leg.
    let run = Play::new().status(Status::Unconfirmed).srp_start();
    assert!(matches!(run.conclusion, Conclusion::SrpChallenge { decoy: false, .. }));
}

#[test]
fn the_first_leg_of_a_telling_client_tells() {
    Play::telling().unknown().srp_start().refused("UserNotFoundException", "User does not exist.");
    Play::telling().disabled().srp_start().refused("NotAuthorizedException", "User is disabled.");
    Play::new()
        .locked()
        .srp_start()
        .refused("NotAuthorizedException", "Password attempts exceeded");
}

#[test]
fn pw_7_the_right_proof_uses_the_block_up_and_is_granted() {
    let run = Play::new().srp_proof();
    assert_eq!(run.asked, ["load by sub", "proof"]);
    let used = Effect::Use { nonce: [9; 16], expires_ms: NOW_MS + 179_000 };
    assert_eq!(run.effects, [used, Effect::AttemptsCleared]);
    // The sign-in began with the first leg.
    assert_eq!(run.granted().event_id, [10; 16]);
}

#[test]
fn pw_7_a_wrong_proof_uses_the_block_up_and_counts() {
    let run = Play::new().wrong().srp_proof();
    run.refused("NotAuthorizedException", WRONG);
    let used = Effect::Use { nonce: [9; 16], expires_ms: NOW_MS + 179_000 };
    assert_eq!(run.effects, [used, one_failure()]);
}

#[test]
fn ct_2_a_decoy_ends_as_a_wrong_proof_does() {
    let hidden = [Play::new().unknown(), Play::new().disabled(), Play::new().without_password()];
    // A telling client gets this far only with a user who has no password.
    let telling = [Play::telling().without_password()];
    for play in hidden.into_iter().chain(telling) {
        let run = play.srp_proof();
        assert!(run.asked[0].starts_with("load nobody called alice"), "{:?}", run.asked);
        assert_eq!(run.asked[1], "proof of decoy");
        run.refused("NotAuthorizedException", WRONG);
        assert!(run.effects.contains(&one_failure()));
    }
    // What the shell answers to a decoy: the counter, and nobody.
    let run = Play::telling().unknown().srp_proof();
    run.refused("NotAuthorizedException", WRONG);
}

#[test]
fn a_block_that_is_foreign_expired_or_of_before_a_restore_is_refused_unread() {
    type Change = fn(&mut SrpState);
    let cases: [(Change, &str); 3] = [
        (|state| state.client = "other".into(), "Invalid session for the user."),
        (|state| state.store_epoch -= 1, "Invalid session for the user."),
        (|state| state.expires_ms = NOW_MS, "Invalid session for the user, session is expired."),
    ];
    for (change, message) in cases {
        let play = Play::new();
        let mut state = play.srp_state();
        change(&mut state);
        let run = play.srp_proof_of(state);
        run.refused("NotAuthorizedException", message);
        assert!(run.asked.is_empty() && run.effects.is_empty());
    }
}

#[test]
fn pw_8_a_block_from_before_a_password_change_or_sign_out_proves_nothing() {
    type Change = fn(&mut SrpState);
    let cases: [Change; 3] = [
        |state| state.user_epoch -= 1,
        |state| state.credential_stamp += 1,
        |state| state.sub = Some([0x22; 16]),
    ];
    for change in cases {
        let play = Play::new();
        let mut state = play.srp_state();
        change(&mut state);
        let run = play.srp_proof_of(state);
        assert_eq!(run.asked[1], "proof of decoy");
        run.refused("NotAuthorizedException", WRONG);
        assert!(run.effects.contains(&one_failure()));
    }
}

#[test]
fn what_happened_to_the_user_between_the_legs_counts() {
    let state = Play::new().srp_state();
    assert_eq!(state.sub, Some(Sub([0x11; 16]).0));
    let run = Play::new().disabled().srp_proof_of(state.clone());
    run.refused("NotAuthorizedException", WRONG);
    let run = Play::telling().disabled().srp_proof_of(state.clone());
    run.refused("NotAuthorizedException", "User is disabled.");
    let run = Play::telling().unknown().srp_proof_of(state.clone());
    run.refused("UserNotFoundException", "User does not exist.");
    let run = Play::new().locked().srp_proof_of(state.clone());
    run.refused("NotAuthorizedException", "Password attempts exceeded");
    assert!(run.effects.is_empty(), "a locked account is not looked at");
    let run = Play::new().status(Status::Unconfirmed).srp_proof_of(state);
    run.refused("UserNotConfirmedException", "User is not confirmed.");
}

#[test]
fn key_8_a_state_prints_no_secret() {
    assert_eq!(format!("{:?}", Play::new().srp_state()), "SrpState { pool: 7, .. }");
}
