//! `PolicyExclusionList`: what a simulation does without.

use cognate_core::Result;
use cognate_core::iam::{Held, Source, arn};
use cognate_shapes::iam::{
    AttachmentType, InlinePolicyIdentifierType, PolicyIdentifier, PolicyIdentifierPolicyType,
};

use crate::faults;

pub struct Excluded(Vec<Which>);

enum Which {
    All(PolicyIdentifierPolicyType),
    /// Managed policies by ARN; path and name may have wildcards.
    Managed {
        account: String,
        path_and_name: String,
    },
    Inline(InlinePolicyIdentifierType),
}

impl Excluded {
    /// `InvalidInput`: an identifier that says nothing or several things, an ARN that is no policy's, or
    /// more than one `*`.
    pub fn read(given: Vec<PolicyIdentifier>) -> Result<Excluded> {
        given.into_iter().map(Which::read).collect::<Result<_>>().map(Excluded)
    }

    pub fn has(&self, held: &Held) -> bool {
        self.0.iter().any(|which| which.is(held))
    }

    /// Also of the permissions boundary that is attached.
    pub fn has_boundary(&self) -> bool {
        let boundary = PolicyIdentifierPolicyType::PermissionBoundary;
        self.0.iter().any(|which| matches!(which, Which::All(kind) if *kind == boundary))
    }
}

impl Which {
    fn read(given: PolicyIdentifier) -> Result<Which> {
        let invalid = |text: &str| faults::invalid_input(format!("PolicyExclusionList: {text}"));
        let PolicyIdentifier { policy_type, policy_arn, inline_policy_identifier } = given;
        match (policy_type, policy_arn, inline_policy_identifier) {
            (Some(kind), None, None) => Ok(Which::All(kind)),
            (None, Some(policy_arn), None) => {
                let named = arn::parse(&policy_arn).filter(|named| named.kind == "policy");
                let named = named.filter(|named| !has_wildcards(named.account));
                let path_and_name = named.map(|named| format!("{}{}", named.path, named.name));
                match (named, path_and_name) {
                    (Some(named), Some(path_and_name)) if is_pattern(&path_and_name) => {
                        Ok(Which::Managed { account: named.account.to_owned(), path_and_name })
                    }
                    _ => Err(invalid(&format!("{policy_arn} is not the ARN of managed policies."))),
                }
            }
            (None, None, Some(inline)) if is_pattern(&inline.attachment_name) => {
                Ok(Which::Inline(inline))
            }
            (None, None, Some(_)) => Err(invalid("a name has more than one *.")),
            _ => Err(invalid("an identifier is a type, an ARN, or an inline policy.")),
        }
    }

    fn is(&self, held: &Held) -> bool {
        use PolicyIdentifierPolicyType::{AwsManaged, Inline, UserManaged};
        let holder = match &held.source {
            Source::OfUser(name) => Some((AttachmentType::User, name)),
            Source::OfGroup(name) => Some((AttachmentType::Group, name)),
            Source::OfRole(name) => Some((AttachmentType::Role, name)),
            Source::Managed | Source::Aws | Source::Trust => None,
        };
        match self {
            Which::All(Inline) => holder.is_some(),
            Which::All(AwsManaged) => held.source == Source::Aws,
            Which::All(UserManaged) => held.source == Source::Managed,
            // There are no organizations.
            Which::All(_) => false,
            Which::Managed { account, path_and_name } => {
                let managed = matches!(held.source, Source::Managed | Source::Aws);
                arn::parse(&held.id).filter(|_| managed).is_some_and(|named| {
                    let it = format!("{}{}", named.path, named.name);
                    named.account == account && matches(path_and_name, &it)
                })
            }
            Which::Inline(inline) => holder.is_some_and(|(kind, name)| {
                kind == inline.attachment_type
                    && held.id == inline.policy_name
                    && matches(&inline.attachment_name, name)
            }),
        }
    }
}

fn has_wildcards(text: &str) -> bool {
    text.contains(['*', '?'])
}

/// At most one `*`.
fn is_pattern(text: &str) -> bool {
    text.matches('*').count() <= 1
}

/// Whether a pattern with at most one `*`, and any number of `?`, fits the whole text.
fn matches(pattern: &str, text: &str) -> bool {
    let text: Vec<char> = text.chars().collect();
    let fits = |pattern: &str, text: &[char]| {
        pattern.chars().count() == text.len()
            && pattern.chars().zip(text).all(|(wanted, given)| wanted == '?' || wanted == *given)
    };
    let Some((head, tail)) = pattern.split_once('*') else { return fits(pattern, &text) };
    let (front, back) = (head.chars().count(), tail.chars().count());
    front + back <= text.len()
        && fits(head, &text[..front])
        && fits(tail, &text[text.len() - back..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns() {
        for (pattern, text) in
            [("*", ""), ("*", "abc"), ("a*c", "ac"), ("a*c", "abbc"), ("?b*", "ab"), ("a?", "aä")]
        {
            assert!(matches(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in [("a*ab", "ab"), ("?", ""), ("a", "ab"), ("a*", "ba"), ("A", "a")] {
            assert!(!matches(pattern, text), "{pattern} {text}");
        }
    }
}
