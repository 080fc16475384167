//! What a verifier must refuse (SA-R1), apart from wrapped assertions.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use cognate_saml::signature::BadSignature;
use cognate_saml::xml::BadXml;
use cognate_saml::{CHARS_MAX, Problem, Response};

use crate::documents::{response, text, verify, verify_with};

fn changed(from: &str, to: &str) -> String {
    let plain = response("assertion");
    let changed = plain.replacen(from, to, 1);
    assert_ne!(changed, plain, "{from}");
    changed
}

#[test]
fn another_key_verifies_nothing() {
    let wrong = Err(Problem::Signature(BadSignature::Key));
    assert_eq!(verify_with(&response("assertion"), "other.der"), wrong);
    assert_eq!(verify_with(&response("response"), "other.der"), wrong);
    assert_eq!(verify_with(&response("assertion"), "ec.der"), wrong);
    // An algorithm of one kind with a key of the other.
    assert_eq!(verify_with(&response("ecdsa"), "rsa.der"), wrong);
}

#[test]
fn what_was_changed_is_refused() {
    for (from, to) in [
        ("ada &amp; co", "eve"),
        ("admin", "root"),
        ("Name=\"role\"", "Name=\"group\""),
        ("12:05:00Z", "23:05:00Z"),
        ("Recipient=\"https://sp", "Recipient=\"https://sp2"),
        ("xmlns:xs=\"http://www.w3.org/2001/XMLSchema\"", "xmlns:xs=\"urn:other\""),
        ("<saml:AttributeValue>admin", "<saml:AttributeValue> admin"),
        ("<saml:AttributeStatement>", "<saml:AttributeStatement x=\"\">"),
        ("persistent", "transient"),
    ] {
        // `xs` is used in values only, which exclusive canonicalization does not look into.
        let expected = match from.starts_with("xmlns:xs") {
            true => verify(&response("assertion")),
            false => Err(Problem::Signature(BadSignature::Digest)),
        };
        assert_eq!(verify(&changed(from, to)), expected, "{from}");
    }
    // With `xs` in the PrefixList it counts.
    let other = response("prefixes").replacen("/XMLSchema\"", "/Other\"", 1);
    assert_eq!(verify(&other), Err(Problem::Signature(BadSignature::Digest)));
    // The digest with the text: the signature is over the digest.
    let plain = response("assertion");
    let begins = plain.find("<ds:DigestValue>").unwrap() + 16;
    let mut forged = plain.clone();
    forged.replace_range(begins..begins + 44, &BASE64_STANDARD.encode([7; 32]));
    assert_eq!(verify(&forged), Err(Problem::Signature(BadSignature::Digest)));
    let method = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
    for other in ["http://www.w3.org/2001/04/xmldsig-more#rsa-sha512", method] {
        let changed = plain.replace(method, other);
        assert_eq!(verify(&changed).is_ok(), other == method);
    }
}

#[test]
fn signatures_of_other_forms_are_refused() {
    use BadSignature::{Algorithm, Form, Reference};
    for (name, expected) in [
        ("sha1_signature", Algorithm),
        ("sha1_digest", Algorithm),
        ("two_references", Reference),
        ("no_reference", Reference),
        ("whole_document", Reference),
        ("of_response", Reference),
        ("xpointer", Reference),
        ("xpath", Algorithm),
        ("no_enveloped", Algorithm),
        ("no_canonical", Algorithm),
        ("inclusive_transform", Algorithm),
        ("inclusive_info", Algorithm),
        ("object", Form),
    ] {
        let refused = verify(&text(&format!("refused/{name}.xml")));
        assert_eq!(refused, Err(Problem::Signature(expected)), "{name}");
    }
}

#[test]
fn the_key_in_the_message_is_not_looked_at() {
    let plain = response("assertion");
    let (begins, ends) =
        (plain.find("<ds:KeyInfo>").unwrap(), plain.find("</ds:KeyInfo>").unwrap());
    let mut without = plain.clone();
    without.replace_range(begins..ends + "</ds:KeyInfo>".len(), "");
    assert_eq!(verify(&without), verify(&plain));
}

#[test]
fn two_signed_infos_are_refused() {
    let plain = response("assertion");
    let (begins, ends) =
        (plain.find("<ds:SignedInfo>").unwrap(), plain.find("</ds:SignedInfo>").unwrap());
    let info = &plain[begins..ends + "</ds:SignedInfo>".len()];
    let twice = plain.replacen(info, &info.repeat(2), 1);
    assert_eq!(verify(&twice), Err(Problem::Signature(BadSignature::Form)));
}

