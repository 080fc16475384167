//! Credentials as they are answered.

use cognate_core::session_token;
use cognate_core::sts::Assumed;
use cognate_shapes::sts::{AssumedRoleUser, Credentials};
use cognate_wire::Timestamp;

pub fn credentials(made: session_token::Credentials) -> Credentials {
    Credentials {
        access_key_id: made.access_key_id,
        secret_access_key: made.secret_access_key.expose().clone(),
        session_token: made.session_token,
        expiration: Timestamp(made.expires_at * 1_000),
    }
}

pub fn assumed_role_user(assumed: &Assumed) -> AssumedRoleUser {
    AssumedRoleUser {
        assumed_role_id: assumed.assumed_role_id.clone(),
        arn: assumed.session_arn.clone(),
    }
}
