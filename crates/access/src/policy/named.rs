//! `Principal` and `NotPrincipal`: who a resource's policy speaks of.

use super::malformed::Malformed;
use super::principal::Principal;

pub(super) enum Named {
    /// `*`, and how close that is: who may assume a role is still for the account's policies to say.
    Everyone(Level),
    /// An account by its number: its root user, and whomever its own policies allow.
    Account(String),
    /// A user, a role, a session of a role or of a federated user. `id` is the user's or role's own,
    /// if the policy was bound: a namesake made later is somebody else.
    Arn {
        arn: String,
        id: Option<String>,
    },
    /// A user or role by its own id: what is left of one that was deleted.
    Id(String),
    Federated(String),
    Service(String),
    /// Of S3. Nobody has one here.
    Canonical,
}

/// How closely a policy names the principal, which decides what else must allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    /// Its account: identity policies still decide.
    Account,
    /// The role of a session, or the user of a federated session: within boundary and session
    /// policies.
    Behind,
    /// The principal itself, or everyone in the policy of a resource.
    Itself,
}

impl Named {
    /// An entry under `kind`, the type of principal. `everyone` is how close `*` is.
    pub(super) fn parse(
        kind: &str,
        text: &str,
        partition: &str,
        everyone: Level,
    ) -> Result<Named, Malformed> {
        let found = match kind {
            "AWS" if text == "*" => Some(Named::Everyone(everyone)),
            "AWS" => aws(text, partition),
            "Federated" => federated(text, partition).then(|| Named::Federated(text.to_owned())),
            "Service" => service(text).then(|| Named::Service(text.to_owned())),
            "CanonicalUser" => {
                let hex = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
                hex.then_some(Named::Canonical)
            }
            _ => return Err(Malformed::syntax()),
        };
        found.ok_or_else(|| Named::unknown(kind, text))
    }

    /// AWS writes the type in capitals.
    pub(super) fn unknown(kind: &str, text: &str) -> Malformed {
        let kind = kind.to_ascii_uppercase();
        Malformed::new(format!("Invalid principal in policy: \"{kind}\":\"{text}\""))
    }

    /// How closely it names `principal`, if at all.
    pub(super) fn level(&self, principal: &Principal) -> Option<Level> {
        match self {
            Named::Everyone(level) => Some(*level),
            Named::Account(number) => {
                (principal.account() == Some(number)).then_some(Level::Account)
            }
            Named::Arn { id: Some(id), .. } | Named::Id(id) => match principal {
                Principal::User { id: own, .. } => (own == id).then_some(Level::Itself),
                Principal::RoleSession { role_id: own, .. }
                | Principal::FederatedUser { user_id: own, .. } => {
                    (own == id).then_some(Level::Behind)
                }
                _ => None,
            },
            Named::Arn { arn: named, id: None } => match principal {
                Principal::User { arn, .. } if arn == named => Some(Level::Itself),
                Principal::RoleSession { arn, role_arn: behind, .. }
                | Principal::FederatedUser { arn, user_arn: behind, .. } => {
                    if arn == named {
                        Some(Level::Itself)
                    } else {
                        (behind == named).then_some(Level::Behind)
                    }
                }
                _ => None,
            },
            Named::Federated(named) => {
                matches!(principal, Principal::Federated { provider } if provider == named)
                    .then_some(Level::Itself)
            }
            Named::Service(named) => {
                matches!(principal, Principal::Service { name } if name == named)
                    .then_some(Level::Itself)
            }
            Named::Canonical => None,
        }
    }
}

/// Whether a list exempts `principal` as `NotPrincipal` does. From a Deny it does only if it names
/// everything that the principal is: the session, its role and their account.
pub(super) fn exempts(list: &[Named], principal: &Principal, from_deny: bool) -> bool {
    let levels: Vec<Level> = list.iter().filter_map(|named| named.level(principal)).collect();
    if !from_deny {
        return !levels.is_empty();
    }
    let needed: &[Level] = match principal {
        Principal::Root { .. } => &[Level::Account],
        Principal::User { .. } => &[Level::Account, Level::Itself],
        Principal::RoleSession { .. } | Principal::FederatedUser { .. } => {
            &[Level::Account, Level::Behind, Level::Itself]
        }
        _ => &[Level::Itself],
    };
    list.iter().any(|named| matches!(named, Named::Everyone(_)))
        || needed.iter().all(|level| levels.contains(level))
}

