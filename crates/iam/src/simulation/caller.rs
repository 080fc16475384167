//! Who makes the simulated requests.

use std::sync::Arc;

use cognate_access::policy::Principal;
use cognate_core::iam::{Subject, SubjectKind, arn};
use cognate_core::{Cx, Result};

use super::Source;
use crate::faults;

pub struct Caller {
    pub account: String,
    pub who: Who,
}

pub enum Who {
    /// A user or role of this account.
    Known(Arc<Subject>),
    /// A user or role of another account, or of none: the ARN, and the name.
    Other { kind: SubjectKind, arn: String, name: String },
    /// A group, or nobody in particular.
    Nobody,
}

impl Caller {
    /// `CallerArn`, or the source of the policies. `for_resource`: there is a policy of the resource, which
    /// speaks of users.
    ///
    /// `InvalidInput`: an ARN of something else than a user, group or role; with a policy of the resource
    /// no caller, or one that is no user.
    pub async fn of(
        cx: &Cx,
        (given, source): (Option<&str>, Option<&Source>),
        for_resource: bool,
    ) -> Result<Caller> {
        let caller = match given.or(source.map(Source::arn)) {
            Some(arn) => Caller::find(cx, arn).await?,
            None => Caller { account: cx.config().account.clone(), who: Who::Nobody },
        };
        if for_resource && !caller.is_user() {
            let text = match caller.who {
                Who::Nobody => {
                    "CallerArn must be the ARN of a user when a ResourcePolicy is given."
                }
                _ => "Simulation of resource-based policies is not supported for roles.",
            };
            return Err(faults::invalid_input(text));
        }
        Ok(caller)
    }

    async fn find(cx: &Cx, caller_arn: &str) -> Result<Caller> {
        let invalid = || {
            let text = format!("CallerArn {caller_arn} is not the ARN of a user, group or role.");
            faults::invalid_input(text)
        };
        let named = arn::parse(caller_arn).ok_or_else(invalid)?;
        let account = named.account;
        if !is_account(account) {
            return Err(invalid());
        }
        let kind = match named.kind {
            "user" => SubjectKind::User,
            "role" => SubjectKind::Role,
            "group" => {
                return Ok(Caller { account: account.to_owned(), who: Who::Nobody });
            }
            _ => return Err(invalid()),
        };
        let known = match kind {
            SubjectKind::User => cx.iam_user(named.name).await?,
            SubjectKind::Role => cx.iam_role(named.name).await?,
        };
        let who = match known.filter(|known| known.arn == caller_arn) {
            Some(subject) => Who::Known(subject),
            None => {
                let (arn, name) = (caller_arn.to_owned(), named.name.to_owned());
                Who::Other { kind, arn, name }
            }
        };
        Ok(Caller { account: account.to_owned(), who })
    }

    fn is_user(&self) -> bool {
        let kind = match &self.who {
            Who::Known(subject) => Some(subject.kind),
            Who::Other { kind, .. } => Some(*kind),
            Who::Nobody => None,
        };
        kind == Some(SubjectKind::User)
    }

    /// As the engine knows it. Only users are ever looked for in a resource's policy.
    pub fn principal(&self) -> Principal {
        let (arn, id) = match &self.who {
            Who::Known(subject) => (subject.arn.clone(), subject.id.clone()),
            Who::Other { arn, .. } => (arn.clone(), String::new()),
            Who::Nobody => (String::new(), String::new()),
        };
        Principal::User { account: self.account.clone(), arn, id }
    }
}

/// The account behind `ResourceOwner`: its number, or its ARN. `InvalidInput`
pub fn account_of(owner: &str) -> Result<&str> {
    let account = owner.strip_prefix("arn:aws:iam::").and_then(|rest| rest.strip_suffix(":root"));
    let account = account.unwrap_or(owner);
    let invalid = || faults::invalid_input(format!("ResourceOwner {owner} is not an account."));
    is_account(account).then_some(account).ok_or_else(invalid)
}

pub fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}
