//! What a provider says of itself: SAML metadata, OIDC discovery. Asked when it is configured, as AWS
//! does; signing in asks again when that has become old.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use http::Request;
use http::header::ACCEPT;

use cognate_crypto::certificate;
use cognate_domain::provider::{Metadata, Settings, Source, Texts, check_url, discovered};
use cognate_domain::{Map, refusal};
use cognate_saml::metadata;

use crate::cx::Cx;
use crate::error::{Error, Result};

/// What completes a provider.
#[derive(Clone, Debug, Default)]
pub struct Found {
    pub metadata: Option<Metadata>,
    /// Endpoints that the request did not name.
    pub discovered: Texts,
}

/// Looks up what the settings leave open. `InvalidParameterException` when it is not there, or not
/// usable.
pub async fn complete(cx: &Cx, settings: &Settings) -> Result<Found> {
    Ok(match &settings.source {
        Source::Nothing => Found::default(),
        Source::Kept { metadata, discovered } => {
            Found { metadata: metadata.clone(), discovered: discovered.clone() }
        }
        Source::MetadataFile(document) => {
            Found { metadata: Some(read_metadata(document, cx.now_ms())?), ..Found::default() }
        }
        Source::MetadataUrl(url) => Found {
            metadata: Some(read_metadata(&fetch_metadata(cx, url).await?, cx.now_ms())?),
            ..Found::default()
        },
        Source::Discovery(issuer) => {
            let document = discover(cx, issuer).await?;
            Found { discovered: discovered(&settings.details, &document)?, ..Found::default() }
        }
    })
}

fn read_metadata(document: &str, now_ms: i64) -> Result<Metadata> {
    let unusable = |reason: &str| {
        Error::invalid_parameter(format!("The SAML metadata document cannot be used: {reason}."))
    };
    let provider = metadata::read(document).map_err(|bad| unusable(&bad.to_string()))?;
    check_url(&provider.sso_redirect)?;
    provider.slo_redirect.as_deref().map(check_url).transpose()?;
    let valid_until = match &provider.valid_until {
        None => None,
        Some(text) => {
            let until = cognate_wire::timestamp::from_iso(text);
            Some(until.ok_or_else(|| unusable("its validUntil is not a time"))?)
        }
    };
    if valid_until.is_some_and(|until| until <= now_ms) {
        return Err(unusable("it is not valid any more"));
    }
    let mut certificates = Vec::new();
    for der in &provider.certificates {
        let validity = certificate::validity(der);
        let validity = validity.map_err(|bad| unusable(&bad.to_string()))?;
        if validity.not_after >= now_ms {
            certificates.push(BASE64_STANDARD.encode(der));
        }
    }
    if certificates.is_empty() {
        return Err(unusable("its signing certificates have expired"));
    }
    Ok(Metadata {
        entity_id: provider.entity_id,
        sso_redirect: provider.sso_redirect,
        slo_redirect: provider.slo_redirect,
        certificates,
        fetched: now_ms,
        valid_until,
    })
}

async fn fetch_metadata(cx: &Cx, url: &str) -> Result<String> {
    let failed = || refusal::invalid_parameter(format!("Error retrieving metadata from {url}"));
    let accept = "application/samlmetadata+xml, application/xml;q=0.9, */*;q=0.1";
    let (status, body) = get(cx, url, accept).await.ok_or_else(failed)?;
    if status != 200 {
        return Err(Error::invalid_parameter(format!(
            "Non-ok status code {status} returned from remote metadata source {url}"
        )));
    }
    Ok(String::from_utf8(body.to_vec()).map_err(|_| failed())?)
}

async fn discover(cx: &Cx, issuer: &str) -> Result<Map> {
    let url = format!("{issuer}/.well-known/openid-configuration");
    let document = match get(cx, &url, "application/json").await {
        Some((200, body)) => serde_json::from_slice(&body).ok(),
        _ => None,
    };
    document.ok_or_else(|| Error::invalid_parameter("Unable to contact well-known endpoint"))
}

/// Status and body. What went wrong is for the log: the caller could learn from it what stands in the
/// network behind this server.
async fn get(cx: &Cx, url: &str, accept: &str) -> Option<(u16, Bytes)> {
    let request = Request::get(url).header(ACCEPT, accept).body(Bytes::new()).ok()?;
    match cx.outbound().send(request).await {
        Ok(answer) => Some((answer.status().as_u16(), answer.into_body())),
        Err(error) => {
            tracing::warn!(url, %error, "an identity provider could not be asked");
            None
        }
    }
}
