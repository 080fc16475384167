//! XML signatures (W3C, xmldsig-core) of an element by a signature that stands in it.
//!
//! Far less is accepted than the recommendation allows: one reference, to the very element around the
//! signature; the transforms that SAML names (saml-core-2.0-os, 5.4); SHA-256 and up. `KeyInfo` is not
//! looked at: whose key it is, only the configured certificates say (SA-R1).

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use crate::canonical::{self, Rules};
use crate::xml::{self, Element};

pub const NAMESPACE: &str = "http://www.w3.org/2000/09/xmldsig#";
const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";
const WITH_COMMENTS: &str = "http://www.w3.org/2001/10/xml-exc-c14n#WithComments";
const ENVELOPED: &str = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
/// Prefixes of one list.
const PREFIXES_MAX: usize = 64;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hash {
    Sha256,
    Sha384,
    Sha512,
}

/// RSA is PKCS #1 v1.5; an ECDSA signature is `r` and `s`, of the same length, one after the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    RsaSha256,
    RsaSha384,
    RsaSha512,
    EcdsaSha256,
    EcdsaSha384,
    EcdsaSha512,
}

/// The cryptography, which is not this crate's.
pub trait Keys {
    fn digest(&self, hash: Hash, bytes: &[u8]) -> Vec<u8>;
    /// Whether the key in the certificate, DER, made the signature of the message. No for keys of
    /// another kind.
    fn verifies(
        &self,
        certificate: &[u8],
        algorithm: Algorithm,
        message: &[u8],
        signature: &[u8],
    ) -> bool;
}

/// Why a signature does not stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadSignature {
    #[error("it is not made of SignedInfo, SignatureValue and KeyInfo")]
    Form,
    #[error("an algorithm or transform is not accepted")]
    Algorithm,
    #[error("the canonical form of what is signed is too large")]
    TooLarge,
    #[error("it does not refer, once, to the element that it stands in")]
    Reference,
    #[error("what was signed is something else")]
    Digest,
    #[error("no configured certificate verifies it")]
    Key,
}

/// The canonical text of `element` that the signature in it vouches for. `ancestors`, outermost first, are
/// the element's. Read nothing but this text.
pub fn verify(
    element: &Element,
    ancestors: &[&Element],
    signature: &Element,
    certificates: &[Vec<u8>],
    keys: &dyn Keys,
) -> Result<String, BadSignature> {
    let (info, value) = parts(signature)?;
    let around: Vec<&Element> = ancestors.iter().copied().chain([element, signature]).collect();
    let method = one(info, "CanonicalizationMethod")?;
    let comments = canonicalization(method).ok_or(BadSignature::Algorithm)?;
    let inclusive = prefixes(method)?;
    let rules = Rules { without: None, inclusive: &inclusive, comments };
    let signed = canonical::exclusive(info, &around, rules).map_err(|_| BadSignature::TooLarge)?;
    // From here on only what is signed counts.
    let info = xml::parse(&signed).map_err(|_| BadSignature::Form)?;
    let method = one(&info, "SignatureMethod")?;
    let algorithm = algorithm(method).ok_or(BadSignature::Algorithm)?;
    let value = decoded(value).ok_or(BadSignature::Form)?;
    let reference = Reference::read(&info)?;
    let id = element.attribute("ID").filter(|id| !id.is_empty()).ok_or(BadSignature::Reference)?;
    if reference.uri.strip_prefix('#') != Some(id) {
        return Err(BadSignature::Reference);
    }
    // A reference to an element by its ID is one to its nodes without comments, whatever the transform
    // would do with them (xmldsig-core, 4.4.3.3).
    let rules =
        Rules { without: Some(signature), inclusive: &reference.inclusive, comments: false };
    let text =
        canonical::exclusive(element, ancestors, rules).map_err(|_| BadSignature::TooLarge)?;
    if keys.digest(reference.hash, text.as_bytes()) != reference.digest {
        return Err(BadSignature::Digest);
    }
    let verifies =
        |key: &Vec<u8>| keys.verifies(key, algorithm, signed.as_bytes(), value.as_slice());
    match certificates.iter().any(verifies) {
        true => Ok(text),
        false => Err(BadSignature::Key),
    }
}

struct Reference {
    uri: String,
    inclusive: Vec<String>,
    hash: Hash,
    digest: Vec<u8>,
}

