//! The source identity: who began a chain of roles. Once set it stays.

/// Of the session to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SourceIdentityKept {
    Nobody,
    /// From the session before, or new: in both cases the role must allow `sts:SetSourceIdentity`.
    Set(String),
    /// The request names another one than the session before carries.
    Changed,
}

/// `before`: of the session that asks.
pub fn kept(asked: Option<String>, before: Option<&str>) -> SourceIdentityKept {
    match (asked, before) {
        (None, None) => SourceIdentityKept::Nobody,
        (Some(asked), Some(before)) if asked != before => SourceIdentityKept::Changed,
        (Some(name), _) => SourceIdentityKept::Set(name),
        (None, Some(before)) => SourceIdentityKept::Set(before.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stays_what_it_is() {
        use SourceIdentityKept::{Changed, Nobody, Set};
        for (asked, before, outcome) in [
            (None, None, Nobody),
            (Some("a"), None, Set("a".into())),
            (None, Some("a"), Set("a".into())),
            (Some("a"), Some("a"), Set("a".into())),
            (Some("b"), Some("a"), Changed),
        ] {
            assert_eq!(kept(asked.map(str::to_owned), before), outcome, "{asked:?} {before:?}");
        }
    }
}
