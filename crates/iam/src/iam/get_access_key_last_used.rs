//! # GetAccessKeyLastUsed
//!
//! Says whose an access key is, and when and for what it was last used: to a quarter of an hour.
//!
//! Caller: an IAM principal allowed `iam:GetAccessKeyLastUsed` on the user.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: an unknown key (AccessDenied).
//!
//! Differences from AWS: uses within a quarter of an hour of a noted one are not noted.

use cognate_core::iam::entity;
use cognate_core::{Admin, Error, Result};
use cognate_shapes::iam::{
    AccessKeyLastUsed, GetAccessKeyLastUsedRequest, GetAccessKeyLastUsedResponse,
};
use cognate_store::records::{access_key, iam_entity, last_use};

use crate::entities::shown_at;

pub async fn get_access_key_last_used(
    caller: Admin,
    req: GetAccessKeyLastUsedRequest,
) -> Result<GetAccessKeyLastUsedResponse> {
    let id = &req.access_key_id;
    let Some(key) = access_key::find(caller.store(), id).await? else {
        let text = format!(
            "User: {} is not authorized to perform: iam:GetAccessKeyLastUsed on resource: access key {id}",
            caller.principal.arn
        );
        return Err(Error::new("AccessDenied", text).status(403));
    };
    let user_name = match key.owner {
        Some(owner) => {
            let user = iam_entity::find_by_id(caller.store(), &owner).await?;
            user.map(|user| entity::name(&user).to_owned())
        }
        None => None,
    };
    let used = last_use::find(caller.store(), id).await?;
    let or_none = |text: Option<String>| text.unwrap_or_else(|| "N/A".to_owned());
    let access_key_last_used = Some(AccessKeyLastUsed {
        last_used_date: used.as_ref().map(|used| shown_at(used.at)),
        service_name: or_none(used.as_ref().map(|used| used.service.clone())),
        region: or_none(used.map(|used| used.region)),
    });
    Ok(GetAccessKeyLastUsedResponse { user_name, access_key_last_used })
}
