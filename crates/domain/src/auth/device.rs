//! Devices: a remembered one proves itself by a secret of its own, by DEVICE_SRP_AUTH and
//! DEVICE_PASSWORD_VERIFIER. Where the pool says so (`ChallengeRequiredOnNewDevice`), that takes the
//! place of a second factor; elsewhere it comes last.

use std::collections::BTreeMap;

use crate::auth::challenge::ChallengeName;
use crate::auth::continuation::{Continuation, State, invalid};
use crate::auth::flow::Flow;
use crate::auth::input::Input;
use crate::auth::machine::{Machine, Stage, exceeded, refuse};
use crate::auth::proof::Proof;
use crate::auth::question::{Challenge, Conclusion, Effect, Next, Question, TokenSource};
use crate::device;
use crate::refusal;
use crate::user::User;

impl Machine<'_> {
    /// Sign-ins by password at the admin door have no device.
    pub(super) fn tracks_devices(&self) -> bool {
        self.pool.rules.devices.is_some() && self.so_far.origin != Flow::AdminUserPassword
    }

    /// The device that is to be loaded with the user. A key that no device can have is read for, too.
    pub(super) fn device_to_load(&self) -> Option<[u8; 16]> {
        let key = self.so_far.device.as_deref().filter(|_| self.tracks_devices())?;
        Some(device::parse(&self.pool.region, key).unwrap_or_default())
    }

    /// The device that the sign-in named and the user has.
    pub(super) fn known_device(&self) -> Option<&str> {
        self.so_far.device.as_deref().filter(|_| self.facts.device.is_some())
    }

    /// Says that the user has no such device, once somebody has proven to be the user. Nothing is used
    /// up: clients answer again with the same block or session, without the key. A key from an
    /// earlier request, whose device is gone since, is forgotten.
    pub(super) fn unknown_device(&mut self) -> Option<Next> {
        if self.known_device().is_some() || self.so_far.device.is_none() {
            return None;
        }
        if self.around.device.is_none() || !self.tracks_devices() {
            self.so_far.device = None;
            return None;
        }
        self.effects.clear();
        if !self.settled {
            self.effects.push(Effect::AttemptsUnchanged);
        }
        Some(self.refuse(device::not_found()))
    }

    /// The device that stands in for a second factor, if the sign-in named one that may: the challenge
    /// to it. None: the second factor is asked for.
    pub(super) fn device_instead(&mut self, user: &User) -> Option<Next> {
        if let Some(next) = self.unknown_device() {
            return Some(next);
        }
        let replaces = self.pool.rules.devices.is_some_and(|devices| devices.challenge_new);
        // A level that was asked for is reached by factors only.
        let replaces = replaces && self.so_far.target.is_none();
        (replaces && self.awaits_device()).then(|| self.challenge_device(user))
    }

    /// Before tokens: a remembered device that was named has to prove itself.
    pub(super) fn device_at_last(&mut self) -> Option<Next> {
        if let Some(next) = self.unknown_device() {
            return Some(next);
        }
        let user = self.facts.user.clone().filter(|_| self.awaits_device())?;
        Some(self.challenge_device(&user))
    }

    fn awaits_device(&self) -> bool {
        let remembered = self.facts.device.is_some_and(|device| device.remembered);
        remembered && self.known_device().is_some() && !self.so_far.proven.contains(&Proof::Device)
    }

    fn challenge_device(&mut self, user: &User) -> Next {
        let session = self.next_session(ChallengeName::DeviceSrpAuth, State::None);
        let key = self.so_far.device.clone().unwrap_or_default();
        let parameters = [("USERNAME", user.username.clone()), ("DEVICE_KEY", key)];
        let parameters: BTreeMap<String, String> =
            parameters.into_iter().map(|(name, text)| (name.to_owned(), text)).collect();
        self.challenge(Challenge { session, parameters })
    }

    /// DEVICE_SRP_AUTH was answered.
    pub(super) fn begin_device(&mut self, session: &Continuation, device: &str) -> Next {
        if self.is_locked() {
            return exceeded();
        }
        if session.device.as_deref() != Some(device) || !self.awaits_device() {
            return refuse(device::not_found(), Vec::new());
        }
        self.use_session();
        let within = self.next_session(ChallengeName::DevicePasswordVerifier, State::None);
        self.done(Conclusion::DeviceSrpChallenge { decoy: false, within: Box::new(within) })
    }

    /// DEVICE_PASSWORD_VERIFIER was answered: the user was looked at, the claim is to be checked.
    pub(super) fn prove_device(&mut self) -> Next {
        let Input::DeviceProof { state } = &self.input else {
            unreachable!("only a claim is checked")
        };
        let user = match &self.facts.user {
            Some(user)
                if state.within.is_some()
                    && state.sub == Some(user.sub.0)
                    && state.user_epoch == user.epoch
                    && state.credential_stamp == user.credential_stamp() =>
            {
                user
            }
            _ => return refuse(invalid(), Vec::new()),
        };
        if !user.enabled {
            return refuse(refusal::not_authorized("User is disabled."), Vec::new());
        }
        if self.so_far.device != state.device || !self.awaits_device() {
            return refuse(device::not_found(), Vec::new());
        }
        self.stage = Stage::CheckingDevice;
        Next::Ask(Question::CheckDevice { against_decoy: false })
    }

    /// The answer to CheckDevice.
    pub(super) fn device_checked(&mut self, right: bool) -> Next {
        if let Input::DeviceProof { state } = &self.input {
            let (nonce, expires_ms) = (state.nonce, state.expires_ms);
            self.effects.push(Effect::Use { nonce, expires_ms });
        }
        let Some(key) = self.so_far.device.clone().filter(|_| right) else {
            return self.wrong(refusal::not_authorized("Incorrect username or password."));
        };
        self.so_far.proven.push(Proof::Device);
        self.so_far.source = TokenSource::AuthenticateDevice;
        self.effects.push(Effect::UseDevice { key });
        self.finish()
    }
}