impl Reference {
    fn read(info: &Element) -> Result<Reference, BadSignature> {
        if info.all(NAMESPACE, "Reference").count() != 1 {
            return Err(BadSignature::Reference);
        }
        let reference = one(info, "Reference")?;
        let uri = reference.attribute("URI").ok_or(BadSignature::Reference)?.to_owned();
        let transforms = one(reference, "Transforms")?;
        let steps: Vec<&Element> = transforms.children().collect();
        let [enveloped, canonical] = steps[..] else { return Err(BadSignature::Algorithm) };
        let is_transform = |step: &&Element| step.is(NAMESPACE, "Transform");
        if !steps.iter().all(is_transform)
            || enveloped.attribute("Algorithm") != Some(ENVELOPED)
            || enveloped.children().next().is_some()
            || canonicalization(canonical).is_none()
        {
            return Err(BadSignature::Algorithm);
        }
        let method = one(reference, "DigestMethod")?;
        Ok(Reference {
            uri,
            inclusive: prefixes(canonical)?,
            hash: hash(method).ok_or(BadSignature::Algorithm)?,
            digest: decoded(one(reference, "DigestValue")?).ok_or(BadSignature::Form)?,
        })
    }
}

/// `SignedInfo` and `SignatureValue`.
fn parts(signature: &Element) -> Result<(&Element, &Element), BadSignature> {
    let known = ["SignedInfo", "SignatureValue", "KeyInfo"];
    let is_known = |part: &Element| known.iter().any(|name| part.is(NAMESPACE, name));
    if !signature.children().all(is_known) {
        return Err(BadSignature::Form);
    }
    Ok((one(signature, "SignedInfo")?, one(signature, "SignatureValue")?))
}

fn one<'a>(element: &'a Element, name: &'a str) -> Result<&'a Element, BadSignature> {
    let mut all = element.all(NAMESPACE, name);
    match (all.next(), all.next()) {
        (Some(one), None) => Ok(one),
        _ => Err(BadSignature::Form),
    }
}

/// Whether comments count; None for another canonicalization.
fn canonicalization(method: &Element) -> Option<bool> {
    match method.attribute("Algorithm")? {
        EXCLUSIVE => Some(false),
        WITH_COMMENTS => Some(true),
        _ => None,
    }
}

/// The only parameter that there is.
fn prefixes(method: &Element) -> Result<Vec<String>, BadSignature> {
    let parameters: Vec<&Element> = method.children().collect();
    let list = match parameters[..] {
        [] => return Ok(Vec::new()),
        [list] if list.is(EXCLUSIVE, "InclusiveNamespaces") => list,
        _ => return Err(BadSignature::Algorithm),
    };
    let prefixes = list.attribute("PrefixList").unwrap_or_default().split_ascii_whitespace();
    let prefixes: Vec<String> = prefixes.map(str::to_owned).collect();
    match prefixes.len() {
        0..=PREFIXES_MAX => Ok(prefixes),
        _ => Err(BadSignature::Algorithm),
    }
}

fn hash(method: &Element) -> Option<Hash> {
    if method.children().next().is_some() {
        return None;
    }
    match method.attribute("Algorithm")? {
        "http://www.w3.org/2001/04/xmlenc#sha256" => Some(Hash::Sha256),
        "http://www.w3.org/2001/04/xmldsig-more#sha384" => Some(Hash::Sha384),
        "http://www.w3.org/2001/04/xmlenc#sha512" => Some(Hash::Sha512),
        _ => None,
    }
}

fn algorithm(method: &Element) -> Option<Algorithm> {
    if method.children().next().is_some() {
        return None;
    }
    let name = method.attribute("Algorithm")?;
    match name.strip_prefix("http://www.w3.org/2001/04/xmldsig-more#")? {
        "rsa-sha256" => Some(Algorithm::RsaSha256),
        "rsa-sha384" => Some(Algorithm::RsaSha384),
        "rsa-sha512" => Some(Algorithm::RsaSha512),
        "ecdsa-sha256" => Some(Algorithm::EcdsaSha256),
        "ecdsa-sha384" => Some(Algorithm::EcdsaSha384),
        "ecdsa-sha512" => Some(Algorithm::EcdsaSha512),
        _ => None,
    }
}

/// Base64, in lines or not.
fn decoded(element: &Element) -> Option<Vec<u8>> {
    if element.children().next().is_some() {
        return None;
    }
    let text: String = element.text().split_ascii_whitespace().collect();
    BASE64_STANDARD.decode(text).ok()
}
