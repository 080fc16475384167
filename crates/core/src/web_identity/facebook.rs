//! Facebook's access tokens: the Graph API's `debug_token` says whose they are and for which app.
//!
//! Source: Meta for Developers, "Debugging access tokens". A token inspects itself: nobody here has the
//! app's secret.

use serde_json::Value;

use super::social::{claims, encoded, id, problem, verified};
use super::{Checked, TokenProblem, Verified, ask};
use crate::cx::Cx;

pub(super) const KEY: &str = "graph.facebook.com";

pub(super) async fn verify(cx: &Cx, token: &str, application: Option<&str>) -> Checked<Verified> {
    let base = &cx.config().identity_pools.facebook_url;
    let token = encoded(token);
    let url = format!("{base}/debug_token?input_token={token}&access_token={token}");
    let answer = ask::object(cx, &url, None).await.map_err(|no| problem(KEY, no))?;
    let said = answer.get("data").and_then(Value::as_object).ok_or(TokenProblem::Rejected)?;
    let other_kind = said.get("type").is_some_and(|kind| kind != "USER");
    if said.get("is_valid") != Some(&Value::Bool(true)) || other_kind {
        return Err(TokenProblem::Rejected);
    }
    let (Some(app), Some(user)) = (id(said, "app_id"), id(said, "user_id")) else {
        return Err(TokenProblem::Rejected);
    };
    // 0: never.
    let expires = said.get("expires_at").and_then(Value::as_i64).filter(|at| *at != 0);
    let now = cx.clock().now_s();
    if let Some(expires) = expires.filter(|at| now >= *at) {
        return Err(TokenProblem::Expired { now, expires });
    }
    if application.is_some_and(|application| application != app) {
        return Err(TokenProblem::WrongAudience);
    }
    let further = [("app_id", app.as_str()), ("user_id", user.as_str())];
    let claims = claims(KEY, &app, &user, &further);
    Ok(verified(KEY, app, user, claims, expires))
}
