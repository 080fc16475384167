//! Users who are made at their first sign-in, by the UserMigration function.

use serde_json::Value;

use crate::auth::machine::{Machine, Stage, refuse};
use crate::auth::question::{Effect, Facts, Next, Question};
use crate::refusal::{self, Refusal};
use crate::signup::Migrated;

impl Machine<'_> {
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
