//! What the operations on tags share.

use cognate_access::arn::Arn;
use cognate_core::{Cx, Error, Result, identity_pools};

/// The id of the pool that an ARN names: of this account, in the region that the ARN says.
pub fn pool_id(cx: &Cx, arn: &str) -> Result<String> {
    let not_one = || Error::invalid_parameter(format!("{arn} is not the ARN of an identity pool."));
    let parsed: Arn = arn.parse().map_err(|_| not_one())?;
    let id = parsed.resource.strip_prefix("identitypool/");
    let id = id.filter(|_| parsed.service == "cognito-identity").ok_or_else(not_one)?;
    if identity_pools::arn(cx, id) != arn {
        return Err(identity_pools::not_found(id));
    }
    Ok(id.to_owned())
}
