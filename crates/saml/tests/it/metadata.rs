use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use cognate_saml::metadata::{BadMetadata, CERTIFICATES_MAX, read};
use cognate_saml::xml::BadXml;

fn entity(id: &str, role: &str) -> String {
    format!(
        r#"<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata"
            xmlns:ds="http://www.w3.org/2000/09/xmldsig#" entityID="{id}"
            validUntil="2030-01-01T00:00:00Z">{role}</md:EntityDescriptor>"#
    )
}

fn role(content: &str) -> String {
    format!(
        r#"<md:IDPSSODescriptor
            protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
            {content}</md:IDPSSODescriptor>"#
    )
}

fn key(purpose: &str, certificate: &[u8]) -> String {
    let certificate = BASE64_STANDARD.encode(certificate);
    format!(
        "<md:KeyDescriptor {purpose}><ds:KeyInfo><ds:X509Data><ds:X509Certificate>\n  {certificate}\n\
         </ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>"
    )
}

fn service(name: &str, binding: &str, location: &str) -> String {
    format!(
        r#"<md:{name} Binding="urn:oasis:names:tc:SAML:2.0:bindings:{binding}"
            Location="{location}"/>"#
    )
}

fn sso() -> String {
    service("SingleSignOnService", "HTTP-Redirect", "https://idp.example.com/sso?a=1&amp;b=2")
}

#[test]
fn a_provider_is_read() {
    let content = [
        key("use='signing'", b"one"),
        key("use='encryption'", b"not me"),
        key("", b"two"),
        key("use='signing'", b"one"),
        service("SingleLogoutService", "HTTP-POST", "https://idp.example.com/slo-post"),
        service("SingleLogoutService", "HTTP-Redirect", "https://idp.example.com/slo"),
        service("SingleSignOnService", "HTTP-POST", "https://idp.example.com/post"),
        sso(),
    ];
    let document = entity("https://idp.example.com/", &role(&content.concat()));
    let provider = read(&document).unwrap();
    assert_eq!(provider.entity_id, "https://idp.example.com/");
    assert_eq!(provider.sso_redirect, "https://idp.example.com/sso?a=1&b=2");
    assert_eq!(provider.slo_redirect.as_deref(), Some("https://idp.example.com/slo"));
    assert_eq!(provider.certificates, [b"one".to_vec(), b"two".to_vec()]);
    assert_eq!(provider.valid_until.as_deref(), Some("2030-01-01T00:00:00Z"));

    let group = format!(
        r#"<EntitiesDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata">{}{document}
           </EntitiesDescriptor>"#,
        entity("https://sp.example.com/", "<md:SPSSODescriptor/>"),
    );
    assert_eq!(read(&group).unwrap(), provider);
}

#[test]
fn what_does_not_describe_one_usable_provider_is_refused() {
    let whole = |content: &[String]| entity("https://idp.example.com/", &role(&content.concat()));
    let certificate = key("", b"one");
    let good = whole(&[certificate.clone(), sso()]);
    assert!(read(&good).is_ok());
    let older = good.replace("SAML:2.0:protocol", "SAML:1.1:protocol");
    let two = format!(
        r#"<EntitiesDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata">{good}{good}
           </EntitiesDescriptor>"#
    );
    let many: Vec<String> = (0..=CERTIFICATES_MAX).map(|n| key("", &[n as u8])).collect();
    for (document, problem) in [
        ("<a/>".to_owned(), BadMetadata::NoProvider),
        (format!("<!DOCTYPE a>{good}"), BadMetadata::Xml(BadXml::Forbidden)),
        (older, BadMetadata::NoProvider),
        (two, BadMetadata::ManyProviders),
        (good.replace("https://idp.example.com/\"", "\""), BadMetadata::NoEntityId),
        (whole(std::slice::from_ref(&certificate)), BadMetadata::NoRedirect),
        (whole(&[sso()]), BadMetadata::NoCertificate),
        (whole(&[key("use='encryption'", b"one"), sso()]), BadMetadata::NoCertificate),
        (whole(&[many.concat(), sso()]), BadMetadata::ManyCertificates),
        (whole(&[key("", &[0; 4_000]), sso()]), BadMetadata::BadCertificate),
        (good.replace("b25l", "b25"), BadMetadata::BadCertificate),
    ] {
        assert_eq!(read(&document).unwrap_err(), problem, "{document}");
    }
}
