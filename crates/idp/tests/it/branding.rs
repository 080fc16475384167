//! Styles of managed login, style sheet and logo of the classic pages.

use cognate_testkit::{Cognate, Value, json};

const INVALID: &str = "InvalidParameterException";
const NOT_FOUND: &str = "ResourceNotFoundException";
/// The first bytes of a PNG, and of an SVG.
const PNG: &str = "iVBORw0KGgo=";
const SVG: &str = "PHN2Zy8+";
const NOBODY: &str = "00000000-0000-4000-8000-000000000000";

fn asset(category: &str, mode: &str, extension: &str, bytes: &str) -> Value {
    json!({ "Category": category, "ColorMode": mode, "Extension": extension, "Bytes": bytes })
}

struct Scene {
    cognate: Cognate,
    pool: String,
    client: String,
}

async fn scene() -> Scene {
    let cognate = Cognate::start().await;
    let pool = cognate.create_pool(json!({})).await;
    let client = cognate.create_client(&pool, json!({})).await;
    Scene { cognate, pool, client }
}

impl Scene {
    async fn create(&self, mut members: Value) -> cognate_testkit::Answer {
        members["UserPoolId"] = self.pool.as_str().into();
        members["ClientId"] = self.client.as_str().into();
        self.cognate.admin("CreateManagedLoginBranding", members).await
    }

    async fn update(&self, id: &str, mut members: Value) -> cognate_testkit::Answer {
        members["UserPoolId"] = self.pool.as_str().into();
        members["ManagedLoginBrandingId"] = id.into();
        self.cognate.admin("UpdateManagedLoginBranding", members).await
    }

    async fn described(&self, id: &str, merged: bool) -> Value {
        let request = json!({
            "UserPoolId": self.pool, "ManagedLoginBrandingId": id, "ReturnMergedResources": merged,
        });
        let answer = self.cognate.admin("DescribeManagedLoginBranding", request).await.ok();
        answer["ManagedLoginBranding"].clone()
    }
}

#[tokio::test]
async fn a_style_is_created_changed_in_part_and_deleted() {
    let scene = scene().await;
    let settings = json!({ "categories": { "global": { "colorSchemeMode": "DARK" } } });
    let assets = json!([asset("FORM_LOGO", "LIGHT", "PNG", PNG)]);
    let made = scene.create(json!({ "Settings": settings, "Assets": assets })).await.ok();
    let style = &made["ManagedLoginBranding"];
    let id = style["ManagedLoginBrandingId"].as_str().unwrap();
    assert_eq!(style["UserPoolId"], scene.pool.as_str());
    assert_eq!(style["UseCognitoProvidedValues"], false);
    assert_eq!((&style["Settings"], &style["Assets"]), (&settings, &assets));
    assert_eq!(scene.described(id, false).await, *style);

    let text = "A managed login branding already exists for the app client.";
    scene.create(json!({})).await.expect_error("ManagedLoginBrandingExistsException", text);

    // Another image joins the first; settings stay.
    let more = json!([asset("FORM_LOGO", "DARK", "SVG", SVG)]);
    let changed = scene.update(id, json!({ "Assets": more })).await.ok();
    let changed = &changed["ManagedLoginBranding"];
    assert_eq!(changed["Assets"].as_array().unwrap().len(), 2);
    assert_eq!(changed["Settings"], settings);
    // One for the same place takes it.
    let other = json!([asset("FORM_LOGO", "LIGHT", "SVG", SVG)]);
    scene.update(id, json!({ "Assets": other })).await.ok();
    let shown = scene.described(id, false).await;
    assert_eq!(shown["Assets"].as_array().unwrap().len(), 2);
    assert_eq!(shown["Assets"][1]["Extension"], "SVG");

    let merged = scene.described(id, true).await;
    assert_eq!(merged["Settings"]["categories"]["global"]["colorSchemeMode"], "DARK");
    assert!(merged["Settings"]["components"]["primaryButton"].is_object());

    let by_client = json!({ "UserPoolId": scene.pool, "ClientId": scene.client });
    let answer =
        scene.cognate.admin("DescribeManagedLoginBrandingByClient", by_client.clone()).await;
    assert_eq!(answer.ok()["ManagedLoginBranding"], shown);

    let reset = scene.update(id, json!({ "UseCognitoProvidedValues": true })).await.ok();
    assert_eq!(reset["ManagedLoginBranding"]["UseCognitoProvidedValues"], true);
    let shown = scene.described(id, false).await;
    assert_eq!((shown.get("Settings"), shown.get("Assets")), (None, None));

    let named = json!({ "UserPoolId": scene.pool, "ManagedLoginBrandingId": id });
    scene.cognate.admin("DeleteManagedLoginBranding", named.clone()).await.ok();
    for operation in ["DeleteManagedLoginBranding", "DescribeManagedLoginBranding"] {
        scene.cognate.admin(operation, named.clone()).await.expect_code(NOT_FOUND);
    }
    scene.update(id, json!({})).await.expect_code(NOT_FOUND);
    let answer = scene.cognate.admin("DescribeManagedLoginBrandingByClient", by_client).await;
    answer.expect_code(NOT_FOUND);
}

