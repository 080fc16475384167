//! # GetSessionToken
//!
//! Gives temporary credentials of the caller itself, usually to carry an MFA code.
//!
//! Caller: an IAM user or the root, with long-term keys. No permission is asked, and none can be denied.
//!
//! Changes: nothing; an MFA code is used up.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: an incomplete, unknown or wrong MFA code (AccessDenied). Temporary credentials are
//! refused before (AccessDenied). The root is given an hour at most, without a word.
//!
//! Differences from AWS: `SessionTokenUtilization` and `SessionTokenSize` are not answered.

use cognate_core::session_token::Kind;
use cognate_core::sts::{MadeOf, SessionPolicies, issue};
use cognate_core::{Identified, Result};
use cognate_domain::sts::{SessionTags, of_user};
use cognate_shapes::sts::{GetSessionTokenRequest, GetSessionTokenResponse};

use crate::sessions::{self, Given};

pub async fn get_session_token(
    caller: Identified,
    req: GetSessionTokenRequest,
) -> Result<GetSessionTokenResponse> {
    let given = Given { serial: req.serial_number.as_deref(), code: req.token_code.as_deref() };
    let mfa_at = sessions::verified_at(&caller, given).await?;
    let root = caller.principal.is_root();
    let kind = match root {
        true => Kind::Root,
        false => Kind::User { user_id: caller.principal.id.clone() },
    };
    let made_of = MadeOf {
        kind,
        duration_seconds: of_user(req.duration_seconds, root),
        policies: SessionPolicies { inline: None, arns: &[] },
        scope_down: false,
        tags: SessionTags::default(),
        source_identity: None,
        mfa_at,
        federated: None,
        token_bytes_min: sessions::length(req.minimum_session_token_size),
    };
    let (made, _) = issue(&caller, made_of).await?;
    let credentials = Some(sessions::credentials(made));
    Ok(GetSessionTokenResponse { credentials, ..GetSessionTokenResponse::default() })
}
