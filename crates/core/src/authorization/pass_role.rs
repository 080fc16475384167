//! Handing a role to a service: whoever does that must be allowed `iam:PassRole` on the role.

use cognate_access::policy::Value;

use super::denial::access_denied;
use super::{Ask, authorize, policies_of, reference};
use crate::call::Principal;
use crate::cx::Cx;
use crate::error::Result;

const PASS_ROLE: &str = "iam:PassRole";

/// `service`: to whom, `cognito-idp.amazonaws.com`. The refusal is that of [`authorize`].
pub async fn pass_role(
    cx: &Cx,
    principal: &Principal,
    role_arn: &str,
    service: &str,
) -> Result<()> {
    let gathered = policies_of(cx, principal).await?;
    if gathered.is_unlimited() {
        return Ok(());
    }
    let role = reference::role(cx, role_arn).await?;
    if role.account != cx.config().account {
        return Err(access_denied(cx, "Cross-account pass role is not allowed."));
    }
    let mut keys = vec![("iam:PassedToService".to_owned(), Value::One(service.to_owned()))];
    keys.extend(role.keys(&gathered));
    authorize(cx, principal, &Ask { action: PASS_ROLE, resource: &role.arn, keys }).await
}