#[tokio::test]
async fn what_a_style_refuses() {
    let scene = scene().await;
    let settings = json!({ "components": {} });
    for members in [
        json!({ "UseCognitoProvidedValues": true, "Settings": settings }),
        json!({ "UseCognitoProvidedValues": true, "Assets": [asset("FORM_LOGO", "LIGHT", "PNG", PNG)] }),
        json!({ "Settings": { "colours": {} } }),
        json!({ "Settings": { "components": 1 } }),
        json!({ "Assets": [asset("FORM_LOGO", "LIGHT", "JPEG", PNG)] }),
        json!({ "Assets": [asset("FAVICON_ICO", "LIGHT", "PNG", PNG)] }),
        json!({ "Assets": [asset("FORM_LOGO", "LIGHT", "PNG", "")] }),
        json!({ "Assets": vec![asset("FORM_LOGO", "LIGHT", "PNG", PNG); 2] }),
        json!({ "Assets": vec![asset("FORM_LOGO", "LIGHT", "PNG", PNG); 41] }),
    ] {
        scene.create(members).await.expect_code(INVALID);
    }
    let request = json!({ "UserPoolId": scene.pool, "ClientId": "nobody" });
    scene.cognate.admin("CreateManagedLoginBranding", request).await.expect_code(NOT_FOUND);
    scene.update(NOBODY, json!({})).await.expect_code(NOT_FOUND);
    let request = json!({ "UserPoolId": scene.pool });
    scene.cognate.admin("UpdateManagedLoginBranding", request).await.expect_code(INVALID);
    // TB-4: a style is its pool's.
    let made = scene.create(json!({ "UseCognitoProvidedValues": true })).await.ok();
    let other = scene.cognate.create_pool(json!({})).await;
    let id = &made["ManagedLoginBranding"]["ManagedLoginBrandingId"];
    let foreign = json!({ "UserPoolId": other, "ManagedLoginBrandingId": id });
    scene.cognate.admin("DescribeManagedLoginBranding", foreign).await.expect_code(NOT_FOUND);
}

#[tokio::test]
async fn a_pool_has_twenty_styles_at_most() {
    let scene = scene().await;
    for _ in 0..20 {
        let client = scene.cognate.create_client(&scene.pool, json!({})).await;
        let request = json!({ "UserPoolId": scene.pool, "ClientId": client });
        scene.cognate.admin("CreateManagedLoginBranding", request).await.ok();
    }
    scene.create(json!({})).await.expect_code("LimitExceededException");
    // A deleted client takes its style with it.
    let client = scene.cognate.create_client(&scene.pool, json!({})).await;
    let gone = json!({ "UserPoolId": scene.pool, "ClientId": client });
    scene.cognate.admin("DeleteUserPoolClient", gone).await.ok();
}

#[tokio::test]
async fn style_sheet_and_logo_are_per_client_or_for_all() {
    let scene = scene().await;
    let (cognate, pool, client) = (&scene.cognate, &scene.pool, &scene.client);
    let css = ".banner-customizable { padding: 1px }";
    let for_all = json!({ "UserPoolId": pool, "CSS": css, "ImageFile": PNG });
    let text = "There has to be an existing domain associated with this user pool";
    cognate.admin("SetUICustomization", for_all.clone()).await.expect_error(INVALID, text);
    let domain = json!({ "UserPoolId": pool, "Domain": "my-app" });
    cognate.admin("CreateUserPoolDomain", domain).await.ok();

    let get = |client: Option<&str>| {
        let request = json!({ "UserPoolId": pool, "ClientId": client });
        async { cognate.admin("GetUICustomization", request).await.ok()["UICustomization"].clone() }
    };
    assert_eq!(get(None).await, json!({}));
    let set = cognate.admin("SetUICustomization", for_all).await.ok()["UICustomization"].clone();
    assert_eq!((set["CSS"].as_str(), set["UserPoolId"].as_str()), (Some(css), Some(pool.as_str())));
    assert_eq!(set["ClientId"], "ALL");
    assert!(set["ImageUrl"].as_str().unwrap().contains("/brand/ALL/logo"), "{set}");
    assert_eq!(get(None).await, set);
    assert_eq!(get(Some(client)).await, set);

    let own = ".label-customizable { font-weight: 400 }";
    let request = json!({ "UserPoolId": pool, "ClientId": client, "CSS": own });
    cognate.admin("SetUICustomization", request).await.ok();
    let shown = get(Some(client)).await;
    assert_eq!((shown["CSS"].as_str(), shown.get("ImageUrl")), (Some(own), None));
    assert_eq!(shown["ClientId"], client.as_str());
    // With nothing, the client falls back again.
    let request = json!({ "UserPoolId": pool, "ClientId": client });
    let cleared = cognate.admin("SetUICustomization", request).await.ok();
    assert_eq!(cleared["UICustomization"], json!({}));
    assert_eq!(get(Some(client)).await, set);

    for members in [
        json!({ "CSS": "body { color: red }" }),
        json!({ "CSS": ".logo-customizable { max-width: url(x) }" }),
        json!({ "ImageFile": SVG }),
        json!({ "CSS": " ".repeat(131_000), "ImageFile": "A".repeat(40_000) }),
    ] {
        let mut request = members;
        request["UserPoolId"] = pool.as_str().into();
        cognate.admin("SetUICustomization", request).await.expect_code(INVALID);
    }
    let request = json!({ "UserPoolId": pool, "ClientId": "nobody" });
    for operation in ["GetUICustomization", "SetUICustomization"] {
        cognate.admin(operation, request.clone()).await.expect_code(NOT_FOUND);
    }
}
