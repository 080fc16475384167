//! Users who are made at their first sign-in, by the UserMigration function.

use serde_json::Value;

use crate::auth::machine::{Machine, Stage, refuse};
use crate::auth::question::{Effect, Next};
use crate::refusal::{self, Refusal};

impl Machine<'_> {
    /// A migrated user would have to be created here; until that is built the flow fails closed rather
    /// than dropping what the function returned.
    pub(super) fn migrated(&mut self, _response: &Value) -> Next {
        refuse(
            refusal::unexpected_lambda(
                "UserMigration invocation failed due to error configuration.",
            ),
            Vec::new(),
        )
    }

    /// A function said no, or could not be called: nothing that was not settled is written. Only a
    /// migration that failed is a wrong answer like any other.
    pub(super) fn function_failed(&mut self, refusal: Refusal) -> Next {
        if self.stage != Stage::Migrating {
            return refuse(refusal, vec![]);
        }
        let failed = self.facts.attempts.failed(self.around.now_ms, &self.around.limits);
        let refusal = match self.hides_existence() {
            true => refusal::not_authorized("Incorrect username or password."),
            false => refusal,
        };
        refuse(refusal, vec![Effect::AttemptFailed(failed)])
    }
}
