//! New users: what SignUp and AdminCreateUser share.

use std::collections::BTreeMap;

use serde_json::json;

pub use cognate_core::newcomers::{Taking, insert, user};
use cognate_core::{Cx, Result, triggers};
use cognate_domain::pool::Trigger;
use cognate_domain::signup::PreSignUp;
use cognate_domain::{Pool, User};
use cognate_shapes::idp::AttributeType;

use crate::profile;

/// What PreSignUp is told besides the user.
pub struct Occasion<'a> {
    /// `PreSignUp_SignUp` or `PreSignUp_AdminCreateUser`.
    pub source: &'a str,
    pub client_id: Option<&'a str>,
    pub validation: Option<Vec<AttributeType>>,
    pub metadata: Option<&'a BTreeMap<String, String>>,
}

/// Asks PreSignUp, which may refuse.
pub async fn pre_sign_up(
    cx: &Cx,
    pool: &Pool,
    user: &User,
    occasion: Occasion<'_>,
) -> Result<PreSignUp> {
    let validation = occasion.validation.map(|list| profile::pairs(Some(list)));
    let validation: Option<BTreeMap<String, String>> =
        validation.map(|pairs| pairs.into_iter().collect());
    let mut request = json!({ "userAttributes": user.attributes, "validationData": validation });
    if let Some(metadata) = occasion.metadata {
        request["clientMetadata"] = json!(metadata);
    }
    let occasion = triggers::Occasion {
        source: occasion.source,
        region: &pool.region,
        username: &user.username,
        client_id: occasion.client_id,
        request,
        response: PreSignUp::unanswered(),
    };
    let answer = triggers::call(cx.functions(), pool, Trigger::PreSignUp, occasion).await?;
    Ok(answer.map(|response| PreSignUp::read(&response)).transpose()?.unwrap_or_default())
}