#[test]
fn comments_in_digests_change_nothing() {
    // 2025: a digest in a comment, and another in the text, for two readers.
    let plain = response("assertion");
    let value = plain.find("<ds:DigestValue>").unwrap() + "<ds:DigestValue>".len();
    let mut commented = plain.clone();
    commented.insert_str(value, "<!-- AAAA -->");
    assert_eq!(verify(&commented), verify(&plain));
    // Where comments are signed, they count.
    let mut commented = response("with_comments");
    let value = commented.find("<ds:DigestValue>").unwrap() + "<ds:DigestValue>".len();
    commented.insert_str(value, "<!-- AAAA -->");
    assert_eq!(verify(&commented), Err(Problem::Signature(BadSignature::Key)));
}

#[test]
fn without_a_signature_nothing_is_read() {
    assert_eq!(verify(&response("unsigned")), Err(Problem::Unsigned));
}

#[test]
fn bombs_and_limits() {
    let bomb = r#"<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]>"#;
    let begins =
        response("assertion").replace("<samlp:Response", &format!("{bomb}<samlp:Response"));
    assert_eq!(verify(&begins), Err(Problem::Xml(BadXml::Forbidden)));
    assert_eq!(verify(&changed("admin", "&b;")), Err(Problem::Xml(BadXml::UnknownEntity)));
    assert_eq!(Response::read(&"A".repeat(CHARS_MAX + 4)).err(), Some(Problem::TooLong));
    assert_eq!(Response::read("!").err(), Some(Problem::Base64));
    assert_eq!(Response::read("/w==").err(), Some(Problem::Base64));
    let document = BASE64_STANDARD.encode("<a/>");
    assert_eq!(Response::read(&document).err(), Some(Problem::NotAResponse));
    // A namespace that every one of many siblings would write anew.
    let begins = format!("<saml:Assertion xmlns:p=\"{}\"", "u".repeat(20_000));
    let siblings = format!("{}</saml:Assertion>", "<p:a/>".repeat(4_000));
    let bomb = response("assertion").replace("<saml:Assertion", &begins);
    let bomb = bomb.replace("</saml:Assertion>", &siblings);
    assert_eq!(verify(&bomb), Err(Problem::Signature(BadSignature::TooLarge)));
    // Base64 in lines.
    let lines = BASE64_STANDARD.encode(response("assertion"));
    let lines: Vec<&str> =
        lines.as_bytes().chunks(76).map(|l| str::from_utf8(l).unwrap()).collect();
    assert!(Response::read(&lines.join("\r\n")).is_ok());
}

#[test]
fn other_documents_are_refused() {
    let encrypted =
        "<saml:EncryptedAssertion xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\"/>";
    let plain = response("assertion");
    let (begins, ends) =
        (plain.find("<saml:Assertion").unwrap(), plain.find("</saml:Assertion>").unwrap());
    let mut without = plain.clone();
    without.replace_range(begins..ends + "</saml:Assertion>".len(), "");
    assert_eq!(verify(&without), Err(Problem::Assertions));
    let only_encrypted =
        without.replace("</samlp:Response>", &format!("{encrypted}</samlp:Response>"));
    assert_eq!(verify(&only_encrypted), Err(Problem::Encrypted));
    assert_eq!(verify(&changed("status:Success", "status:Responder")), Err(Problem::Status));
    assert_eq!(verify(&changed("Version=\"2.0\"", "Version=\"1.1\"")), Err(Problem::NotAResponse));
    assert_eq!(
        verify(&changed(">https://idp.example/metadata<", ">https://other.example<")),
        Err(Problem::Issuer)
    );
}

#[test]
fn no_changed_byte_says_something_else() {
    let document = response("assertion");
    let plain = verify(&document).unwrap().assertion;
    let begins = document.find("<saml:Assertion").unwrap();
    for place in (begins..document.len()).step_by(7) {
        let mut bytes = document.clone().into_bytes();
        bytes[place] = b'x';
        // The certificate in KeyInfo may be another one.
        if let Ok(verified) = verify(&String::from_utf8(bytes).unwrap()) {
            assert_eq!(verified.assertion, plain, "{place}");
        }
    }
}
