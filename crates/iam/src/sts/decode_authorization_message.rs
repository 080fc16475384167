//! # DecodeAuthorizationMessage
//!
//! Opens the message that a denial came with: who asked for what, under which conditions, and which
//! statements denied it.
//!
//! Caller: an IAM principal allowed `sts:DecodeAuthorizationMessage`.
//!
//! Changes: nothing.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: a message that was not made here, or is older than a day
//! (InvalidAuthorizationMessageException).
//!
//! Differences from AWS: none known.

use cognate_core::authorization::open_message;
use cognate_core::{Admin, Result};
use cognate_shapes::sts::{DecodeAuthorizationMessageRequest, DecodeAuthorizationMessageResponse};

pub async fn decode_authorization_message(
    caller: Admin,
    req: DecodeAuthorizationMessageRequest,
) -> Result<DecodeAuthorizationMessageResponse> {
    let decoded_message = Some(open_message(&caller, &req.encoded_message).await?);
    Ok(DecodeAuthorizationMessageResponse { decoded_message })
}
