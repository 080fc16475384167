//! The policy simulator: decisions about requests that nobody makes, by the engine that decides about
//! those that are made.
//!
//! What a real request would bring along (time, address, MFA) is known only from `ContextEntries`; what
//! is known of the simulated caller (its ARN, name, id and tags) is filled in.

mod caller;
mod context;
mod excluded;
mod judged;
mod part;
mod place;
mod source;

pub use excluded::Excluded;
pub use part::{Part, context_keys, inputs};
pub use source::Source;

use cognate_access::policy::{Kind, Policies, Policy, Principal};
use cognate_core::iam::PARTITION;
use cognate_core::{Admin, Result};
use cognate_shapes::iam::{ContextEntry, SimulatePolicyResponse};

use self::caller::Caller;
use self::judged::{About, of_action};
use crate::faults;
use crate::paging::Asked as Paging;

/// Resources of one simulation, at most.
const RESOURCES_MAX: usize = 1_000;

/// Statements that are looked at for one page, at most: a page has fewer actions than `MaxItems` says
/// where there are many of them.
const STATEMENTS_PER_PAGE_MAX: usize = 50_000;

/// What both simulations ask.
pub struct Asked {
    pub boundary: Option<Vec<String>>,
    pub actions: Vec<String>,
    pub resources: Option<Vec<String>>,
    pub resource_policy: Option<String>,
    pub resource_owner: Option<String>,
    pub caller: Option<String>,
    pub entries: Option<Vec<ContextEntry>>,
    pub handling: Option<String>,
    pub max_items: Option<i64>,
    pub marker: Option<String>,
}

/// Whose policies they are, and all of them.
pub struct Held {
    pub source: Option<Source>,
    pub identity: Vec<Part>,
    /// The one that is attached; a request may name another.
    pub boundary: Option<Part>,
}

/// Everything that decides, but for action and resource.
struct Scene {
    identity: Vec<Part>,
    boundary: Option<Part>,
    resource: Option<Part>,
    principal: Principal,
    /// The account of the caller, and that of resources which do not name theirs.
    account: String,
    owner: String,
    context: cognate_access::policy::Context,
    /// Keys that a policy depends on and nobody gave.
    missing: Vec<String>,
}

/// A page of decisions, one per action.
///
/// Errors, in order: `ResourceHandlingOption`; more than one boundary, or one that does not parse; an action
/// without its service; too many resources; a resource's policy that does not parse; a caller that is no
/// user, group or role, or is not named or no user although there is a resource's policy; an owner that is
/// no account; an incomplete or repeated context entry (`InvalidInput`); a foreign marker
/// (`ValidationError`).
pub async fn simulate(cx: &Admin, held: Held, asked: Asked) -> Result<SimulatePolicyResponse> {
    if let Some(option) = &asked.handling {
        let text =
            format!("ResourceHandlingOption {option} is not supported: there is no EC2 here.");
        return Err(faults::invalid_input(text));
    }
    let boundary = match asked.boundary.as_deref() {
        None | Some([]) => held.boundary,
        Some([one]) => Some(Part::input("PermissionsBoundaryPolicyInputList.1".to_owned(), one)?),
        Some(_) => {
            let text = "You can input only one permissions boundary policy.";
            return Err(faults::invalid_input(text));
        }
    };
    let named = |action: &String| {
        action
            .split_once(':')
            .is_some_and(|(service, name)| !service.is_empty() && !name.is_empty())
    };
    if let Some(action) = asked.actions.iter().find(|action| !named(action)) {
        let text = format!("The action {action} does not name its service, as in iam:CreateUser.");
        return Err(faults::invalid_input(text));
    }
    let resources = asked.resources.filter(|resources| !resources.is_empty());
    let resources = resources.unwrap_or_else(|| vec!["*".to_owned()]);
    if resources.len() > RESOURCES_MAX {
        let text = format!("There are more than {RESOURCES_MAX} resources.");
        return Err(faults::invalid_input(text));
    }
    let resource = asked.resource_policy.as_deref().map(Part::of_resource).transpose()?;
    let given = (asked.caller.as_deref(), held.source.as_ref());
    let caller = Caller::of(cx, given, resource.is_some()).await?;
    let owner = match asked.resource_owner.as_deref() {
        Some(owner) => caller::account_of(owner)?.to_owned(),
        None => caller.account.clone(),
    };
    let context = context::of(&caller, asked.entries.unwrap_or_default())?;
    let parts = || held.identity.iter().chain(&boundary).chain(&resource);
    let missing = context_keys(parts()).into_iter().filter(|key| context.get(key).is_none());
    let missing = missing.collect();

    let statements: usize = parts().map(|part| part.policy.statement_count()).sum();
    let fit = STATEMENTS_PER_PAGE_MAX / (statements * resources.len()).max(1);
    let wanted = asked.max_items.unwrap_or(Paging::new(None, None, "").size());
    let max_items = Some(wanted.min(fit as i64).max(1));
    let filter = [&asked.actions[..], &resources[..]].concat().join("\n");
    let page = Paging::new(asked.marker.as_deref(), max_items, &filter);
    let page = page.of_all(cx, asked.actions).await?;

    let scene = Scene {
        identity: held.identity,
        boundary,
        resource,
        principal: caller.principal(),
        account: caller.account,
        owner,
        context,
        missing,
    };
    let is_truncated = page.is_truncated();
    let results = page.items.iter().map(|action| of_action(&scene, action, &resources));
    Ok(SimulatePolicyResponse {
        evaluation_results: Some(results.collect()),
        is_truncated,
        marker: page.marker,
    })
}

impl Scene {
    /// Whose the resource is. Without its policy there is nothing that another account could say.
    fn account_of<'a>(&'a self, resource: &'a str) -> &'a str {
        if self.resource.is_none() {
            return &self.account;
        }
        let account = resource.split(':').nth(4);
        account.filter(|account| caller::is_account(account)).unwrap_or(&self.owner)
    }

    fn about<'a>(&'a self, action: &'a str, resource: &'a str) -> About<'a> {
        About { action, resource, account: self.account_of(resource) }
    }

    fn policies(&self) -> Policies<'_> {
        Policies {
            identity: self.identity.iter().map(Part::attached).collect(),
            boundary: self.boundary.as_ref().map(Part::attached),
            session: None,
            resource: self.resource.as_ref().map_or_else(Default::default, Part::own_say),
        }
    }

    fn parts(&self) -> impl Iterator<Item = &Part> {
        self.identity.iter().chain(&self.boundary).chain(&self.resource)
    }
}

/// Compiles a policy of a request. `InvalidInput`
fn parsed(id: &str, document: &str, kind: Kind) -> Result<Policy> {
    let refused = |refused| faults::invalid_input(format!("{id}: {refused}"));
    Policy::parse(document, kind, PARTITION).map_err(refused)
}
