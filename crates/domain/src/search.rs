//! Values under which ListUsers finds a user.

use crate::User;
use crate::fold::fold;

/// Longest stored value, in bytes of UTF-8. Longer ones are found by their beginning and compared whole
/// afterwards.
pub const BYTES_MAX: usize = 1024;

/// A searchable attribute. `sub`, `cognito:user_status` and `status` are columns of the user itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Attribute {
    Username,
    Email,
    PhoneNumber,
    Name,
    GivenName,
    FamilyName,
    PreferredUsername,
}

impl Attribute {
    pub const ALL: [Attribute; 7] = [
        Attribute::Username,
        Attribute::Email,
        Attribute::PhoneNumber,
        Attribute::Name,
        Attribute::GivenName,
        Attribute::FamilyName,
        Attribute::PreferredUsername,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Attribute::Username => "username",
            Attribute::Email => "email",
            Attribute::PhoneNumber => "phone_number",
            Attribute::Name => "name",
            Attribute::GivenName => "given_name",
            Attribute::FamilyName => "family_name",
            Attribute::PreferredUsername => "preferred_username",
        }
    }

    /// The number stored in the table; never renumber.
    pub fn code(self) -> i64 {
        match self {
            Attribute::Username => 1,
            Attribute::Email => 2,
            Attribute::PhoneNumber => 3,
            Attribute::Name => 4,
            Attribute::GivenName => 5,
            Attribute::FamilyName => 6,
            Attribute::PreferredUsername => 7,
        }
    }

    pub fn parse(name: &str) -> Option<Attribute> {
        Attribute::ALL.into_iter().find(|attribute| attribute.as_str() == name)
    }

    /// The user's whole value.
    pub fn of(self, user: &User) -> Option<&str> {
        match self {
            Attribute::Username => Some(&user.username),
            other => user.attribute(other.as_str()),
        }
    }
}

/// The rows of `user_search` for a user: attribute and indexed value.
pub fn values(user: &User, case_sensitive: bool) -> Vec<(Attribute, Vec<u8>)> {
    let indexed = |attribute: Attribute| {
        attribute.of(user).map(|text| (attribute, index(text, case_sensitive)))
    };
    Attribute::ALL.into_iter().filter_map(indexed).collect()
}

/// The indexed form of a value or of a filter's operand.
pub fn index(text: &str, case_sensitive: bool) -> Vec<u8> {
    let mut bytes = fold(text, case_sensitive).into_bytes();
    bytes.truncate(BYTES_MAX);
    bytes
}

/// Whether the user's whole value meets the filter: the index only narrows down. User names compare
/// exactly, the others folded.
pub fn meets(
    user: &User,
    attribute: Attribute,
    operand: &str,
    prefix: bool,
    case_sensitive: bool,
) -> bool {
    let exact = case_sensitive || attribute == Attribute::Username;
    let operand = fold(operand, exact);
    attribute.of(user).is_some_and(|value| {
        let value = fold(value, exact);
        if prefix { value.starts_with(&operand) } else { value == operand }
    })
}