fn aws(text: &str, partition: &str) -> Option<Named> {
    if is_account(text) {
        return Some(Named::Account(text.to_owned()));
    }
    let unique = text.starts_with("AIDA") || text.starts_with("AROA");
    if unique && (16..=128).contains(&text.len()) && text.bytes().all(is_of_id) {
        return Some(Named::Id(text.to_owned()));
    }
    let rest = text.strip_prefix("arn:")?.strip_prefix(partition)?.strip_prefix(':')?;
    let (service, rest) = rest.split_once("::")?;
    let (account, resource) = rest.split_once(':')?;
    if !is_account(account) || resource.len() > 1024 {
        return None;
    }
    if (service, resource) == ("iam", "root") {
        return Some(Named::Account(account.to_owned()));
    }
    let (kind, name) = resource.split_once('/')?;
    // Paths may hold anything visible; a wildcard would be one to whoever wrote it.
    let spelt = |byte: u8| byte.is_ascii_graphic() && !b"*?".contains(&byte);
    let right = match (service, kind) {
        ("iam", "user" | "role") => !name.ends_with('/'),
        ("sts", "assumed-role") => name.split('/').filter(|part| !part.is_empty()).count() == 2,
        ("sts", "federated-user") => !name.contains('/'),
        _ => false,
    };
    let named = Named::Arn { arn: text.to_owned(), id: None };
    (right && !name.is_empty() && name.bytes().all(spelt)).then_some(named)
}

fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_of_id(byte: u8) -> bool {
    byte.is_ascii_uppercase() || byte.is_ascii_digit()
}

const WEB_PROVIDERS: [&str; 4] = [
    "cognito-identity.amazonaws.com",
    "accounts.google.com",
    "graph.facebook.com",
    "www.amazon.com",
];

fn federated(text: &str, partition: &str) -> bool {
    let provider = || {
        let rest = text.strip_prefix("arn:")?.strip_prefix(partition)?.strip_prefix(":iam::")?;
        let (account, resource) = rest.split_once(':')?;
        let (kind, name) = resource.split_once('/')?;
        let spelt = !name.is_empty() && !name.contains(['*', '?']);
        (is_account(account) && ["oidc-provider", "saml-provider"].contains(&kind)).then_some(spelt)
    };
    WEB_PROVIDERS.contains(&text) || provider() == Some(true)
}

fn service(text: &str) -> bool {
    let name = text
        .strip_suffix(".amazonaws.com")
        .or_else(|| text.strip_suffix(".amazonaws.com.cn"))
        .or_else(|| text.strip_suffix(".amazon.com"));
    let spelt =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-".contains(&byte);
    name.is_some_and(|name| !name.is_empty() && name.bytes().all(spelt))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_the_forms_of_principals() {
        for (kind, text, right) in [
            ("AWS", "*", true),
            ("AWS", "111111111111", true),
            ("AWS", "arn:aws:iam::111111111111:root", true),
            ("AWS", "arn:aws:iam::111111111111:user/a/b/bob@x", true),
            ("AWS", "arn:aws:iam::111111111111:role/app", true),
            ("AWS", "arn:aws:sts::111111111111:assumed-role/app/s1", true),
            ("AWS", "arn:aws:sts::111111111111:federated-user/x", true),
            ("AWS", "AROAAPPEXAMPLE2222222", true),
            ("AWS", "11111111111", false),
            ("AWS", "bob", false),
            ("AWS", "arn:aws:iam::111111111111:user/*", false),
            ("AWS", "arn:aws:iam::111111111111:user/b?b", false),
            ("AWS", "arn:aws:iam::111111111111:group/g", false),
            ("AWS", "arn:aws:iam::111111111111:user/", false),
            ("AWS", "arn:aws:sts::111111111111:assumed-role/app", false),
            ("AWS", "arn:aws:sts::111111111111:assumed-role/app/*", false),
            ("AWS", "arn:aws-cn:iam::111111111111:root", false),
            ("AWS", "arn:aws:iam::*:root", false),
            ("Federated", "cognito-identity.amazonaws.com", true),
            ("Federated", "arn:aws:iam::111111111111:oidc-provider/a.example/b", true),
            ("Federated", "arn:aws:iam::111111111111:saml-provider/s", true),
            ("Federated", "arn:aws:iam::111111111111:saml-provider/*", false),
            ("Federated", "a.example", false),
            ("Federated", "*", false),
            ("Service", "cognito-idp.amazonaws.com", true),
            ("Service", "states.us-east-1.amazonaws.com", true),
            ("Service", "*", false),
            ("Service", "cognito-idp", false),
            ("Other", "x", false),
        ] {
            assert_eq!(
                Named::parse(kind, text, "aws", Level::Itself).is_ok(),
                right,
                "{kind} {text}"
            );
        }
    }

    #[test]
    fn names_the_wrong_one_in_aws_words() {
        let refused = Named::parse("Service", "bob", "aws", Level::Itself).err().unwrap();
        assert_eq!(refused.message, "Invalid principal in policy: \"SERVICE\":\"bob\"");
    }
}
