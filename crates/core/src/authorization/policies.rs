//! All policies that concern a principal's requests.

use std::ops::Range;
use std::sync::{Arc, LazyLock};

use cognate_access::policy::{
    self, Attached, Context, Decision, Effect, Kind, Layer, Malformed, OfResource, Policies,
    Policy, Reason, Request, Verdict, decide,
};

use super::guests;
use crate::call::{Principal, Who};
use crate::cx::Cx;
use crate::error::Result;
use crate::iam::Held;

/// A policy's compiled form, or why it has none.
pub type Compiled = std::result::Result<Policy, Malformed>;

/// The policies of one principal, as they are now.
pub struct Gathered {
    principal: policy::Principal,
    unlimited: bool,
    identity: Vec<Arc<Held>>,
    boundary: Option<Arc<Held>>,
    session: Option<Vec<OfSession>>,
    /// The root's own federated users have what their session policies say.
    of_root: bool,
}

/// A policy that a session was made with.
enum OfSession {
    Inline(Arc<Compiled>),
    Managed(Arc<Held>),
    /// The managed policy is gone.
    Gone(String),
    Guest(Arc<Compiled>),
}

/// What a session's own policy is called.
pub const SESSION_POLICY: &str = "SessionPolicy";
const GUEST_POLICY: &str = "GuestSessionPolicy";

static EVERYTHING: LazyLock<Policy> = LazyLock::new(|| {
    let text =
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;
    Policy::parse(text, Kind::Identity, "aws").expect("the policy is well formed")
});

/// Reads the store only for what is in no cache.
pub async fn policies_of(cx: &Cx, principal: &Principal) -> Result<Gathered> {
    let subject = principal.subject();
    let mut session = None;
    if let Some(frozen) = principal.session() {
        let mut list = Vec::new();
        if let Some(text) = &frozen.policy {
            list.push(OfSession::Inline(compiled(cx, text)));
        }
        let service = frozen.scope_down.then_some(guests::MANAGED);
        for arn in frozen.policy_arns.iter().map(String::as_str).chain(service) {
            list.push(match cx.iam_policy(arn).await? {
                Some(held) => OfSession::Managed(held),
                None => OfSession::Gone(arn.to_owned()),
            });
        }
        if frozen.scope_down {
            let text = guests::inline(&cx.config().identity_pools.guest_services);
            list.push(OfSession::Guest(compiled(cx, &text)));
        }
        session = (!list.is_empty()).then_some(list);
    }
    Ok(Gathered {
        principal: principal.policy_principal(),
        unlimited: principal.is_root() && session.is_none(),
        identity: subject.map(|subject| subject.policies.clone()).unwrap_or_default(),
        boundary: subject.and_then(|subject| subject.boundary.clone()),
        session,
        of_root: matches!(principal.who, Who::FederatedUser { user: None, .. }),
    })
}

/// The compiled form of an inline policy, which comes with every request of a session.
fn compiled(cx: &Cx, text: &str) -> Arc<Compiled> {
    let cache = &cx.caches().session_policies;
    if let Some(known) = cache.get(text) {
        return known;
    }
    let compiled = Arc::new(Policy::parse(text, Kind::Identity, "aws"));
    cache.insert(text.to_owned(), compiled.clone());
    compiled
}

impl Gathered {
    /// The root, with credentials that nothing limits: no policy has a hold on it.
    pub fn is_unlimited(&self) -> bool {
        self.unlimited
    }

    /// Does a policy depend on a condition key that `is` one of those meant? Names come as written.
    pub fn mention(&self, is: impl Fn(&str) -> bool) -> bool {
        let session = self.session.iter().flatten().filter_map(OfSession::policy);
        let held = self.identity.iter().chain(&self.boundary);
        held.filter_map(|held| held.policy.as_ref().ok())
            .chain(session)
            .any(|policy| policy.context_keys().any(&is))
    }

    /// Decides about an action on a resource. `resource` in the sense of policies: its own say.
    pub fn decide<'p>(
        &'p self,
        (action, resource): (&str, &str),
        context: &Context,
        own_say: OfResource<'p>,
    ) -> Decision<'p> {
        if let Some((layer, policy)) = self.broken() {
            tracing::warn!(policy, ?layer, "a stored policy does not parse and counts as a deny");
            return refused(layer, policy);
        }
        let account = self.principal.account().unwrap_or_default();
        let request = Request {
            principal: &self.principal,
            action,
            resource,
            resource_account: owner(resource).unwrap_or(account),
            context,
        };
        decide(&request, &self.policies(own_say))
    }

    fn policies<'p>(&'p self, resource: OfResource<'p>) -> Policies<'p> {
        let mut identity: Vec<Attached> = self.identity.iter().filter_map(attached).collect();
        if self.of_root {
            identity.push(Attached { id: "root", policy: &EVERYTHING });
        }
        Policies {
            identity,
            boundary: self.boundary.as_ref().and_then(attached),
            session: self.session.as_ref().map(|list| {
                let attached =
                    |it: &'p OfSession| Some(Attached { id: it.id(), policy: it.policy()? });
                list.iter().filter_map(attached).collect()
            }),
            resource,
        }
    }

    /// The first policy without a compiled form.
    fn broken(&self) -> Option<(Layer, &str)> {
        let bad = |held: &&Arc<Held>| held.policy.is_err();
        let identity = self.identity.iter().find(bad).map(|held| (Layer::Identity, &held.id[..]));
        let boundary = self.boundary.iter().find(bad).map(|held| (Layer::Boundary, &held.id[..]));
        let mut session = self.session.iter().flatten().filter(|it| it.policy().is_none());
        identity.or(boundary).or_else(|| session.next().map(|it| (Layer::Session, it.id())))
    }
}

impl Gathered {
    /// The policy whose own id this is: names of inline policies are not unique.
    pub(super) fn held(&self, id: &str) -> Option<&Arc<Held>> {
        let managed = self.session.iter().flatten().filter_map(|it| match it {
            OfSession::Managed(held) => Some(held),
            _ => None,
        });
        let mut held = self.identity.iter().chain(&self.boundary).chain(managed);
        held.find(|held| std::ptr::eq(held.id.as_str(), id))
    }
}

impl OfSession {
    fn id(&self) -> &str {
        match self {
            OfSession::Inline(_) => SESSION_POLICY,
            OfSession::Managed(held) => &held.id,
            OfSession::Gone(arn) => arn,
            OfSession::Guest(_) => GUEST_POLICY,
        }
    }

    fn policy(&self) -> Option<&Policy> {
        match self {
            OfSession::Inline(compiled) | OfSession::Guest(compiled) => {
                compiled.as_ref().as_ref().ok()
            }
            OfSession::Managed(held) => held.policy.as_ref().ok(),
            OfSession::Gone(_) => None,
        }
    }
}

fn attached(held: &Arc<Held>) -> Option<Attached<'_>> {
    Some(Attached { id: &held.id, policy: held.policy.as_ref().ok()? })
}

/// The account in an ARN. Those of AWS's own policies belong to nobody else.
fn owner(resource: &str) -> Option<&str> {
    let account = resource.split(':').nth(4)?;
    (account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit())).then_some(account)
}

/// The decision of a policy that cannot be read.
fn refused(layer: Layer, policy: &str) -> Decision<'_> {
    let span = Range { start: 0, end: 0 };
    let reason = Reason { layer, policy, statement: 0, sid: None, effect: Effect::Deny, span };
    Decision {
        verdict: Verdict::ExplicitDeny,
        reasons: vec![reason],
        lacking: None,
        allowed_by_boundary: None,
    }
}
