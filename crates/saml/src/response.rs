//! The response of an identity provider (saml-core-2.0-os, 3.3.3): its form, and who vouches for it.
//!
//! What is verified is what is read: a signature is verified over canonical text, and facts are read from
//! that text, parsed anew. Wrapping an assertion, or anything else around it, changes nothing about it.

use std::collections::HashSet;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use crate::assertion::{self, ASSERTION, Assertion};
use crate::problem::Problem;
use crate::signature::{self, Keys, NAMESPACE as SIGNATURE};
use crate::xml::{self, BYTES_MAX, Element};

const PROTOCOL: &str = "urn:oasis:names:tc:SAML:2.0:protocol";
const SUCCESS: &str = "urn:oasis:names:tc:SAML:2.0:status:Success";
/// Of the base64 text.
pub const CHARS_MAX: usize = 100_000;
const _: () = assert!(CHARS_MAX < BYTES_MAX);

/// A response in good form. Nothing of it is trusted yet.
pub struct Response {
    root: Element,
}

/// What a provider vouches for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    pub assertion: Assertion,
    /// Of the response, which may be unsigned: they can refuse, and never allow.
    pub destination: Option<String>,
    pub in_response_to: Option<String>,
}

impl Response {
    /// Reads base64, in lines or not.
    ///
    /// Problems, in order: length; base64; XML; not a response; an ID twice; its status; an encrypted
    /// assertion; not one assertion; signatures where none belong; no signature.
    pub fn read(base64: &str) -> Result<Response, Problem> {
        if base64.len() > CHARS_MAX {
            return Err(Problem::TooLong);
        }
        let compact: String = base64.split_ascii_whitespace().collect();
        let document = BASE64_STANDARD.decode(compact).map_err(|_| Problem::Base64)?;
        let document = String::from_utf8(document).map_err(|_| Problem::Base64)?;
        let root = xml::parse(&document)?;
        if !root.is(PROTOCOL, "Response") || root.attribute("Version") != Some("2.0") {
            return Err(Problem::NotAResponse);
        }
        let response = Response { root };
        let mut found = Found::default();
        found.look(&response.root)?;
        if !response.succeeded() {
            return Err(Problem::Status);
        }
        let own = response.signatures();
        let (assertions, signatures) = match response.assertion() {
            Some(assertion) => (1, own + assertion.all(SIGNATURE, "Signature").count()),
            None => (0, own),
        };
        let problem = match found {
            Found { encrypted: true, .. } => Problem::Encrypted,
            _ if assertions != 1 || found.assertions != 1 => Problem::Assertions,
            _ if found.signatures != signatures || own > 1 || signatures > own + 1 => {
                Problem::Signatures
            }
            _ if signatures == 0 => Problem::Unsigned,
            _ => return Ok(response),
        };
        Err(problem)
    }

    /// Verifies every signature that there is, and reads the assertion from what is signed.
    pub fn verify(&self, certificates: &[Vec<u8>], keys: &dyn Keys) -> Result<Verified, Problem> {
        let assertion = self.assertion().ok_or(Problem::Assertions)?;
        let of_response = self.root.all(SIGNATURE, "Signature").next();
        let of_assertion = assertion.all(SIGNATURE, "Signature").next();
        let mut signed = None;
        if let Some(signature) = of_response {
            let text = signature::verify(&self.root, &[], signature, certificates, keys)?;
            let response = Response { root: xml::parse(&text)? };
            let inner = response.assertion().ok_or(Problem::Assertions)?;
            signed = Some(assertion::read(inner)?);
        }
        if let Some(signature) = of_assertion {
            let around = [&self.root];
            let text = signature::verify(assertion, &around, signature, certificates, keys)?;
            signed = Some(assertion::read(&xml::parse(&text)?)?);
        }
        let given = |name: &str| {
            self.root.attribute(name).filter(|value| !value.is_empty()).map(str::to_owned)
        };
        let verified = Verified {
            assertion: signed.ok_or(Problem::Unsigned)?,
            destination: given("Destination"),
            in_response_to: given("InResponseTo"),
        };
        let issuer = self.root.all(ASSERTION, "Issuer").next();
        match issuer.is_none_or(|issuer| issuer.text().trim() == verified.assertion.issuer) {
            true => Ok(verified),
            false => Err(Problem::Issuer),
        }
    }

    fn succeeded(&self) -> bool {
        let status = self.root.all(PROTOCOL, "Status").next();
        let code = status.and_then(|status| status.all(PROTOCOL, "StatusCode").next());
        code.and_then(|code| code.attribute("Value")) == Some(SUCCESS)
    }

    fn assertion(&self) -> Option<&Element> {
        self.root.all(ASSERTION, "Assertion").next()
    }

    fn signatures(&self) -> usize {
        self.root.all(SIGNATURE, "Signature").count()
    }
}

/// What is anywhere in the document.
#[derive(Default)]
struct Found<'a> {
    ids: HashSet<&'a str>,
    assertions: usize,
    signatures: usize,
    encrypted: bool,
}

impl<'a> Found<'a> {
    fn look(&mut self, element: &'a Element) -> Result<(), Problem> {
        // Whatever a library may take for an ID: `ID`, `Id`, `id`, `xml:id`.
        let ids = element.attributes.iter().filter(|own| own.name.eq_ignore_ascii_case("id"));
        for id in ids {
            if !self.ids.insert(&id.value) {
                return Err(Problem::DuplicateId);
            }
        }
        self.assertions += usize::from(element.is(ASSERTION, "Assertion"));
        self.signatures += usize::from(element.is(SIGNATURE, "Signature"));
        self.encrypted |= element.is(ASSERTION, "EncryptedAssertion");
        element.children().try_for_each(|child| self.look(child))
    }
}
