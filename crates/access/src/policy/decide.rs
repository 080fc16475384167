//! How policies are weighed against each other.

use super::context::Context;
use super::decision::{Decision, Layer, Reason, Verdict};
use super::document::Policy;
use super::named::Level;
use super::pattern::arn_parts;
use super::principal::Principal;
use super::statement::{Effect, Subject};

/// One action on one resource. A call that does several things asks several times.
#[derive(Clone, Copy, Debug)]
pub struct Request<'r> {
    pub principal: &'r Principal,
    /// `s3:GetObject`, in any case.
    pub action: &'r str,
    /// An ARN, or `*` for actions without resources.
    pub resource: &'r str,
    /// Whose resource it is.
    pub resource_account: &'r str,
    pub context: &'r Context,
}

/// A policy under the name that reasons give it.
#[derive(Clone, Copy)]
pub struct Attached<'p> {
    pub id: &'p str,
    pub policy: &'p Policy,
}

/// All policies that concern a request.
#[derive(Default)]
pub struct Policies<'p> {
    /// Of the user and the user's groups, or of the role: inline and managed.
    pub identity: Vec<Attached<'p>>,
    /// The permissions boundary of the user or role.
    pub boundary: Option<Attached<'p>>,
    /// Those that a session was made with; one of them must allow. None if it was made without,
    /// which leaves a federated user nothing.
    pub session: Option<Vec<Attached<'p>>>,
    pub resource: OfResource<'p>,
}

/// The resource's own say.
#[derive(Clone, Copy, Default)]
pub enum OfResource<'p> {
    #[default]
    Silent,
    /// May grant by itself within the account.
    Policy(Attached<'p>),
    /// Of a role that is to be assumed: nothing goes without it.
    Trust(Attached<'p>),
}

/// Every caller that signs may do these; AWS's policies have no hold on them.
const UNGOVERNED: [(&str, &str); 2] = [("sts", "getcalleridentity"), ("sts", "getsessiontoken")];

/// Decides, without side effects: the same arguments give the same answer.
pub fn decide<'p>(request: &Request, policies: &Policies<'p>) -> Decision<'p> {
    let action = request.action.to_ascii_lowercase();
    let subject = Subject {
        principal: request.principal,
        action: action.split_once(':').unwrap_or(("", &action)),
        resource: arn_parts(request.resource),
        context: request.context,
    };
    if UNGOVERNED.contains(&subject.action) && request.principal.account().is_some() {
        return decision(Verdict::Allow, Vec::new(), None, None);
    }
    let mut found = Found::default();
    let identity = found.weigh(Layer::Identity, &policies.identity, &subject);
    let boundary =
        policies.boundary.map(|boundary| found.weigh(Layer::Boundary, &[boundary], &subject));
    let session =
        policies.session.as_ref().map(|session| found.weigh(Layer::Session, session, &subject));
    let (layer, resource) = match policies.resource {
        OfResource::Silent => (Layer::Resource, None),
        OfResource::Policy(policy) => {
            (Layer::Resource, found.weigh(Layer::Resource, &[policy], &subject))
        }
        OfResource::Trust(policy) => (Layer::Trust, found.weigh(Layer::Trust, &[policy], &subject)),
    };
    let by_boundary = boundary.map(|level| level.is_some());
    if !found.denies.is_empty() {
        return decision(Verdict::ExplicitDeny, found.denies, None, by_boundary);
    }
    let lacking = lacking(
        request,
        &Allows {
            identity: identity.is_some(),
            boundary: by_boundary,
            session: session.map(|level| level.is_some()),
            layer,
            resource,
        },
    );
    let verdict = if lacking.is_none() { Verdict::Allow } else { Verdict::ImplicitDeny };
    decision(verdict, found.allows, lacking, by_boundary)
}

/// Which layers allow. Boundary and session only if there are such policies.
struct Allows {
    identity: bool,
    boundary: Option<bool>,
    session: Option<bool>,
    /// What the resource's policy is: `Resource` or `Trust`.
    layer: Layer,
    resource: Option<Level>,
}

/// The first layer that would have to allow and does not.
fn lacking(request: &Request, allows: &Allows) -> Option<Layer> {
    let granted = allows.resource.is_some();
    let Some(account) = request.principal.account() else {
        // Nobody assumes a role unasked, whomever its trust policy lets in.
        let nobody = allows.layer == Layer::Trust && *request.principal == Principal::Anonymous;
        return (!granted || nobody).then_some(allows.layer);
    };
    let same_account = account == request.resource_account;
    if same_account && allows.resource == Some(Level::Itself) {
        return None;
    }
    let behind = same_account && allows.resource == Some(Level::Behind);
    let root = matches!(request.principal, Principal::Root { .. });
    if !(allows.identity || behind || root) {
        return Some(Layer::Identity);
    }
    if allows.boundary == Some(false) {
        return Some(Layer::Boundary);
    }
    let federated = matches!(request.principal, Principal::FederatedUser { .. });
    if !allows.session.unwrap_or(!federated) {
        return Some(Layer::Session);
    }
    let needed = allows.layer == Layer::Trust || !same_account;
    (needed && !granted).then_some(allows.layer)
}

/// Statements that matched.
#[derive(Default)]
struct Found<'p> {
    allows: Vec<Reason<'p>>,
    denies: Vec<Reason<'p>>,
}

impl<'p> Found<'p> {
    /// Notes what matches in the policies of a layer. How closely they allow, if they do.
    fn weigh(
        &mut self,
        layer: Layer,
        policies: &[Attached<'p>],
        subject: &Subject,
    ) -> Option<Level> {
        let mut allowed = None;
        for Attached { id, policy } in policies {
            for (at, statement) in policy.statements().iter().enumerate() {
                let Some(level) = statement.matches(subject) else { continue };
                let reason = Reason {
                    layer,
                    policy: id,
                    statement: at,
                    sid: statement.sid.as_deref(),
                    effect: statement.effect,
                    span: statement.span.clone(),
                };
                match statement.effect {
                    Effect::Allow => {
                        allowed = allowed.max(Some(level));
                        self.allows.push(reason);
                    }
                    Effect::Deny => self.denies.push(reason),
                }
            }
        }
        allowed
    }
}

fn decision<'p>(
    verdict: Verdict,
    reasons: Vec<Reason<'p>>,
    lacking: Option<Layer>,
    allowed_by_boundary: Option<bool>,
) -> Decision<'p> {
    Decision { verdict, reasons, lacking, allowed_by_boundary }
}
