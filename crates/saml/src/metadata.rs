//! The metadata document of an identity provider (saml-metadata-2.0-os).

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use crate::xml::{self, BadXml, Element};

const METADATA: &str = "urn:oasis:names:tc:SAML:2.0:metadata";
const PROTOCOL: &str = "urn:oasis:names:tc:SAML:2.0:protocol";
const SIGNATURE: &str = "http://www.w3.org/2000/09/xmldsig#";
const REDIRECT: &str = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect";

/// Characters of one certificate in base64, and certificates of one provider.
pub const CERTIFICATE_CHARS_MAX: usize = 4_096;
pub const CERTIFICATES_MAX: usize = 16;
/// saml-core-2.0-os, 8.3.6.
const ENTITY_ID_CHARS_MAX: usize = 1_024;

/// What it takes to verify a provider's assertions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signer {
    pub entity_id: String,
    /// DER; the keys that may sign. At least one.
    pub certificates: Vec<Vec<u8>>,
    /// As the document spells it.
    pub valid_until: Option<String>,
}

/// What a pool needs to know of a provider, which it sends users to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdentityProvider {
    pub entity_id: String,
    /// Where requests go by redirect, as the document spells it: judging URLs is the caller's.
    pub sso_redirect: String,
    pub slo_redirect: Option<String>,
    /// DER; the keys that may sign. At least one.
    pub certificates: Vec<Vec<u8>>,
    /// As the document spells it.
    pub valid_until: Option<String>,
}

/// Why a document does not describe a usable provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadMetadata {
    #[error(transparent)]
    Xml(#[from] BadXml),
    #[error("it describes no SAML 2.0 identity provider")]
    NoProvider,
    #[error("it describes more than one identity provider")]
    ManyProviders,
    #[error("it has no entityID of 1 to {ENTITY_ID_CHARS_MAX} characters")]
    NoEntityId,
    #[error("it has no SingleSignOnService with the HTTP-Redirect binding")]
    NoRedirect,
    #[error("it has no signing certificate")]
    NoCertificate,
    #[error("it has more than {CERTIFICATES_MAX} signing certificates")]
    ManyCertificates,
    #[error("a certificate is not base64 of at most {CERTIFICATE_CHARS_MAX} characters")]
    BadCertificate,
}

/// Reads an `EntityDescriptor`, or an `EntitiesDescriptor` with one identity provider in it.
pub fn read(document: &str) -> Result<IdentityProvider, BadMetadata> {
    let root = xml::parse(document)?;
    let (entity, role) = only(&root)?;
    let entity_id = entity_id(entity)?;
    let sso = redirect(role, "SingleSignOnService").ok_or(BadMetadata::NoRedirect)?;
    Ok(IdentityProvider {
        entity_id,
        sso_redirect: sso,
        slo_redirect: redirect(role, "SingleLogoutService"),
        certificates: certificates(role)?,
        valid_until: valid_until(&root, entity, role),
    })
}

/// The same for a provider that nobody is sent to: users come with assertions.
pub fn signer(document: &str) -> Result<Signer, BadMetadata> {
    let root = xml::parse(document)?;
    let (entity, role) = only(&root)?;
    Ok(Signer {
        entity_id: entity_id(entity)?,
        certificates: certificates(role)?,
        valid_until: valid_until(&root, entity, role),
    })
}

fn only(root: &Element) -> Result<(&Element, &Element), BadMetadata> {
    let mut entities = Vec::new();
    collect(root, &mut entities);
    match entities[..] {
        [only] => Ok(only),
        [] => Err(BadMetadata::NoProvider),
        _ => Err(BadMetadata::ManyProviders),
    }
}

fn entity_id(entity: &Element) -> Result<String, BadMetadata> {
    let entity_id = entity.attribute("entityID").unwrap_or_default();
    if entity_id.is_empty() || entity_id.chars().count() > ENTITY_ID_CHARS_MAX {
        return Err(BadMetadata::NoEntityId);
    }
    Ok(entity_id.to_owned())
}

fn valid_until(root: &Element, entity: &Element, role: &Element) -> Option<String> {
    let until = [role, entity, root].into_iter().find_map(|of| of.attribute("validUntil"));
    until.map(str::to_owned)
}

/// The identity providers in a descriptor, however deep its groups are.
fn collect<'a>(descriptor: &'a Element, found: &mut Vec<(&'a Element, &'a Element)>) {
    if descriptor.is(METADATA, "EntityDescriptor") {
        let speaks = |role: &&Element| {
            let protocols = role.attribute("protocolSupportEnumeration").unwrap_or_default();
            protocols.split_ascii_whitespace().any(|protocol| protocol == PROTOCOL)
        };
        let role = descriptor.all(METADATA, "IDPSSODescriptor").find(speaks);
        found.extend(role.map(|role| (descriptor, role)));
    } else if descriptor.is(METADATA, "EntitiesDescriptor") {
        descriptor.children().for_each(|child| collect(child, found));
    }
}

fn redirect(role: &Element, service: &str) -> Option<String> {
    let mut services = role.all(METADATA, service);
    let found = services.find(|service| service.attribute("Binding") == Some(REDIRECT))?;
    found.attribute("Location").map(str::to_owned)
}

/// Those for signing: a `KeyDescriptor` that says so, or says nothing.
fn certificates(role: &Element) -> Result<Vec<Vec<u8>>, BadMetadata> {
    let signs = |key: &&Element| matches!(key.attribute("use"), None | Some("signing"));
    let certificates = role
        .all(METADATA, "KeyDescriptor")
        .filter(signs)
        .flat_map(|key| key.all(SIGNATURE, "KeyInfo"))
        .flat_map(|info| info.all(SIGNATURE, "X509Data"))
        .flat_map(|data| data.all(SIGNATURE, "X509Certificate"));
    let mut found = Vec::new();
    for certificate in certificates {
        let text: String = certificate.text().split_ascii_whitespace().collect();
        if text.len() > CERTIFICATE_CHARS_MAX {
            return Err(BadMetadata::BadCertificate);
        }
        let der = BASE64_STANDARD.decode(text).map_err(|_| BadMetadata::BadCertificate)?;
        if !found.contains(&der) {
            found.push(der);
        }
    }
    match found.len() {
        0 => Err(BadMetadata::NoCertificate),
        1..=CERTIFICATES_MAX => Ok(found),
        _ => Err(BadMetadata::ManyCertificates),
    }
}
