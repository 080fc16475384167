//! What the operations on tags share.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

use cognate_access::arn::Arn;
use cognate_core::{Cx, Error, Result, pools};
use cognate_domain::{Map, Pool};

/// The pool that an ARN names: of this account, in the region of the request.
pub async fn pool(cx: &Cx, arn: &str) -> Result<Arc<Pool>> {
    let not_one = || Error::invalid_parameter(format!("{arn} is not the ARN of a user pool."));
    let parsed: Arn = arn.parse().map_err(|_| not_one())?;
    let id = parsed.resource.strip_prefix("userpool/").filter(|_| parsed.service == "cognito-idp");
    let id = id.ok_or_else(not_one)?;
    if parsed.account != cx.config().account {
        return Err(pools::not_found(id));
    }
    let pool = cx.pool(id).await?;
    if pool.region != parsed.region {
        return Err(pools::not_found(id));
    }
    Ok(pool)
}

/// The tags of a request, as the rules take them.
pub fn map(tags: &BTreeMap<String, String>) -> Map {
    tags.iter().map(|(key, value)| (key.clone(), value.as_str().into())).collect()
}

/// The pool's tags.
pub fn of(pool: &Pool) -> BTreeMap<String, String> {
    let tags = pool.document.get("UserPoolTags").and_then(Value::as_object);
    let texts = tags.into_iter().flatten();
    texts.filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned()))).collect()
}
