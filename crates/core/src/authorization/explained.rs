//! A decision with the statements behind it, for people.

use cognate_access::policy::{Effect, Layer, OfResource, Verdict};

use super::policies::{SESSION_POLICY, policies_of};
use super::{Ask, context, with};
use crate::call::Principal;
use crate::cx::Cx;
use crate::error::Result;
use crate::iam::Source;

/// What was decided, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explained {
    pub verdict: Verdict,
    /// The statements that decided: those that deny, or else all that allow.
    pub statements: Vec<Deciding>,
    /// Of an implicit deny: the first layer that would have had to allow.
    pub lacking: Option<Layer>,
    /// Whether the permissions boundary allows, if there is one.
    pub allowed_by_boundary: Option<bool>,
    /// What a caller would be told; None when it is allowed.
    pub refusal: Option<String>,
}

/// A statement that decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deciding {
    pub layer: Layer,
    /// The name of an inline policy, or the ARN of a managed one.
    pub policy: String,
    /// Where it stands; None for session policies that are in the session itself.
    pub source: Option<Source>,
    /// Counted from 0.
    pub statement: usize,
    pub sid: Option<String>,
    pub effect: Effect,
    /// The statement as it is written; empty for a policy that no longer parses.
    pub text: String,
}

/// Decides without doing. The root is allowed everything, by no statement.
pub async fn explain(cx: &Cx, principal: &Principal, ask: &Ask<'_>) -> Result<Explained> {
    let gathered = policies_of(cx, principal).await?;
    let context = with(&context(cx, principal), &ask.keys);
    let decision = gathered.decide((ask.action, ask.resource), &context, OfResource::Silent);
    let statements = decision.reasons.iter().map(|reason| Deciding {
        layer: reason.layer,
        policy: reason.policy.to_owned(),
        source: gathered.held(reason.policy).map(|held| held.source.clone()),
        statement: reason.statement,
        sid: reason.sid.map(str::to_owned),
        effect: reason.effect,
        text: gathered
            .held(reason.policy)
            .map(|held| held.document.as_str())
            .or_else(|| own(principal, reason.policy))
            .and_then(|document| document.get(reason.span.clone()))
            .unwrap_or_default()
            .to_owned(),
    });
    let refusal = || decision.refusal(&principal.arn, ask.action, ask.resource);
    Ok(Explained {
        verdict: decision.verdict,
        statements: statements.collect(),
        lacking: decision.lacking,
        allowed_by_boundary: decision.allowed_by_boundary,
        refusal: (!decision.is_allowed()).then(refusal),
    })
}

fn own<'a>(principal: &'a Principal, name: &str) -> Option<&'a str> {
    let session = principal.session()?;
    session.policy.as_deref().filter(|_| name == SESSION_POLICY)
}
