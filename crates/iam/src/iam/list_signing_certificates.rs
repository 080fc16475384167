//! # ListSigningCertificates
//!
//! Lists the signing certificates of a user; without `UserName`, of the caller. Nobody has any:
//! requests are signed with access keys only.
//!
//! Caller: an IAM principal allowed `iam:ListSigningCertificates` on the user.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: no name, and the caller is a session of a role or a federated user
//! (ValidationError); an unknown user (NoSuchEntity); a `Marker` that this list did not give, or gave
//! over an hour ago (ValidationError).
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result};
use cognate_shapes::iam::{ListSigningCertificatesRequest, ListSigningCertificatesResponse};

use crate::paging::Asked;
use crate::users::Meant;

pub async fn list_signing_certificates(
    caller: Admin,
    req: ListSigningCertificatesRequest,
) -> Result<ListSigningCertificatesResponse> {
    let meant = Meant::by(&caller, req.user_name.as_deref()).await?;
    let asked = Asked::new(req.marker.as_deref(), req.max_items, meant.name());
    let page = asked.of_all(&caller, Vec::new()).await?;
    Ok(ListSigningCertificatesResponse {
        is_truncated: page.is_truncated(),
        certificates: page.items,
        marker: page.marker,
    })
}
