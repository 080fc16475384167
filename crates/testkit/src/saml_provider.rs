//! A SAML provider elsewhere: its metadata, and what it says.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::Map;

use cognate_core::iam::entity;
use cognate_core::saml::METADATA;
use cognate_crypto::certificate::{self, Use, Validity};
use cognate_crypto::{SigningKey, sha256};
use cognate_store::batch::{Batch, Outcome};
use cognate_store::records::iam_entity::{self, Kind};
use cognate_wire::timestamp;

use crate::cognate::Cognate;

/// A provider with one RSA key.
pub struct SamlProvider {
    pub entity_id: String,
    pub key: SigningKey,
}

/// What it says about somebody. Texts stand in XML as they are here.
#[derive(Clone, Debug)]
pub struct Assertion {
    pub id: String,
    /// Milliseconds since the epoch.
    pub issued: i64,
    pub subject: String,
    pub recipient: String,
    pub audience: String,
    pub session_ends: Option<i64>,
    pub one_time: bool,
    pub attributes: Vec<(String, Vec<String>)>,
}

/// The beginning of the names of AWS's attributes.
pub const AWS: &str = "https://aws.amazon.com/SAML/Attributes/";
const SIGN_IN: &str = "https://signin.aws.amazon.com/saml";

impl SamlProvider {
    /// All of them have the same key.
    pub fn new(entity_id: &str) -> SamlProvider {
        let key = SigningKey::from_pkcs8("key-1", include_bytes!("../data/rsa_7.pk8"));
        SamlProvider { entity_id: entity_id.to_owned(), key: key.expect("a test key") }
    }

    /// Its metadata document, of more than the thousand characters that the API demands.
    pub fn metadata(&self) -> String {
        let validity = Validity { not_before: 0, not_after: 4_000_000_000_000 };
        let der = certificate::self_signed(&self.key, "idp", [7; 16], validity, Use::Signature);
        format!(
            "<EntityDescriptor xmlns=\"urn:oasis:names:tc:SAML:2.0:metadata\" entityID=\"{}\">\
             <IDPSSODescriptor protocolSupportEnumeration=\"urn:oasis:names:tc:SAML:2.0:protocol\">\
             <KeyDescriptor use=\"signing\"><KeyInfo xmlns=\"http://www.w3.org/2000/09/xmldsig#\">\
             <X509Data><X509Certificate>{}</X509Certificate></X509Data></KeyInfo></KeyDescriptor>\
             <SingleSignOnService Binding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST\" \
             Location=\"https://idp.example/sso\"/></IDPSSODescriptor></EntityDescriptor>",
            self.entity_id,
            BASE64_STANDARD.encode(der)
        )
    }

    /// A response with the assertion, signed, in base64. The assertion is written in canonical form.
    pub fn response(&self, assertion: &Assertion) -> String {
        let signature = self.signature(&assertion.id, &self.assertion(assertion, ""));
        let document = format!(
            "<samlp:Response xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\" Version=\"2.0\" \
             ID=\"_r\"><samlp:Status><samlp:StatusCode \
             Value=\"urn:oasis:names:tc:SAML:2.0:status:Success\"/></samlp:Status>{}\
             </samlp:Response>",
            self.assertion(assertion, &signature)
        );
        BASE64_STANDARD.encode(document)
    }

    /// A response in which somebody has changed a text.
    pub fn changed(response: &str, from: &str, to: &str) -> String {
        let document = BASE64_STANDARD.decode(response).expect("base64");
        let document = String::from_utf8(document).expect("UTF-8");
        assert!(document.contains(from), "{from}");
        BASE64_STANDARD.encode(document.replace(from, to))
    }

