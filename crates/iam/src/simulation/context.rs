//! What is known of simulated requests.

use cognate_access::policy::Context;
use cognate_core::Result;
use cognate_core::iam::SubjectKind;
use cognate_shapes::iam::{ContextEntry, ContextKeyTypeEnum};

use super::caller::{Caller, Who};
use crate::faults;

/// The caller's own keys, then those of the request, which go before them.
///
/// `InvalidInput`: an entry without name, type or values, a second one of a name, or one that has several
/// values and is not of a list type.
pub fn of(caller: &Caller, entries: Vec<ContextEntry>) -> Result<Context> {
    let mut context = Context::default();
    of_caller(caller, &mut context);
    let mut seen = Vec::with_capacity(entries.len());
    for ContextEntry { context_key_name, context_key_values, context_key_type } in entries {
        let (Some(name), Some(values), Some(kind)) =
            (context_key_name, context_key_values, context_key_type)
        else {
            let text = "A context entry needs a name, a type and values.";
            return Err(faults::invalid_input(text));
        };
        let key = name.to_lowercase();
        if seen.contains(&key) {
            let text = format!("The context key {name} is given more than once.");
            return Err(faults::invalid_input(text));
        }
        match (is_list(kind), &values[..]) {
            (true, _) => context.set_all(&name, values),
            (false, [value]) => context.set(&name, value.as_str()),
            (false, _) => {
                let text =
                    format!("The context key {name} is not of a list type: it has one value.");
                return Err(faults::invalid_input(text));
            }
        }
        seen.push(key);
    }
    Ok(context)
}

fn of_caller(caller: &Caller, context: &mut Context) {
    let (kind, arn, name) = match &caller.who {
        Who::Known(subject) => (subject.kind, &subject.arn, &subject.name),
        Who::Other { kind, arn, name } => (*kind, arn, name),
        Who::Nobody => return,
    };
    context.set("aws:PrincipalArn", arn.as_str());
    context.set("aws:PrincipalAccount", caller.account.as_str());
    if kind == SubjectKind::User {
        context.set("aws:PrincipalType", "User");
        context.set("aws:username", name.as_str());
    } else {
        context.set("aws:PrincipalType", "AssumedRole");
    }
    if let Who::Known(subject) = &caller.who {
        if kind == SubjectKind::User {
            context.set("aws:userid", subject.id.as_str());
        }
        for (key, value) in &subject.tags {
            context.set(&format!("aws:PrincipalTag/{key}"), value.as_str());
        }
    }
}

fn is_list(kind: ContextKeyTypeEnum) -> bool {
    use ContextKeyTypeEnum::{BinaryList, BooleanList, DateList, IpList, NumericList, StringList};
    matches!(kind, StringList | NumericList | BooleanList | IpList | BinaryList | DateList)
}
