//! A sign-in's outcome in the shapes that four operations share.

use std::collections::BTreeMap;
use std::str::FromStr;

use cognate_core::auth::{Issued, Outcome};
use cognate_shapes::idp::{AuthenticationResultType, ChallengeNameType, NewDeviceMetadataType};

/// The challenge half of an answer; empty when tokens were issued.
#[derive(Default)]
pub struct Challenge {
    pub name: Option<ChallengeNameType>,
    pub session: Option<String>,
    pub parameters: BTreeMap<String, String>,
    /// Absent where there was no choice.
    pub available: Option<Vec<ChallengeNameType>>,
}

/// Either a challenge or a result; the other half is empty.
pub fn split(outcome: Outcome) -> (Challenge, Option<AuthenticationResultType>) {
    match outcome {
        Outcome::Tokens(issued) => (Challenge::default(), Some(result(issued))),
        Outcome::Challenge { name, session, parameters, available } => {
            let name = ChallengeNameType::from_str(name).ok();
            let available: Vec<ChallengeNameType> =
                available.into_iter().filter_map(|name| name.parse().ok()).collect();
            let available = (!available.is_empty()).then_some(available);
            (Challenge { name, session, parameters, available }, None)
        }
    }
}

/// `AuthenticationResult`.
pub fn result(issued: Issued) -> AuthenticationResultType {
    AuthenticationResultType {
        access_token: Some(issued.access),
        expires_in: Some(issued.expires_in),
        token_type: Some("Bearer".to_owned()),
        refresh_token: issued.refresh,
        id_token: Some(issued.id),
        new_device_metadata: issued.device.map(|device| NewDeviceMetadataType {
            device_key: Some(device.key),
            device_group_key: Some(device.group_key),
        }),
    }
}
