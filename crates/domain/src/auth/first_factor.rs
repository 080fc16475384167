//! The first factor: who it is, whether they may try, and whether the password is right.

use crate::auth::challenge::ChallengeName;
use crate::auth::flow::Flow;
use crate::auth::input::Input;
use crate::auth::machine::{Machine, Stage, call, exceeded, refuse};
use crate::auth::proof::Proof;
use crate::auth::question::{Conclusion, Effect, Next, Question};
use crate::auth::srp_state::SrpState;
use crate::pool::Trigger;
use crate::refusal;
use crate::user::{Status, User};

impl Machine<'_> {
    /// Order: UserMigration, existence, lock-out, PreAuthentication, proof.
    pub(super) fn look_at_user(&mut self) -> Next {
        let locked = self.is_locked();
        let is_stranger = self.facts.user.is_none();
        if is_stranger && self.brings_password() && self.migrates() {
            return self.migrate();
        }
        if !self.hides_existence() && !self.continues_decoy() {
            match &self.facts.user {
                None if self.waits_for_stranger() => {}
                None => return refuse(refusal::user_not_found("User does not exist."), vec![]),
                Some(user) if !user.enabled => {
                    return refuse(refusal::not_authorized("User is disabled."), vec![]);
                }
                Some(user) if self.asks_for_no_password(user) => {
                    let text = "Password reset required for the user";
                    return refuse(refusal::password_reset_required(text), vec![]);
                }
                Some(_) => {}
            }
        }
        if locked && !self.is_open_while_locked() {
            return exceeded();
        }
        let begins = !matches!(self.input, Input::SrpProof { .. } | Input::DeviceProof { .. });
        // It is asked about nobody only where nobody may know.
        let is_asked = self.hides_existence() || !is_stranger;
        if begins && is_asked && self.has(Trigger::PreAuthentication) {
            self.stage = Stage::BeforeAuthentication;
            return call(Trigger::PreAuthentication, is_stranger);
        }
        self.prove()
    }

    /// A user who was imported without a password is told so, whatever was typed.
    fn asks_for_no_password(&self, user: &User) -> bool {
        matches!(self.input, Input::Password { .. } | Input::SrpStart { .. })
            && user.status == Status::ResetRequired
            && user.credential.is_none()
    }

    /// Custom challenges are no matter of the counter (RL-4), unless a password comes first; nor are
    /// passkeys, which nobody guesses.
    fn is_open_while_locked(&self) -> bool {
        match &self.input {
            Input::Custom { srp, .. } => !srp,
            Input::Choice(choice) => choice.preferred == Some(ChallengeName::WebAuthn),
            _ => false,
        }
    }

    pub(super) fn prove(&mut self) -> Next {
        let against_decoy = self.is_decoy();
        self.stage = Stage::Proving;
        match &self.input {
            // A reply: the password of somebody whom the function may have known.
            Input::Password { .. } | Input::Reply(_) => {
                Next::Ask(Question::CheckPassword { against_decoy })
            }
            Input::SrpProof { .. } => Next::Ask(Question::CheckSrp { against_decoy }),
            Input::SrpStart { .. } => {
                self.done(Conclusion::SrpChallenge { decoy: against_decoy, within: None })
            }
            Input::Custom { .. } => self.begin_custom(),
            Input::Choice(_) => self.begin_choice(),
            Input::DeviceProof { .. } => self.prove_device(),
        }
    }

    /// The first leg promised a challenge to somebody without a password. The second leg keeps to it,
    /// so that it ends as it does for a wrong password.
    fn continues_decoy(&self) -> bool {
        matches!(&self.input, Input::SrpProof { state } if state.sub.is_none())
    }

    /// Nobody can sign in with a password here: no user, no password, or a hidden one (CT-2).
    pub(super) fn is_decoy(&self) -> bool {
        let Some(user) = &self.facts.user else { return true };
        let password_changed = match &self.input {
            Input::SrpProof { state } => {
                state.sub != Some(user.sub.0)
                    || state.user_epoch != user.epoch
                    || state.credential_stamp != user.credential_stamp()
            }
            _ => false,
        };
        !user.enabled || user.credential.is_none() || password_changed
    }

    /// A password, typed or by SRP, was compared.
    pub(super) fn proved(&mut self, right: bool) -> Next {
        if let Input::SrpProof { state: SrpState { nonce, expires_ms, .. } } = &self.input {
            self.effects.push(Effect::Use { nonce: *nonce, expires_ms: *expires_ms });
        }
        if !right || self.is_decoy() {
            return self.wrong(refusal::not_authorized("Incorrect username or password."));
        }
        if matches!(self.input, Input::Reply(_)) {
            self.use_session();
        }
        self.so_far.proven.push(Proof::Password);
        match self.so_far.origin {
            Flow::Custom => self.custom_goes_on("PASSWORD_VERIFIER"),
            _ => self.after_first_factor(),
        }
    }

    /// The first factor is right, whichever it was. Which step comes next is a matter of the user's
    /// state.
    pub(super) fn after_first_factor(&mut self) -> Next {
        let Some(user) = self.facts.user.clone() else {
            unreachable!("a missing user is a decoy, and proves nothing")
        };
        let refused = match user.status {
            Status::Unconfirmed => Some(refusal::user_not_confirmed("User is not confirmed.")),
            Status::ResetRequired => {
                Some(refusal::password_reset_required("Password reset required for the user"))
            }
            // Not reached with a password: such users have none.
            Status::ExternalProvider => {
                Some(refusal::not_authorized("Incorrect username or password."))
            }
            Status::ForceChangePassword if self.temporary_password_expired(&user) => {
                Some(refusal::not_authorized(
                    "Temporary password has expired and must be reset by an administrator.",
                ))
            }
            Status::ForceChangePassword | Status::Confirmed => None,
        };
        if let Some(refusal) = refused {
            self.effects.push(Effect::AttemptsUnchanged);
            return self.refuse(refusal);
        }
        if let Some(next) = self.unknown_device() {
            return next;
        }
        match user.status {
            Status::ForceChangePassword => self.ask_new_password(&user),
            _ => self.second_factor(&user),
        }
    }

    fn temporary_password_expired(&self, user: &User) -> bool {
        let set_ms = self.facts.credential_set_ms.unwrap_or(user.modified);
        self.around.now_ms >= self.pool.rules.password.temporary_until(set_ms)
    }
}
