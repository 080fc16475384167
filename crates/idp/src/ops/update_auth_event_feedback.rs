//! # UpdateAuthEventFeedback
//!
//! Lets the user say whether an event was their own doing, by the token of a notification.
//!
//! Caller: anybody who has the feedback token, which is bound to pool, user, event and value.
//!
//! Changes: the event.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool; a pool without threat protection (UserPoolAddOnNotEnabledException); a
//! token that is not for this event and value, or has expired, also for users who do not exist
//! (NotAuthorizedException).
//!
//! Differences from AWS: tokens are sent with risk notifications, which this version does not send.

use cognate_core::{Anyone, Result, feedback_token};
use cognate_domain::refusal;
use cognate_shapes::idp::{UpdateAuthEventFeedbackRequest, UpdateAuthEventFeedbackResponse};
use cognate_store::batch::Batch;
use cognate_store::records::auth_event;

use crate::auth_events::{found, judged, refuse_without_protection};

pub async fn update_auth_event_feedback(
    caller: Anyone,
    req: UpdateAuthEventFeedbackRequest,
) -> Result<UpdateAuthEventFeedbackResponse> {
    let pool = caller.pool(&req.user_pool_id).await?;
    refuse_without_protection(&pool)?;
    let keys = caller.keys().pool(pool.key).await?;
    let invalid = || refusal::not_authorized("Invalid feedback token.");
    let subject = feedback_token::Subject {
        username: &req.username,
        event: &req.event_id,
        value: req.feedback_value.as_str(),
    };
    if !feedback_token::is_valid(&caller, &keys, &subject, &req.feedback_token) {
        return Err(invalid().into());
    }
    let user = caller.user(&pool, &req.username).await.map_err(|_| invalid())?;
    let event = found(&caller, &pool, &user, &req.event_id).await?;
    let event = judged(event, req.feedback_value, "User", caller.now_ms());
    caller.store().write(Batch::new().with(auth_event::put(&event))).await?;
    caller.export(&pool, &user, &event).await;
    Ok(UpdateAuthEventFeedbackResponse {})
}