    fn assertion(&self, assertion: &Assertion, signature: &str) -> String {
        let iso = timestamp::to_iso;
        let Assertion { id, issued, subject, recipient, audience, .. } = assertion;
        let until = iso(issued + 300_000);
        let one_time = match assertion.one_time {
            true => "<saml:OneTimeUse></saml:OneTimeUse>",
            false => "",
        };
        let ends =
            assertion.session_ends.map(|ends| format!(" SessionNotOnOrAfter=\"{}\"", iso(ends)));
        let attributes = assertion.attributes.iter().map(|(name, values)| {
            let value =
                |value: &String| format!("<saml:AttributeValue>{value}</saml:AttributeValue>");
            let values: String = values.iter().map(value).collect();
            format!("<saml:Attribute Name=\"{name}\">{values}</saml:Attribute>")
        });
        format!(
            "<saml:Assertion xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\" ID=\"{id}\" \
             IssueInstant=\"{}\" Version=\"2.0\"><saml:Issuer>{}</saml:Issuer>{signature}\
             <saml:Subject><saml:NameID \
             Format=\"urn:oasis:names:tc:SAML:2.0:nameid-format:persistent\">{subject}</saml:NameID>\
             <saml:SubjectConfirmation Method=\"urn:oasis:names:tc:SAML:2.0:cm:bearer\">\
             <saml:SubjectConfirmationData NotOnOrAfter=\"{until}\" Recipient=\"{recipient}\">\
             </saml:SubjectConfirmationData></saml:SubjectConfirmation></saml:Subject>\
             <saml:Conditions NotBefore=\"{}\" NotOnOrAfter=\"{until}\"><saml:AudienceRestriction>\
             <saml:Audience>{audience}</saml:Audience></saml:AudienceRestriction>{one_time}\
             </saml:Conditions><saml:AuthnStatement AuthnInstant=\"{}\"{}></saml:AuthnStatement>\
             <saml:AttributeStatement>{}</saml:AttributeStatement></saml:Assertion>",
            iso(*issued),
            self.entity_id,
            iso(*issued),
            iso(*issued),
            ends.unwrap_or_default(),
            attributes.collect::<String>(),
        )
    }

    fn signature(&self, id: &str, canonical: &str) -> String {
        let exclusive = "http://www.w3.org/2001/10/xml-exc-c14n#";
        let info = format!(
            "<ds:SignedInfo xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">\
             <ds:CanonicalizationMethod Algorithm=\"{exclusive}\"></ds:CanonicalizationMethod>\
             <ds:SignatureMethod Algorithm=\"http://www.w3.org/2001/04/xmldsig-more#rsa-sha256\">\
             </ds:SignatureMethod><ds:Reference URI=\"#{id}\"><ds:Transforms><ds:Transform \
             Algorithm=\"http://www.w3.org/2000/09/xmldsig#enveloped-signature\"></ds:Transform>\
             <ds:Transform Algorithm=\"{exclusive}\"></ds:Transform></ds:Transforms>\
             <ds:DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\">\
             </ds:DigestMethod><ds:DigestValue>{}</ds:DigestValue></ds:Reference></ds:SignedInfo>",
            BASE64_STANDARD.encode(sha256(canonical.as_bytes()))
        );
        format!(
            "<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">{info}\
             <ds:SignatureValue>{}</ds:SignatureValue></ds:Signature>",
            BASE64_STANDARD.encode(self.key.sign(info.as_bytes()))
        )
    }
}

impl Cognate {
    /// A SAML provider of the account, made without the operation; returns the ARN.
    pub async fn register_saml_provider(&self, name: &str, provider: &SamlProvider) -> String {
        let mut document = Map::new();
        document.insert(METADATA.to_owned(), provider.metadata().into());
        let provider = entity::new(&self.cx(), Kind::SamlProvider, name, "/", document);
        let batch = Batch::new().with(iam_entity::insert(&provider));
        let written = self.store().write(batch).await.expect("the store takes a provider");
        assert_eq!(written, Outcome::Committed, "the provider is new");
        entity::arn(&self.config().account, &provider)
    }
}

impl Assertion {
    /// About somebody who may have this role by this provider, for AWS's sign-in.
    pub fn of(subject: &str, role: &str, provider: &str, now_ms: i64) -> Assertion {
        let own = |name: &str, value: String| (format!("{AWS}{name}"), vec![value]);
        Assertion {
            id: "_a".to_owned(),
            issued: now_ms,
            subject: subject.to_owned(),
            recipient: SIGN_IN.to_owned(),
            audience: "urn:amazon:webservices".to_owned(),
            session_ends: None,
            one_time: false,
            attributes: vec![
                own("Role", format!("{role},{provider}")),
                own("RoleSessionName", subject.to_owned()),
            ],
        }
    }

    /// Another value of one of AWS's attributes, or none.
    pub fn set(&mut self, name: &str, values: &[&str]) {
        let name = format!("{AWS}{name}");
        self.attributes.retain(|(own, _)| *own != name);
        if !values.is_empty() {
            self.attributes.push((name, values.iter().map(|value| (*value).to_owned()).collect()));
        }
    }
}
