//! Answers to a session: whose it is, and where the sign-in goes on.

use crate::auth::challenge::ChallengeName;
use crate::auth::continuation::{invalid, used, who_answers};
use crate::auth::input::{Input, Replied, Reply};
use crate::auth::machine::{Machine, refuse};
use crate::auth::question::{Effect, Next};
use crate::refusal::{self, Refusal};

impl Machine<'_> {
    /// Order: a password for whom the function may know; the session's user, epoch and password; disabled; then what was asked.
    pub(super) fn resume(&mut self) -> Next {
        let Input::Reply(replied) = &self.input else { unreachable!("only replies resume") };
        let replied = replied.clone();
        if self.answers_for_stranger() {
            return self.resume_stranger(&replied);
        }
        if let Err(refusal) = self.check_user(&replied) {
            return refuse(refusal, vec![]);
        }
        match &replied.reply {
            Reply::NewPassword(answer) => self.new_password(answer),
            Reply::Code => self.check_code(&replied.session),
            Reply::SelectMfa { answer } => self.mfa_selected(answer),
            Reply::SetUp { email } => self.set_up(&replied.session, email.as_deref()),
            Reply::Choose { .. } | Reply::Password | Reply::SrpStart | Reply::Passkey => {
                self.chosen(&replied)
            }
            Reply::Custom => self.custom_replied(&replied.session),
            Reply::DeviceStart { device } => self.begin_device(&replied.session, device),
        }
    }

    fn check_user(&self, replied: &Replied) -> Result<(), Refusal> {
        let Replied { session, challenge, username, .. } = replied;
        let case_sensitive = self.pool.rules.case_sensitive;
        let user = match &self.facts.user {
            Some(user) if session.sub == Some(user.sub.0) && user.epoch == session.user_epoch => {
                let is_former = self.facts.former_name.as_ref() == Some(username);
                if !is_former && !who_answers(username, &session.typed, user, case_sensitive) {
                    return Err(invalid());
                }
                user
            }
            // A decoy goes on for nobody (CT-2). The shell has compared the simulated name.
            None if session.sub.is_none() => return Ok(()),
            _ => return Err(invalid()),
        };
        if user.credential_stamp() != session.credential_stamp {
            // Where a password was asked for, the session was answered already.
            return Err(match challenge {
                ChallengeName::NewPasswordRequired => used(),
                _ => invalid(),
            });
        }
        if !user.enabled {
            return Err(refusal::not_authorized("User is disabled."));
        }
        Ok(())
    }

    /// The session's one answer.
    pub(super) fn use_session(&mut self) {
        if let Some(session) = self.input.session() {
            let (nonce, expires_ms) = (session.nonce, session.expires_ms);
            self.effects.push(Effect::Use { nonce, expires_ms });
        }
    }
}
