//! The mistake that hands a role to strangers: trusting Amazon Cognito without saying whose pool
//! (IM-R2).

use super::document::{Kind, Policy};
use super::malformed::Malformed;
use super::operator::Values;
use super::pattern::Exact;
use super::principal::Principal;
use super::statement::{Effect, Statement};
use super::test::Test;

const COGNITO: &str = "cognito-identity.amazonaws.com";
const AUDIENCE: &str = "cognito-identity.amazonaws.com:aud";

impl Policy {
    /// Whether every statement of a trust policy that lets tokens of identity pools in names the
    /// pools: by `StringEquals` on `cognito-identity.amazonaws.com:aud`, which must be there.
    /// Policies of other kinds pass.
    pub fn names_identity_pools(&self) -> Result<(), Malformed> {
        if self.kind() != Kind::Trust {
            return Ok(());
        }
        match self.statements().iter().position(|statement| statement.is_open()) {
            None => Ok(()),
            Some(at) => Err(Malformed::new(format!(
                "The role would trust every identity pool. Name yours: \"Condition\": \
                 {{\"StringEquals\": {{\"{AUDIENCE}\": \"<id of the identity pool>\"}}}}."
            ))
            .nth(at)
            .within("Statement")),
        }
    }

    /// Whether a trust policy may let in whom a provider vouches for, under whatever conditions.
    pub fn speaks_of_provider(&self, provider: &str) -> bool {
        let token = Principal::Federated { provider: provider.to_owned() };
        let allows = |statement: &Statement| {
            statement.effect == Effect::Allow && statement.level(&token).is_some()
        };
        self.kind() == Kind::Trust && self.statements().iter().any(allows)
    }
}

impl Statement {
    fn is_open(&self) -> bool {
        let token = Principal::Federated { provider: COGNITO.to_owned() };
        let lets_in = self.effect == Effect::Allow
            && self.actions.has(|action| action.matches(("sts", "assumerolewithwebidentity")))
            && self.level(&token).is_some();
        lets_in && !self.conditions.iter().any(names_pools)
    }
}

fn names_pools(condition: &super::condition::Condition) -> bool {
    let operator = condition.operator;
    // ForAllValues holds for a token without the claim, as IfExists does.
    let required = !operator.negated && !operator.if_exists && operator.values != Values::All;
    let Test::Equals(pools) = &condition.test else { return false };
    required
        && condition.key == AUDIENCE
        && pools.iter().all(|pool| matches!(pool, Exact::Fixed(id) if !id.is_empty()))
}
