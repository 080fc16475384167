//! # GetServiceLinkedRoleDeletionStatus
//!
//! Tells what became of a deletion that `DeleteServiceLinkedRole` named: it succeeded, because it was
//! done before it was named.
//!
//! Caller: an IAM principal allowed `iam:GetServiceLinkedRoleDeletionStatus` on the role.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: an id of another form (InvalidInput); a task that was not given here
//! (NoSuchEntity).
//!
//! Differences from AWS: tasks are known for ever.

use cognate_core::{Admin, Result};
use cognate_shapes::iam::{
    DeletionTaskStatusType, GetServiceLinkedRoleDeletionStatusRequest,
    GetServiceLinkedRoleDeletionStatusResponse,
};

use crate::linked_roles;

pub async fn get_service_linked_role_deletion_status(
    caller: Admin,
    req: GetServiceLinkedRoleDeletionStatusRequest,
) -> Result<GetServiceLinkedRoleDeletionStatusResponse> {
    linked_roles::given(&caller, &req.deletion_task_id).await?;
    let status = DeletionTaskStatusType::Succeeded;
    Ok(GetServiceLinkedRoleDeletionStatusResponse { status, reason: None })
}
