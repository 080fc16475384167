//! What the operations on styles share.

use serde_json::Value as Json;

use cognate_core::{Cx, Result};
use cognate_domain::branding::managed;
use cognate_domain::{Map, Pool, id, refusal};
use cognate_shapes::idp::{AssetType, ManagedLoginBrandingType};
use cognate_store::records::branding::{self, Asset, Branding};
use cognate_wire::{Timestamp, Value};

/// What a request says about a style, checked.
pub struct Given {
    pub provided: bool,
    pub settings: Option<Map>,
    pub assets: Vec<Asset>,
}

/// Errors, in order: Cognito's values together with others; settings; assets.
pub fn given(
    provided: Option<bool>,
    settings: Option<&Value>,
    assets: Option<Vec<AssetType>>,
) -> Result<Given> {
    let provided = provided.unwrap_or(false);
    let assets = assets.unwrap_or_default();
    managed::check_source(provided, settings.is_some(), !assets.is_empty())?;
    let settings = settings.map(Value::to_json);
    let settings = settings.as_ref().map(managed::check_settings).transpose()?.cloned();
    let views: Vec<managed::Asset<'_>> = assets.iter().map(view).collect();
    managed::check_assets(&views)?;
    let assets = assets.iter().zip(&views).map(|(asset, view)| row(asset, view)).collect();
    Ok(Given { provided, settings, assets })
}

fn view(asset: &AssetType) -> managed::Asset<'_> {
    managed::Asset {
        category: asset.category.as_str(),
        color_mode: asset.color_mode.as_str(),
        extension: asset.extension.as_str(),
        resource: asset.resource_id.as_deref(),
        bytes: asset.bytes.as_deref(),
    }
}

fn row(asset: &AssetType, view: &managed::Asset<'_>) -> Asset {
    let mut document = Map::new();
    document.insert("Category".into(), view.category.into());
    document.insert("ColorMode".into(), view.color_mode.into());
    document.insert("Extension".into(), view.extension.into());
    if let Some(resource) = view.resource {
        document.insert("ResourceId".into(), resource.into());
    }
    let bytes = asset.bytes.clone().unwrap_or_default();
    Asset { place: view.place().into_bytes(), document, bytes }
}

/// The style of this id.
pub async fn found(cx: &Cx, pool: &Pool, text: &str) -> Result<Branding> {
    let style = match id::parse_uuid(text) {
        Some(id) => branding::find(cx.store(), pool.key, id).await?,
        None => None,
    };
    style.ok_or_else(|| {
        refusal::resource_not_found(format!("Managed login branding {text} does not exist.")).into()
    })
}

/// The style in the shape that operations answer.
pub fn shown(
    pool: &Pool,
    style: &Branding,
    assets: Vec<Asset>,
    merged: bool,
) -> ManagedLoginBrandingType {
    let settings = match merged {
        true => Some(managed::merged(style.settings.as_ref())),
        false => style.settings.clone(),
    };
    let assets: Vec<AssetType> = assets.into_iter().filter_map(asset_type).collect();
    ManagedLoginBrandingType {
        managed_login_branding_id: Some(id::uuid(&style.id)),
        user_pool_id: Some(pool.id.clone()),
        use_cognito_provided_values: Some(style.provided),
        settings: settings.map(|settings| Value::from_json(Json::Object(settings))),
        assets: Some(assets).filter(|assets| !assets.is_empty()),
        creation_date: Some(Timestamp(style.created)),
        last_modified_date: Some(Timestamp(style.modified)),
    }
}

/// None for a category of another version.
fn asset_type(asset: Asset) -> Option<AssetType> {
    let text = |name: &str| asset.document.get(name).and_then(Json::as_str);
    Some(AssetType {
        category: text("Category")?.parse().ok()?,
        color_mode: text("ColorMode")?.parse().ok()?,
        extension: text("Extension")?.parse().ok()?,
        resource_id: text("ResourceId").map(str::to_owned),
        bytes: Some(asset.bytes),
    })
}
