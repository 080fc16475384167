//! The role that is to be assumed, and what one session hands on to the next.

use std::sync::Arc;

use cognate_access::arn::Arn;
use cognate_domain::sts::SessionTags;

use crate::cx::Cx;
use crate::error::Result;
use crate::iam::Subject;
use crate::session_token::{Federated, Session};

/// The role of exactly this ARN, path and case included.
pub async fn role_of(cx: &Cx, role_arn: &str) -> Result<Option<Arc<Subject>>> {
    let Ok(arn) = role_arn.parse::<Arn>() else { return Ok(None) };
    let Some(path_and_name) = arn.resource.strip_prefix("role/") else { return Ok(None) };
    let name = path_and_name.rsplit('/').next().unwrap_or_default();
    let role = cx.iam_role(name).await?;
    Ok(role.filter(|role| role.arn == role_arn))
}

/// The tags that a session was given or inherited.
pub fn tags_of(session: &Session) -> SessionTags {
    SessionTags { tags: session.tags.clone(), transitive: session.transitive.clone() }
}

/// What a provider said of a session, as far as a role that is assumed from it still knows it: the keys,
/// but the session itself is nobody's federation.
pub fn still_said(session: &Session) -> Option<Federated> {
    let keys = session.federated.as_ref()?.keys.clone();
    Some(Federated { provider: String::new(), keys })
}
