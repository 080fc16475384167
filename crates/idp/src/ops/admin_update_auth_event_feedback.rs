//! # AdminUpdateAuthEventFeedback
//!
//! Says whether an event was the user's own doing. A later word replaces an earlier one.
//!
//! Caller: an IAM principal allowed `cognito-idp:AdminUpdateAuthEventFeedback` on the pool.
//!
//! Changes: the event; an audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool; a pool without threat protection (UserPoolAddOnNotEnabledException);
//! unknown user; unknown event of theirs.
//!
//! Differences from AWS: feedback is kept and shown; it teaches nothing before risk is scored.

use cognate_core::{Admin, Result, audit};
use cognate_shapes::idp::{
    AdminUpdateAuthEventFeedbackRequest, AdminUpdateAuthEventFeedbackResponse,
};
use cognate_store::batch::Batch;
use cognate_store::records::auth_event;

use crate::auth_events::{found, judged, refuse_without_protection};

pub async fn admin_update_auth_event_feedback(
    caller: Admin,
    req: AdminUpdateAuthEventFeedbackRequest,
) -> Result<AdminUpdateAuthEventFeedbackResponse> {
    let pool = caller.pool(&req.user_pool_id).await?;
    refuse_without_protection(&pool)?;
    let user = caller.user(&pool, &req.username).await?;
    let event = found(&caller, &pool, &user, &req.event_id).await?;
    let event = judged(event, req.feedback_value, "Admin", caller.now_ms());
    let batch = Batch::new().with(auth_event::put(&event)).with(audit::event(
        &caller,
        &caller.principal,
        Some(&pool.id),
        &req.event_id,
    ));
    caller.store().write(batch).await?;
    caller.export(&pool, &user, &event).await;
    Ok(AdminUpdateAuthEventFeedbackResponse {})
}
