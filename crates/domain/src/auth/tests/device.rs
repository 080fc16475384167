//! Devices: when one is asked, in whose place, and what becomes of an unknown one.

use super::play::*;
use super::second_factor::{offering, token};
use crate::attempt::Attempts;
use crate::auth::*;
use crate::device;
use crate::pool::{Devices, Mfa};
use crate::user::Status;

const NO_DEVICE: (&str, &str) = ("ResourceNotFoundException", "Device does not exist.");

fn key() -> String {
    device::key("us-east-1", &[5; 16])
}

/// A pool with devices and these rules, a user with a software token, and a sign-in that names a device.
fn named(mfa: Mfa, challenge_new: bool, device: Option<KnownDevice>) -> Play {
    let mut play = Play { factors: token(), device_key: Some(key()), device, ..offering(mfa) };
    play.pool.rules.devices = Some(Devices { challenge_new, remember_on_prompt: false });
    play
}

fn known(remembered: bool) -> Option<KnownDevice> {
    Some(KnownDevice { remembered })
}

fn asked(run: &Run) -> Option<ChallengeName> {
    match &run.conclusion {
        Conclusion::Challenge(challenge) => Some(challenge.name()),
        _ => None,
    }
}

#[test]
fn a_remembered_device_stands_in_for_a_second_factor_where_the_pool_says_so() {
    use ChallengeName::{DeviceSrpAuth, SoftwareTokenMfa};
    for (mfa, challenge_new, remembered, first) in [
        (Mfa::On, true, true, Some(DeviceSrpAuth)),
        (Mfa::On, true, false, Some(SoftwareTokenMfa)),
        (Mfa::On, false, true, Some(SoftwareTokenMfa)),
        (Mfa::Optional, true, true, Some(DeviceSrpAuth)),
        (Mfa::Off, true, true, Some(DeviceSrpAuth)),
        (Mfa::Off, false, true, Some(DeviceSrpAuth)),
        (Mfa::Off, true, false, None),
    ] {
        let run = named(mfa, challenge_new, known(remembered)).password();
        assert_eq!(asked(&run), first, "{mfa:?} {challenge_new} {remembered}");
        if first.is_none() {
            let grant = run.granted();
            assert_eq!((grant.device.as_deref(), grant.new_device), (Some(key().as_str()), false));
        }
    }
    // Without a key the second factor is asked for, and a new device is given at the end.
    let play = Play { device_key: None, ..named(Mfa::On, true, None) };
    assert_eq!(asked(&play.password()), Some(SoftwareTokenMfa));
    let play = Play { device_key: None, ..named(Mfa::Off, true, None) };
    let run = play.password();
    assert_eq!((run.granted().device.as_deref(), run.granted().new_device), (None, true));
}

#[test]
fn where_it_does_not_stand_in_the_device_comes_last() {
    let play = named(Mfa::On, false, known(true));
    let challenge = play.password().challenged().session.clone();
    let run = play.reply(&challenge, Reply::Code);
    let session = &run.challenged().session;
    assert_eq!(session.challenge, ChallengeName::DeviceSrpAuth);
    assert_eq!(session.proven, [Proof::Password, Proof::Totp]);
    // The code is used up with the challenge.
    assert!(run.effects.contains(&Effect::UseTotp { step: TOTP_STEP }));
}

/// Both legs of the device, from its challenge on.
fn proven(play: &Play, session: &Continuation) -> Run {
    let start = play.reply(session, Reply::DeviceStart { device: key() });
    let Conclusion::DeviceSrpChallenge { within, .. } = start.conclusion else {
        panic!("{start:?}")
    };
    let state = SrpState {
        user_id_for_srp: key(),
        device: Some(key()),
        within: Some(within),
        ..play.srp_state()
    };
    play.run(Input::DeviceProof { state })
}

#[test]
fn a_right_device_completes_the_sign_in() {
    let play = named(Mfa::On, true, known(true));
    let session = play.password().challenged().session.clone();
    let run = proven(&play, &session);
    let grant = run.granted();
    assert_eq!(grant.proven, [Proof::Password, Proof::Device]);
    assert_eq!(grant.source, TokenSource::AuthenticateDevice);
    assert_eq!((grant.device.as_deref(), grant.new_device), (Some(key().as_str()), false));
    assert_eq!(
        run.effects,
        [
            Effect::Use { nonce: [9; 16], expires_ms: NOW_MS + 179_000 },
            Effect::UseDevice { key: key() },
            Effect::AttemptsCleared,
        ]
    );
    let play = Play { proof: false, ..play };
    let run = proven(&play, &session);
    run.refused("NotAuthorizedException", "Incorrect username or password.");
    assert!(run.effects.contains(&one_failure()));
    let locked = Play { attempts: named(Mfa::On, true, None).locked().attempts, ..play };
    let run = locked.reply(&session, Reply::DeviceStart { device: key() });
    run.refused("NotAuthorizedException", "Password attempts exceeded");
}

