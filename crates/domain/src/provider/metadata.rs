//! What a SAML provider says of itself, as far as it is used.

use serde::{Deserialize, Serialize};

/// Read from the provider's metadata document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Metadata {
    pub entity_id: String,
    /// Where requests go by redirect.
    pub sso_redirect: String,
    /// Where logout requests go by redirect.
    pub slo_redirect: Option<String>,
    /// The certificates whose keys may sign responses, base64 of DER.
    pub certificates: Vec<String>,
    /// When the document was read, and after when it must be read again; milliseconds since the epoch.
    pub fetched: i64,
    pub valid_until: Option<i64>,
}
