//! What an app client may read and write.

use crate::User;
use crate::attribute::Schema;
use crate::client::ClientRules;

/// Whether the client sees the attribute in GetUser and the ID token. Without `ReadAttributes`: every
/// standard attribute, no custom one. `sub` and `dev:` attributes are always seen.
pub fn can_read(schema: &Schema, client: &ClientRules, name: &str) -> bool {
    let Some(attribute) = schema.get(name) else { return false };
    if name == "sub" || attribute.developer_only {
        return true;
    }
    match &client.read_attributes {
        Some(names) => names.iter().any(|n| n == name),
        None => attribute.is_standard(),
    }
}

/// Whether the client may set the attribute. Without `WriteAttributes`: every standard attribute, no
/// custom one. Required attributes always; server-owned and `dev:` attributes never.
pub fn can_write(schema: &Schema, client: &ClientRules, name: &str) -> bool {
    let Some(attribute) = schema.get(name) else { return false };
    if is_server_owned(name) || attribute.developer_only {
        return false;
    }
    attribute.required
        || match &client.write_attributes {
            Some(names) => names.iter().any(|n| n == name),
            None => attribute.is_standard(),
        }
}

/// What no client writes: the identity itself, links, and the proofs of ownership.
pub(crate) fn is_server_owned(name: &str) -> bool {
    is_never_writable(name) || matches!(name, "email_verified" | "phone_number_verified")
}

/// What not even IAM calls write.
pub(crate) fn is_never_writable(name: &str) -> bool {
    matches!(name, "sub" | "identities") || name.starts_with("cognito:")
}

/// The user's attributes that the client may read, `sub` first.
pub fn readable(schema: &Schema, client: &ClientRules, user: &User) -> Vec<(String, String)> {
    let shown = user.attributes.iter().filter(|(name, _)| can_read(schema, client, name));
    std::iter::once(("sub".to_owned(), user.sub.to_string()))
        .chain(shown.map(|(name, value)| (name.clone(), value.clone())))
        .collect()
}
