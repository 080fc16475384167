//! Managed login: a style is a document of settings and some images. Settings are kept as they came
//! (tools compare them), so only their outline is checked; images are checked by their bytes.
//!
//! Source: API reference, `CreateManagedLoginBranding`; developer guide, "Apply branding to managed
//! login pages".

use serde_json::Value;

use super::image::{Format, sniff};
use crate::{Map, Refusal, refusal};

/// Styles of one pool, at most, by AWS's quota.
pub const PER_POOL_MAX: i64 = 20;

/// Images of one style, at most.
pub const ASSETS_MAX: usize = 40;

/// What applies where a style says nothing.
const DEFAULTS: &str = include_str!("defaults.json");

const GRAPHIC: &[Format] = &[Format::Png, Format::Svg, Format::Jpeg, Format::Webp];

/// An image as it was given, without its bytes.
pub struct Asset<'a> {
    pub category: &'a str,
    pub color_mode: &'a str,
    pub extension: &'a str,
    pub resource: Option<&'a str>,
    pub bytes: Option<&'a [u8]>,
}

impl Asset<'_> {
    /// What the image is for: another one for the same place replaces it.
    pub fn place(&self) -> String {
        format!("{}/{}/{}", self.category, self.color_mode, self.resource.unwrap_or_default())
    }
}

/// Cognito's own values stand alone.
pub fn check_source(provided: bool, settings: bool, assets: bool) -> Result<(), Refusal> {
    if provided && (settings || assets) {
        return Err(refusal::invalid_parameter(
            "When UseCognitoProvidedValues is true, Settings and Assets must be omitted.",
        ));
    }
    Ok(())
}

/// `Settings` is an object of objects, with none but the known parts at the top.
pub fn check_settings(settings: &Value) -> Result<&Map, Refusal> {
    let invalid =
        |text: &str| refusal::invalid_parameter(format!("Settings are not valid: {text}"));
    let Some(members) = settings.as_object() else {
        return Err(invalid("they must be a JSON object."));
    };
    for (name, part) in members {
        if !["categories", "componentClasses", "components"].contains(&name.as_str()) {
            return Err(invalid(&format!(
                "{name} is none of categories, componentClasses, components."
            )));
        }
        if !part.is_object() {
            return Err(invalid(&format!("{name} must be a JSON object.")));
        }
    }
    Ok(members)
}

/// Errors, in order: an image without bytes; a file type that the category does not take; bytes that
/// are not of the file type; two images for one place.
pub fn check_assets(assets: &[Asset<'_>]) -> Result<(), Refusal> {
    let invalid = |asset: &Asset<'_>, text: String| {
        refusal::invalid_parameter(format!("Asset {} is not valid: {text}", asset.place()))
    };
    for (at, asset) in assets.iter().enumerate() {
        let Some(bytes) = asset.bytes.filter(|bytes| !bytes.is_empty()) else {
            return Err(invalid(asset, "it has no bytes.".into()));
        };
        let Some(format) = Format::from_name(asset.extension) else {
            return Err(invalid(asset, format!("{} is no file type.", asset.extension)));
        };
        if !formats(asset.category).contains(&format) {
            return Err(invalid(asset, format!("the category takes no {}.", asset.extension)));
        }
        if sniff(bytes) != Some(format) {
            return Err(invalid(asset, format!("its bytes are not {}.", asset.extension)));
        }
        if format == Format::Svg && !is_still(bytes) {
            return Err(invalid(asset, "the SVG has scripts or refers to other places.".into()));
        }
        if assets[..at].iter().any(|other| other.place() == asset.place()) {
            return Err(invalid(asset, "it is given twice.".into()));
        }
    }
    Ok(())
}

fn formats(category: &str) -> &'static [Format] {
    match category {
        "FAVICON_ICO" => &[Format::Ico],
        "FAVICON_SVG" => &[Format::Svg],
        "IDP_BUTTON_ICON" => &[Format::Ico, Format::Svg],
        _ => GRAPHIC,
    }
}

