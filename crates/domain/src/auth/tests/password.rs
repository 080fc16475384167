//! Password flows: who is refused with what, and what is written.

use super::play::*;
use crate::auth::*;
use crate::user::Status;

const WRONG: &str = "Incorrect username or password.";

#[test]
fn the_right_password_is_granted_and_clears_the_counter() {
    let run = Play::new().password();
    assert_eq!(run.asked, ["load alice", "password"]);
    assert_eq!(run.effects, [Effect::AttemptsCleared]);
    let grant = run.granted();
    assert_eq!((grant.source, grant.event_id), (TokenSource::Authentication, EVENT));
    assert_eq!(grant.overrides, None);
}

#[test]
fn rl_2_a_wrong_password_is_counted() {
    let run = Play::new().wrong().password();
    assert_eq!(run.asked, ["load alice", "password"]);
    run.refused("NotAuthorizedException", WRONG);
    assert_eq!(run.effects, [one_failure()]);
}

#[test]
fn ct_2_hidden_users_take_the_path_of_a_wrong_password() {
    let plays = [
        Play::new().unknown(),
        Play::new().disabled(),
        Play::new().without_password(),
        Play::new().without_password().status(Status::ExternalProvider),
    ];
    for play in plays {
        // Whatever the arithmetic says: a decoy's answer does not matter.
        for proof in [true, false] {
            let run = Play { proof, ..play_again(&play) }.password();
            assert_eq!(run.asked, ["load alice", "password of decoy"]);
            run.refused("NotAuthorizedException", WRONG);
            assert_eq!(run.effects, [one_failure()]);
        }
    }
}

#[test]
fn a_telling_client_says_what_is_wrong_and_counts_nothing() {
    let unknown = Play::telling().unknown().password();
    unknown.refused("UserNotFoundException", "User does not exist.");
    assert_eq!((unknown.asked.len(), unknown.effects.len()), (1, 0));
    let disabled = Play::telling().disabled().password();
    disabled.refused("NotAuthorizedException", "User is disabled.");
    assert_eq!((disabled.asked.len(), disabled.effects.len()), (1, 0));
    let none = Play::telling().without_password().password();
    none.refused("NotAuthorizedException", WRONG);
    assert_eq!(none.effects, [one_failure()]);
}

#[test]
fn rl_3_a_locked_account_is_not_looked_at_and_nothing_counts() {
    let plays = [Play::new(), Play::new().unknown(), Play::new().disabled(), Play::telling()];
    for play in plays {
        let run = play.locked().password();
        run.refused("NotAuthorizedException", "Password attempts exceeded");
        assert_eq!((run.asked.len(), run.effects.len()), (1, 0));
    }
    let after = Play { now_ms: NOW_MS + 1_000, ..Play::new().locked() }.password();
    after.granted();
}

#[test]
fn the_state_is_told_only_to_who_knows_the_password() {
    let cases = [
        (Status::Unconfirmed, "UserNotConfirmedException", "User is not confirmed."),
        (
            Status::ResetRequired,
            "PasswordResetRequiredException",
            "Password reset required for the user",
        ),
        (Status::ExternalProvider, "NotAuthorizedException", WRONG),
    ];
    for (status, code, message) in cases {
        let right = Play::new().status(status).password();
        right.refused(code, message);
        // A right first factor neither adds nor clears.
        assert_eq!(right.effects, [Effect::AttemptsUnchanged]);
        let wrong = Play::new().status(status).wrong().password();
        wrong.refused("NotAuthorizedException", WRONG);
        assert_eq!(wrong.effects, [one_failure()]);
    }
}

fn play_again(play: &Play) -> Play {
    Play { user: play.user.clone(), credential_set_ms: play.credential_set_ms, ..Play::new() }
}
