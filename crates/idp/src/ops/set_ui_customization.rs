//! # SetUICustomization
//!
//! Sets style sheet and logo of the classic pages, for one client or for all that have none of their
//! own. What is left out is removed; with neither, the settings are gone.
//!
//! Caller: an IAM principal allowed `cognito-idp:SetUICustomization` on the pool.
//!
//! Changes: the settings; an audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool; unknown client of it; a pool without a domain, a request over 135 KiB,
//! a style sheet with other than the known classes and properties, a logo that is no PNG or JPEG or
//! over 100 KiB (InvalidParameterException); others kept changing the settings meanwhile
//! (TooManyRequestsException).
//!
//! Differences from AWS: values of properties are plain: numbers, lengths, words and colours; see
//! GetUICustomization.

use cognate_core::pools::not_found;
use cognate_core::{Admin, Error, Result, audit};
use cognate_domain::branding::classic;
use cognate_domain::{Pool, refusal};
use cognate_shapes::idp::{
    SetUICustomizationRequest, SetUICustomizationResponse, UICustomizationType,
};
use cognate_store::batch::{Batch, Outcome, Statement};
use cognate_store::records::ui_customization::{self, UiCustomization};
use cognate_store::records::user_pool;

use crate::pools;
use crate::ui_customization::shown;

pub async fn set_ui_customization(
    caller: Admin,
    req: SetUICustomizationRequest,
) -> Result<SetUICustomizationResponse> {
    let pool = caller.pool(&req.user_pool_id).await?;
    let client = req.client_id.as_deref().unwrap_or(classic::ALL);
    if client != classic::ALL {
        caller.client_of_pool(&pool, client).await?;
    }
    if caller.domains_of(&pool).await?.is_empty() {
        return Err(refusal::invalid_parameter(
            "There has to be an existing domain associated with this user pool",
        )
        .into());
    }
    classic::check(req.css.as_deref(), req.image_file.as_deref())?;
    let css = req.css.filter(|css| !css.is_empty());
    let image = req.image_file.filter(|image| !image.is_empty());
    for _ in 0..pools::TRIES {
        let before = ui_customization::find(caller.store(), pool.key, client, client).await?;
        let after = changed(&pool, client, before.as_ref(), caller.now_ms());
        let after = UiCustomization { css: css.clone(), image: image.clone(), ..after };
        let Some(statement) = statement(before.as_ref(), &after) else {
            let ui_customization = UICustomizationType::default();
            return Ok(SetUICustomizationResponse { ui_customization });
        };
        let batch = Batch::new()
            .with(user_pool::check_live(&pool.id))
            .with(statement)
            .with(audit::event(&caller, &caller.principal, Some(&pool.id), client));
        match caller.store().write(batch).await? {
            Outcome::Committed if after.css.is_none() && after.image.is_none() => {
                let ui_customization = UICustomizationType::default();
                return Ok(SetUICustomizationResponse { ui_customization });
            }
            Outcome::Committed => {
                let ui_customization = shown(&caller, &pool, after).await?;
                return Ok(SetUICustomizationResponse { ui_customization });
            }
            Outcome::Unmet("user_pool.live") => return Err(not_found(&pool.id)),
            // Somebody else was faster: read again.
            Outcome::Unmet(_) => {}
        }
    }
    Err(Error::too_many_requests())
}

fn changed(
    pool: &Pool,
    client: &str,
    before: Option<&UiCustomization>,
    now_ms: i64,
) -> UiCustomization {
    UiCustomization {
        pool: pool.key,
        client: client.to_owned(),
        css: None,
        image: None,
        created: before.map_or(now_ms, |before| before.created),
        modified: now_ms,
        version: before.map_or(1, |before| before.version + 1),
    }
}

/// None: there is nothing, and nothing is to be.
fn statement(before: Option<&UiCustomization>, after: &UiCustomization) -> Option<Statement> {
    let is_empty = after.css.is_none() && after.image.is_none();
    match (before, is_empty) {
        (None, true) => None,
        (None, false) => Some(ui_customization::insert(after)),
        (Some(before), true) => Some(ui_customization::delete(before)),
        (Some(before), false) => Some(ui_customization::update(after, before.version)),
    }
}
