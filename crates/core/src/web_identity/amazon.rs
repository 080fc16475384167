//! Login with Amazon's access tokens: `tokeninfo` says for which application, the profile whose.
//!
//! Source: Login with Amazon developer guide, "Verify access tokens".

use serde_json::Value;

use super::social::{claims, encoded, id, problem, verified};
use super::{Checked, TokenProblem, Verified, ask};
use crate::cx::Cx;

pub(super) const KEY: &str = "www.amazon.com";

/// `application`: the application's id, or the id of one of its clients.
pub(super) async fn verify(cx: &Cx, token: &str, application: Option<&str>) -> Checked<Verified> {
    let base = &cx.config().identity_pools.amazon_url;
    let url = format!("{base}/auth/o2/tokeninfo?access_token={}", encoded(token));
    let said = ask::object(cx, &url, None).await.map_err(|no| problem(KEY, no))?;
    let (Some(client), Some(user)) = (id(&said, "aud"), id(&said, "user_id")) else {
        return Err(TokenProblem::Rejected);
    };
    // Seconds that are left.
    let left = said.get("exp").and_then(Value::as_i64).ok_or(TokenProblem::Rejected)?;
    let now = cx.clock().now_s();
    let expires = now.saturating_add(left);
    if left <= 0 {
        return Err(TokenProblem::Expired { now, expires });
    }
    let app = id(&said, "app_id").unwrap_or_else(|| client.clone());
    if application.is_some_and(|application| application != app && application != client) {
        return Err(TokenProblem::WrongAudience);
    }
    let bearer = format!("Bearer {token}");
    let url = format!("{base}/user/profile");
    let profile = ask::object(cx, &url, Some(&bearer)).await.map_err(|no| problem(KEY, no))?;
    if id(&profile, "user_id").as_ref() != Some(&user) {
        return Err(TokenProblem::Rejected);
    }
    let claims = claims(KEY, &app, &user, &[("user_id", &user)]);
    Ok(verified(KEY, app, user, claims, Some(expires)))
}
