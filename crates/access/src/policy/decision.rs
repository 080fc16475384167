//! What was decided, and which statements decided it.

use std::ops::Range;

use super::statement::Effect;

/// The outcome for one action on one resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Allow,
    /// Nothing allows it.
    ImplicitDeny,
    /// A statement denies it.
    ExplicitDeny,
}

/// Where a policy takes part in a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layer {
    Identity,
    Boundary,
    Session,
    Resource,
    Trust,
}

/// One statement that matched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason<'p> {
    pub layer: Layer,
    /// The policy's name for its caller, as given in `Attached`.
    pub policy: &'p str,
    /// Counted from 0.
    pub statement: usize,
    pub sid: Option<&'p str>,
    pub effect: Effect,
    /// Bytes of the document.
    pub span: Range<usize>,
}

/// A verdict and what it rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision<'p> {
    pub verdict: Verdict,
    /// The statements that decided: those that deny, or else all that allow. What allows is listed
    /// also where something else is lacking.
    pub reasons: Vec<Reason<'p>>,
    /// Of an implicit deny: the first layer that would have had to allow.
    pub lacking: Option<Layer>,
    /// Whether the permissions boundary allows, if there is one.
    pub allowed_by_boundary: Option<bool>,
}

impl Verdict {
    /// As the policy simulator spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::Allow => "allowed",
            Verdict::ImplicitDeny => "implicitDeny",
            Verdict::ExplicitDeny => "explicitDeny",
        }
    }
}

impl Layer {
    /// What AWS's refusals call it.
    fn noun(self) -> &'static str {
        match self {
            Layer::Identity => "identity-based policy",
            Layer::Boundary => "permissions boundary",
            Layer::Session => "session policy",
            Layer::Resource => "resource-based policy",
            Layer::Trust => "role trust policy",
        }
    }
}

impl Decision<'_> {
    pub fn is_allowed(&self) -> bool {
        self.verdict == Verdict::Allow
    }

    /// The text of `AccessDenied`. `principal` is the ARN of who asked. It names no policy.
    pub fn refusal(&self, principal: &str, action: &str, resource: &str) -> String {
        let head = format!(
            "User: {principal} is not authorized to perform: {action} on resource: {resource}"
        );
        let layer = self.reasons.iter().find(|reason| reason.effect == Effect::Deny);
        match (layer.map(|reason| reason.layer), self.lacking) {
            (Some(Layer::Trust), _) => {
                format!("{head} with an explicit deny in the role trust policy")
            }
            (Some(layer), _) => {
                let article = if layer == Layer::Identity { "an" } else { "a" };
                format!("{head} with an explicit deny in {article} {}", layer.noun())
            }
            (None, Some(layer)) => {
                format!("{head} because no {} allows the {action} action", layer.noun())
            }
            (None, None) => head,
        }
    }
}
