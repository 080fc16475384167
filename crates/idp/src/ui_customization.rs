//! What the operations on the classic pages share.

use cognate_core::{Cx, Result};
use cognate_domain::Pool;
use cognate_domain::branding::sniff;
use cognate_shapes::idp::UICustomizationType;
use cognate_store::records::ui_customization::UiCustomization;
use cognate_wire::Timestamp;

/// In the shape that operations answer. The logo is served by the pages of the pool's domain.
pub async fn shown(cx: &Cx, pool: &Pool, look: UiCustomization) -> Result<UICustomizationType> {
    let has_image = look.image.as_deref().and_then(sniff).is_some();
    let image_url = match cx.pages_url(pool).await? {
        Some(pages) if has_image => {
            Some(format!("{pages}/brand/{}/logo?version={}", look.client, look.version))
        }
        Some(_) | None => None,
    };
    Ok(UICustomizationType {
        user_pool_id: Some(pool.id.clone()),
        // "ALL" too, as AWS answers: Terraform's provider takes its absence for a change.
        client_id: Some(look.client),
        image_url,
        css_version: look.css.as_ref().map(|_| look.modified.to_string()),
        css: look.css,
        last_modified_date: Some(Timestamp(look.modified)),
        creation_date: Some(Timestamp(look.created)),
    })
}
