//! One statement: whom and what it speaks of, and under which conditions.

use std::ops::Range;

use super::action::ActionPattern;
use super::condition::Condition;
use super::context::Context;
use super::named::{Level, Named, exempts};
use super::principal::Principal;
use super::resource::ResourcePattern;

/// What a statement does to the requests it matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    Allow,
    Deny,
}

pub(super) struct Statement {
    /// Bytes of the document.
    pub(super) span: Range<usize>,
    pub(super) sid: Option<String>,
    pub(super) effect: Effect,
    /// None in policies of identities: it speaks of whoever holds it.
    pub(super) principals: Option<Matched<Named>>,
    pub(super) actions: Matched<ActionPattern>,
    /// None in trust policies: it speaks of what it is attached to.
    pub(super) resources: Option<Matched<ResourcePattern>>,
    pub(super) conditions: Vec<Condition>,
}

/// A list, or everything but what it names (`NotAction`, …).
pub(super) struct Matched<T> {
    pub(super) not: bool,
    pub(super) list: Vec<T>,
}

/// A request as statements see it.
pub(super) struct Subject<'r> {
    pub(super) principal: &'r Principal,
    /// Vendor and name in lower case.
    pub(super) action: (&'r str, &'r str),
    /// None if the resource is no ARN.
    pub(super) resource: Option<[&'r str; 6]>,
    pub(super) context: &'r Context,
}

impl<T> Matched<T> {
    pub(super) fn has(&self, matches: impl Fn(&T) -> bool) -> bool {
        self.list.iter().any(matches) != self.not
    }
}

impl Statement {
    /// How closely it names the principal, if it matches the request. What names nobody speaks of
    /// its holder.
    pub(super) fn matches(&self, subject: &Subject) -> Option<Level> {
        if !self.actions.has(|action| action.matches(subject.action)) {
            return None;
        }
        let resource = subject.resource.as_ref();
        let spoken_of = self.resources.as_ref().is_none_or(|resources| {
            resources.has(|pattern| pattern.matches(resource, subject.context))
        });
        if !spoken_of {
            return None;
        }
        let level = self.level(subject.principal)?;
        self.conditions.iter().all(|condition| condition.holds(subject.context)).then_some(level)
    }

    pub(super) fn level(&self, principal: &Principal) -> Option<Level> {
        let Some(named) = &self.principals else { return Some(Level::Itself) };
        if named.not {
            let exempt = exempts(&named.list, principal, self.effect == Effect::Deny);
            return (!exempt).then_some(Level::Itself);
        }
        named.list.iter().filter_map(|named| named.level(principal)).max()
    }
}
