//! Users who are made at their first sign-in, by the UserMigration function.
//!
//! The function is asked where a password was typed for a name that nobody has. In USER_AUTH the
//! password may come with an answer: until then nobody can tell whom the function knows, so everybody
//! whose existence is hidden is offered a password (CT-2).

use serde_json::Value;

use crate::auth::challenge::ChallengeName;
use crate::auth::continuation::{invalid, who_answers};
use crate::auth::flow::Flow;
use crate::auth::input::{Brought, Input, Replied, Reply};
use crate::auth::machine::{Machine, Stage, call, exceeded, refuse};
use crate::auth::question::{Effect, Facts, Next, Question};
use crate::pool::{FirstFactor, Trigger};
use crate::refusal::{self, Refusal};
use crate::signup::Migrated;

impl Machine<'_> {
    /// Is there a function that may know whom nobody knows here, and a password that it may see?
    pub(super) fn migrates(&self) -> bool {
        let rules = &self.pool.rules;
        let by_password = self.so_far.origin != Flow::User
            || rules.first_factors.contains(&FirstFactor::Password);
        by_password && self.has(Trigger::UserMigration)
    }

    /// A password was typed into this request, for a first factor.
    pub(super) fn brings_password(&self) -> bool {
        match &self.input {
            Input::Password { .. } => true,
            Input::Choice(choice) => {
                choice.preferred == Some(ChallengeName::Password)
                    && choice.brought == Brought::Password
                    && choice.session.is_none()
            }
            Input::Reply(replied) => match &replied.reply {
                Reply::Password => true,
                Reply::Choose { answer, brought } => {
                    answer == ChallengeName::Password.as_str() && *brought == Brought::Password
                }
                _ => false,
            },
            _ => false,
        }
    }

    /// A client that tells who exists waits for the password of whom the function may know.
    pub(super) fn waits_for_stranger(&self) -> bool {
        let Input::Choice(choice) = &self.input else { return false };
        let takes_password = matches!(choice.preferred, None | Some(ChallengeName::Password));
        takes_password && choice.session.is_none() && self.migrates()
    }

    /// The password to a session of nobody: it goes on with whoever has the name now.
    pub(super) fn answers_for_stranger(&self) -> bool {
        let Input::Reply(replied) = &self.input else { return false };
        replied.session.sub.is_none() && self.brings_password() && self.migrates()
    }

    /// Such an answer. Somebody may have been made meanwhile; they are looked at as at the beginning.
    pub(super) fn resume_stranger(&mut self, replied: &Replied) -> Next {
        if let Reply::Choose { .. } = replied.reply
            && !replied.session.available.contains(&ChallengeName::Password)
        {
            return self.chosen(replied);
        }
        let case_sensitive = self.pool.rules.case_sensitive;
        let (given, typed) = (&replied.username, &replied.session.typed);
        match &self.facts.user {
            Some(user) if !who_answers(given, typed, user, case_sensitive) => {
                refuse(invalid(), Vec::new())
            }
            _ => self.look_at_user(),
        }
    }

    /// The function sees the password. It, too, would tell whether one is right (RL-2).
    pub(super) fn migrate(&mut self) -> Next {
        if self.is_locked() {
            return exceeded();
        }
        self.stage = Stage::Migrating;
        call(Trigger::UserMigration, true)
    }

    /// The function knows the user, and is content with the password: the user is made, with this
    /// password, and the sign-in goes on as anybody's.
    pub(super) fn migrated(&mut self, response: &Value) -> Next {
        let renames = !self.pool.rules.username_attributes.any();
        match Migrated::read(&self.so_far.typed, renames, response) {
            Ok(Some(migrated)) => {
                self.stage = Stage::Making;
                Next::Ask(Question::Migrate(migrated))
            }
            Ok(None) => self.not_migrated(refusal::user_not_found("User does not exist.")),
            Err(refusal) => refuse(refusal, Vec::new()),
        }
    }

    /// The user was made, unless somebody else was quicker; what was read is as of now.
    pub(super) fn made(&mut self, facts: Facts) -> Next {
        self.facts = facts;
        if self.facts.user.is_none() {
            return self.not_migrated(refusal::user_not_found("User does not exist."));
        }
        self.look_at_user()
    }

    /// A function said no, or could not be called: nothing that was not settled is written. Only a
    /// migration that failed is a wrong answer like any other.
    pub(super) fn function_failed(&mut self, refusal: Refusal) -> Next {
        match self.stage {
            Stage::Migrating | Stage::Making => self.not_migrated(refusal),
            _ => refuse(refusal, vec![]),
        }
    }

    fn not_migrated(&mut self, refusal: Refusal) -> Next {
        let failed = self.facts.attempts.failed(self.around.now_ms, &self.around.limits);
        let refusal = match self.hides_existence() {
            true => refusal::not_authorized("Incorrect username or password."),
            false => refusal,
        };
        refuse(refusal, vec![Effect::AttemptFailed(failed)])
    }
}
