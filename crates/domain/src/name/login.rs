//! Login names: rows whose primary key is the uniqueness of sign-in strings.

use crate::attribute::{is_email, is_phone};
use crate::fold::fold;
use crate::identity;
use crate::pool::Rules;
use crate::user::Status;
use crate::{Sub, User};

/// SHA-256, given as a parameter: this crate computes no hashes.
pub type Hash<'a> = &'a dyn Fn(&[u8]) -> [u8; 32];

/// The kind of a login name; part of its key. User names and preferred_username aliases share one, so
/// that nobody takes another's name as alias.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Name,
    Email,
    Phone,
    External,
}

impl Kind {
    /// The number in the table, which is also the rank among several hits.
    pub fn code(self) -> i64 {
        match self {
            Kind::Name => 1,
            Kind::Email => 2,
            Kind::Phone => 3,
            Kind::External => 4,
        }
    }
}

/// One row of `login_name`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LoginName {
    pub kind: Kind,
    pub hash: [u8; 32],
}

/// What a typed sign-in string may mean, most likely first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidates {
    /// In order of rank; one or two.
    pub names: Vec<LoginName>,
    /// Tried after all names.
    pub sub: Option<Sub>,
}

/// The active login names of a user, sorted, without duplicates. Compare before and after a change.
///
/// A local user of a UsernameAttributes pool has no row for its user name: that is its `sub`.
pub fn login_names(rules: &Rules, user: &User, hash: Hash) -> Vec<LoginName> {
    let mut names = Vec::new();
    let mut add = |kind, text: &str| {
        names.push(LoginName { kind, hash: hash(typed_fold(rules, text).as_bytes()) });
    };
    if user.username != user.sub.to_string() {
        add(Kind::Name, &user.username);
    }
    // Federated profiles sign in through their provider only.
    if user.status != Status::ExternalProvider {
        let alias = rules.alias_attributes;
        let active = |attribute: &str, at_once: bool, verified: bool| {
            user.attribute(attribute)
                .filter(|_| at_once || verified && user.has_verified(attribute))
        };
        if let Some(email) = active("email", rules.username_attributes.email, alias.email) {
            add(Kind::Email, email);
        }
        if let Some(phone) = active("phone_number", rules.username_attributes.phone, alias.phone) {
            add(Kind::Phone, phone);
        }
        let confirmed = user.status != Status::Unconfirmed;
        let preferred = user.attribute("preferred_username");
        if let Some(name) = preferred.filter(|_| alias.preferred_username && confirmed) {
            add(Kind::Name, name);
        }
    }
    names.extend(identity::of(user).iter().map(|identity| identity.login_name(hash)));
    names.sort();
    names.dedup();
    names
}

/// What `typed` may mean: the exact user name (or preferred_username), then an alias by its format,
/// then a `sub`.
pub fn candidates(rules: &Rules, typed: &str, hash: Hash) -> Candidates {
    let folded = typed_fold(rules, typed);
    let hash = hash(folded.as_bytes());
    let email = rules.username_attributes.email || rules.alias_attributes.email;
    let phone = rules.username_attributes.phone || rules.alias_attributes.phone;
    let mut names = vec![LoginName { kind: Kind::Name, hash }];
    if email && is_email(typed) {
        names.push(LoginName { kind: Kind::Email, hash });
    }
    if phone && is_phone(typed) {
        names.push(LoginName { kind: Kind::Phone, hash });
    }
    Candidates { names, sub: Sub::parse(&folded) }
}

/// The login name of a linked external identity: an injective encoding of provider and subject
/// (OA-R5; provider names hold no control characters).
pub fn external(provider: &str, subject: &str, hash: Hash) -> LoginName {
    let bytes = [provider.as_bytes(), &[0], subject.as_bytes()].concat();
    LoginName { kind: Kind::External, hash: hash(&bytes) }
}

/// The login name of a link by a mapped attribute. Provider names are not empty, so none of these is
/// one of [`external`]; attribute names hold no control characters.
pub fn external_attribute(provider: &str, attribute: &str, value: &str, hash: Hash) -> LoginName {
    let parts = [&[0], provider.as_bytes(), &[0], attribute.as_bytes(), &[0], value.as_bytes()];
    LoginName { kind: Kind::External, hash: hash(&parts.concat()) }
}

/// The folded form of a typed name, also the subject of counters for unknown names (CT-5).
pub fn typed_fold(rules: &Rules, typed: &str) -> String {
    fold(typed, rules.case_sensitive)
}
