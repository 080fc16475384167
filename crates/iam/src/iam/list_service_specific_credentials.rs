//! # ListServiceSpecificCredentials
//!
//! Lists the credentials of a user for single services; without `UserName`, of the caller, or with
//! `AllUsers` of everybody. Nobody has any: the services that take them do not exist here.
//!
//! Caller: an IAM principal allowed `iam:ListServiceSpecificCredentials` on the user.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: `UserName` with `AllUsers` (ValidationError); a service that has no such
//! credentials (NotSupportedService); no name, and the caller is a session of a role or a federated
//! user (ValidationError); an unknown user (NoSuchEntity); a `Marker` that this list did not give, or
//! gave over an hour ago (ValidationError).
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Error, Result};
use cognate_shapes::iam::{
    ListServiceSpecificCredentialsRequest, ListServiceSpecificCredentialsResponse,
};

use crate::faults;
use crate::paging::Asked;
use crate::users::Meant;

/// Those that have such credentials on AWS.
const SERVICES: [&str; 4] = [
    "bedrock.amazonaws.com",
    "cassandra.amazonaws.com",
    "codecommit.amazonaws.com",
    "logs.amazonaws.com",
];

pub async fn list_service_specific_credentials(
    caller: Admin,
    req: ListServiceSpecificCredentialsRequest,
) -> Result<ListServiceSpecificCredentialsResponse> {
    let all = req.all_users == Some(true);
    if all && req.user_name.is_some() {
        let text = "UserName cannot be specified together with AllUsers.";
        return Err(Error::new("ValidationError", text));
    }
    if let Some(service) = req.service_name.as_deref()
        && !SERVICES.contains(&service)
    {
        return Err(faults::not_supported(service));
    }
    let name = match all {
        true => String::new(),
        false => Meant::by(&caller, req.user_name.as_deref()).await?.name().to_owned(),
    };
    let asked = Asked::new(req.marker.as_deref(), req.max_items, &name);
    let page = asked.of_all(&caller, Vec::new()).await?;
    Ok(ListServiceSpecificCredentialsResponse {
        is_truncated: page.is_truncated(),
        service_specific_credentials: Some(page.items),
        marker: page.marker,
    })
}
