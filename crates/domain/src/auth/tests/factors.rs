//! A factor that is demanded and cannot be asked for lets nobody in.

use super::play::*;
use crate::auth::*;
use crate::pool::Mfa;
use crate::user::Status;

const CODE: &str = "InvalidUserPoolConfigurationException";

fn pool_with(mfa: Mfa) -> Play {
    let mut play = Play::new();
    play.pool.rules.mfa = mfa;
    play
}

fn enrolled(mut play: Play) -> Play {
    play.user.as_mut().unwrap().factors = Some(vec![1]);
    play
}

#[test]
fn demanded_factors_fail_closed() {
    for play in [pool_with(Mfa::On), enrolled(pool_with(Mfa::Optional))] {
        for run in [play.password(), play.srp_proof()] {
            assert_eq!(run.refusal().code, CODE);
            assert!(run.effects.contains(&Effect::AttemptsUnchanged));
            assert!(!run.effects.contains(&Effect::AttemptsCleared));
        }
        // The password is changed first.
        let forced = play.status(Status::ForceChangePassword);
        assert_eq!(forced.password().challenged().name(), ChallengeName::NewPasswordRequired);
    }
    for play in [pool_with(Mfa::Off), pool_with(Mfa::Optional), enrolled(pool_with(Mfa::Off))] {
        play.password().granted();
    }
}

#[test]
fn a_wrong_password_does_not_learn_that_a_factor_is_demanded() {
    let run = pool_with(Mfa::On).wrong().password();
    run.refused("NotAuthorizedException", "Incorrect username or password.");
    assert_eq!(run.effects, [one_failure()]);
}

#[test]
fn a_factor_demanded_since_the_challenge_stops_the_new_password() {
    let play = Play::new().status(Status::ForceChangePassword);
    let session = play.password().challenged().session.clone();
    let answer = NewPassword { policy: Ok(()), attributes: Vec::new() };
    let play = pool_with(Mfa::On).status(Status::ForceChangePassword);
    let run = play.reply(&session, Reply::NewPassword(answer));
    assert_eq!(run.refusal().code, CODE);
    assert_eq!(run.effects, [Effect::AttemptsUnchanged]);
}