#[test]
fn an_unknown_device_uses_nothing_up() {
    let play = named(Mfa::On, true, None);
    let run = play.srp_proof();
    run.refused(NO_DEVICE.0, NO_DEVICE.1);
    assert_eq!(run.effects, [Effect::AttemptsUnchanged]);
    // Not before the password is right.
    let wrong = named(Mfa::On, true, None).wrong();
    wrong.srp_proof().refused("NotAuthorizedException", "Incorrect username or password.");
    // Nor after the user was asked for a new one.
    let forced = named(Mfa::Off, true, None).status(Status::ForceChangePassword);
    forced.password().refused(NO_DEVICE.0, NO_DEVICE.1);
    // With the right code, which may come again.
    let begun = Play { device_key: None, ..named(Mfa::On, true, None) };
    let session = begun.password().challenged().session.clone();
    let run = play.reply(&session, Reply::Code);
    run.refused(NO_DEVICE.0, NO_DEVICE.1);
    assert_eq!(run.effects, [Effect::AttemptsUnchanged]);
}

#[test]
fn a_device_of_an_earlier_request_that_is_gone_is_forgotten() {
    let play = named(Mfa::On, false, known(true));
    let session = play.password().challenged().session.clone();
    assert_eq!(session.device.as_deref(), Some(key().as_str()));
    let later = Play { device_key: None, device: None, ..play };
    let run = later.reply(&session, Reply::Code);
    assert_eq!((run.granted().device.as_deref(), run.granted().new_device), (None, true));
}

#[test]
fn the_device_that_was_challenged_has_to_answer() {
    let play = named(Mfa::On, true, known(true));
    let session = play.password().challenged().session.clone();
    let other = device::key("us-east-1", &[6; 16]);
    let start = |play: &Play| play.reply(&session, Reply::DeviceStart { device: other.clone() });
    start(&Play { device_key: Some(other.clone()), ..play.clone() })
        .refused(NO_DEVICE.0, NO_DEVICE.1);
    let start = |play: &Play| play.reply(&session, Reply::DeviceStart { device: key() });
    for device in [None, known(false)] {
        let gone = Play { device, ..play.clone() };
        start(&gone).refused(NO_DEVICE.0, NO_DEVICE.1);
    }
}

#[test]
fn pw_8_a_device_leg_ends_with_the_password_it_began_with() {
    let play = named(Mfa::On, true, known(true));
    let session = play.password().challenged().session.clone();
    let start = play.reply(&session, Reply::DeviceStart { device: key() });
    let Conclusion::DeviceSrpChallenge { within, .. } = start.conclusion else { panic!() };
    let state = |play: &Play| SrpState {
        user_id_for_srp: key(),
        device: Some(key()),
        within: Some(within.clone()),
        ..play.srp_state()
    };
    let invalid = "Invalid session for the user.";
    let sealed = state(&play);
    for change in [
        |play: &mut Play| play.user.as_mut().unwrap().epoch += 1,
        |play: &mut Play| play.user.as_mut().unwrap().credential = Some(vec![1; 40]),
        |play: &mut Play| play.user = None,
    ] {
        let mut changed = play.clone();
        change(&mut changed);
        let run = changed.run(Input::DeviceProof { state: sealed.clone() });
        run.refused("NotAuthorizedException", invalid);
    }
    let disabled = play.clone().disabled();
    let run = disabled.run(Input::DeviceProof { state: sealed.clone() });
    run.refused("NotAuthorizedException", "User is disabled.");
    // A block without the sign-in it belongs to proves nothing.
    let alone = SrpState { within: None, ..sealed };
    let run = play.run(Input::DeviceProof { state: alone });
    run.refused("NotAuthorizedException", invalid);
}

#[test]
fn the_admin_password_flow_and_other_pools_have_no_devices() {
    let admin = Play { flow: Flow::AdminUserPassword, ..named(Mfa::Off, true, None) };
    let run = admin.password();
    assert_eq!((run.granted().device.as_deref(), run.granted().new_device), (None, false));
    let mut untracked = named(Mfa::Off, true, None);
    untracked.pool.rules.devices = None;
    let run = untracked.password();
    assert_eq!((run.granted().device.as_deref(), run.granted().new_device), (None, false));
    assert_eq!(untracked.attempts, Attempts::default());
}