/// Nothing in the document can run or fetch. Whoever shows it adds a policy that forbids both (HD-2).
fn is_still(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes).to_ascii_lowercase();
    let forbidden = [
        "<script",
        "<foreignobject",
        "<!doctype",
        "<!entity",
        "<iframe",
        "<embed",
        "<object",
        "javascript:",
        "@import",
        "<?xml-stylesheet",
    ];
    if forbidden.iter().any(|word| text.contains(word)) {
        return false;
    }
    !has_handler(&text) && !refers_elsewhere(&text)
}

/// `onload=` and its like.
fn has_handler(text: &str) -> bool {
    text.match_indices("on").any(|(at, _)| {
        let begins = text[..at].ends_with(|c: char| c.is_whitespace() || "\"'/".contains(c));
        let name = text[at..].trim_start_matches(|c: char| c.is_ascii_alphabetic());
        begins && name.len() < text[at..].len() - 2 && name.trim_start().starts_with('=')
    })
}

/// References stay inside the document: `href="#id"`, `url(#id)`.
fn refers_elsewhere(text: &str) -> bool {
    let foreign = |word: &str| {
        text.match_indices(word).any(|(at, _)| {
            let rest = text[at + word.len()..].trim_start();
            let rest = rest.strip_prefix('=').map_or(rest, str::trim_start);
            !rest.trim_start_matches(['"', '\'']).trim_start().starts_with('#')
        })
    };
    foreign("href") || foreign("url(")
}

/// The settings with Cognito's own below them (`ReturnMergedResources`).
pub fn merged(settings: Option<&Map>) -> Map {
    let mut all: Map = serde_json::from_str(DEFAULTS).expect("the file is a JSON object");
    if let Some(settings) = settings {
        overlay(&mut all, settings);
    }
    all
}

fn overlay(below: &mut Map, above: &Map) {
    for (name, value) in above {
        match (below.get_mut(name), value) {
            (Some(Value::Object(below)), Value::Object(above)) => overlay(below, above),
            _ => drop(below.insert(name.clone(), value.clone())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn asset<'a>(category: &'a str, extension: &'a str, bytes: &'a [u8]) -> Asset<'a> {
        Asset { category, color_mode: "LIGHT", extension, resource: None, bytes: Some(bytes) }
    }

    #[test]
    fn settings_have_a_known_outline() {
        assert!(check_settings(&json!({})).is_ok());
        assert!(check_settings(&json!({ "categories": { "mine": 8.0 } })).is_ok());
        for bad in [json!([]), json!("x"), json!({ "colour": {} }), json!({ "components": 1 })] {
            assert!(check_settings(&bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn il_6_images_are_what_they_say() {
        let png = b"\x89PNG\r\n\x1a\n";
        let svg = b"<svg><g id='a' fill='url(#b)'/><use href=\"#a\"/></svg>";
        assert_eq!(check_assets(&[asset("FORM_LOGO", "PNG", png)]), Ok(()));
        assert_eq!(check_assets(&[asset("FAVICON_SVG", "SVG", svg)]), Ok(()));
        for bad in [
            asset("FORM_LOGO", "JPEG", png),
            asset("FORM_LOGO", "ICO", b"\0\0\x01\0"),
            asset("FAVICON_ICO", "PNG", png),
            asset("FORM_LOGO", "PNG", b""),
            asset("FORM_LOGO", "SVG", b"<svg><script>1</script></svg>"),
            asset("FORM_LOGO", "SVG", b"<svg onload = 'x()'></svg>"),
            asset("FORM_LOGO", "SVG", b"<svg><image href='https://x/y.png'/></svg>"),
            asset("FORM_LOGO", "SVG", b"<svg><g fill='url(https://x)'/></svg>"),
        ] {
            assert!(check_assets(&[bad]).is_err());
        }
        let twice = [asset("FORM_LOGO", "PNG", png), asset("FORM_LOGO", "PNG", png)];
        assert!(check_assets(&twice).is_err());
    }

    #[test]
    fn merged_settings_are_the_given_ones_over_the_defaults() {
        let plain = merged(None);
        assert!(plain.contains_key("categories") && plain.contains_key("components"));
        let given = json!({ "categories": { "global": { "colorSchemeMode": "DARK" } } });
        let all = merged(given.as_object());
        assert_eq!(all["categories"]["global"]["colorSchemeMode"], "DARK");
        assert_eq!(all["categories"]["form"], plain["categories"]["form"]);
    }
}
