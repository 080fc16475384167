//! `Action` and `NotAction`. Case does not matter.

use super::glob::Glob;
use super::malformed::Malformed;

pub(super) enum ActionPattern {
    Any,
    Of { vendor: String, name: Glob },
}

/// What a role's trust policy may speak of (besides it, nothing is asked of one).
pub(super) const OF_ROLES: [&str; 6] = [
    "assumerole",
    "assumerolewithsaml",
    "assumerolewithwebidentity",
    "setcontext",
    "setsourceidentity",
    "tagsession",
];

impl ActionPattern {
    /// `*`, or a vendor without wildcards and a name with.
    pub(super) fn parse(text: &str) -> Result<ActionPattern, Malformed> {
        if text == "*" {
            return Ok(ActionPattern::Any);
        }
        let (vendor, name) = text.split_once(':').ok_or_else(Malformed::no_vendor)?;
        if vendor.is_empty() {
            return Err(Malformed::no_vendor());
        }
        if !vendor.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
            return Err(Malformed::new(format!("Vendor {vendor} is not valid")));
        }
        if name.contains(':') {
            return Err(Malformed::new("Actions/Condition can contain only one colon."));
        }
        let spelt = |byte: u8| byte.is_ascii_alphanumeric() || b"*?-_.".contains(&byte);
        if name.is_empty() || name.len() > 128 || !name.bytes().all(spelt) {
            return Err(Malformed::syntax());
        }
        Ok(ActionPattern::Of {
            vendor: vendor.to_ascii_lowercase(),
            name: Glob::new(&name.to_ascii_lowercase()),
        })
    }

    /// Both in lower case.
    pub(super) fn matches(&self, action: (&str, &str)) -> bool {
        match self {
            ActionPattern::Any => true,
            ActionPattern::Of { vendor, name } => vendor == action.0 && name.matches(action.1),
        }
    }

    /// Whether a trust policy may name it.
    pub(super) fn is_of_roles(&self) -> bool {
        !matches!(self, ActionPattern::Any)
            && OF_ROLES.iter().any(|action| self.matches(("sts", action)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_what_is_wrong() {
        for (text, message) in [
            ("GetObject", "must be prefaced by a vendor"),
            (":GetObject", "must be prefaced by a vendor"),
            ("s*:GetObject", "Vendor s* is not valid"),
            ("*:*", "Vendor * is not valid"),
            ("s3:Get:Object", "only one colon"),
            ("s3:", "Syntax errors"),
            ("s3:Get Object", "Syntax errors"),
            ("", "must be prefaced by a vendor"),
        ] {
            let refused = ActionPattern::parse(text).err().unwrap();
            assert!(refused.message.contains(message), "{text}: {refused}");
        }
    }

    #[test]
    fn knows_the_actions_of_roles() {
        for (text, expected) in [
            ("sts:AssumeRole", true),
            ("STS:assumerole*", true),
            ("sts:*", true),
            ("sts:GetCallerIdentity", false),
            ("s3:*", false),
            ("*", false),
        ] {
            assert_eq!(ActionPattern::parse(text).unwrap().is_of_roles(), expected, "{text}");
        }
    }
}
