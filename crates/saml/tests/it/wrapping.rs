//! Signature wrapping: the eight ways of Somorovsky et al., "On Breaking SAML: Be Whoever You Want to Be"
//! (2012), and duplicate IDs. The evil assertion is in all of them; nobody reads it.

use cognate_saml::Problem;
use cognate_saml::signature::BadSignature;

use crate::documents::{response, verify};

/// The parts of a response: before, the assertion, and after it; the assertion's signature.
struct Parts {
    before: String,
    assertion: String,
    after: String,
    signature: String,
}

fn parts(document: &str) -> Parts {
    let end = "</saml:Assertion>";
    let (begins, ends) =
        (document.find("<saml:Assertion").unwrap(), document.find(end).unwrap() + end.len());
    let assertion = &document[begins..ends];
    let end = "</ds:Signature>";
    let signature = document.find("<ds:Signature").unwrap();
    let signature = &document[signature..document.find(end).unwrap() + end.len()];
    Parts {
        before: document[..begins].to_owned(),
        assertion: assertion.to_owned(),
        after: document[ends..].to_owned(),
        signature: signature.to_owned(),
    }
}

/// Somebody else's assertion, unsigned, with an ID of its own.
fn evil(parts: &Parts) -> String {
    let unsigned = parts.assertion.replace(&parts.signature, "");
    unsigned.replace("ada &amp; co", "eve").replace("ID=\"_assertion\"", "ID=\"_evil\"")
}

fn within(assertion: &str, tag: &str, inner: &str) -> String {
    assertion.replacen(tag, &format!("{inner}{tag}"), 1)
}

fn refused(name: &str, document: &str, expected: Problem) {
    assert!(document.contains("eve"), "{name}");
    assert_eq!(verify(document), Err(expected), "{name}");
}

#[test]
fn the_parts_make_the_whole() {
    let whole = response("assertion");
    let Parts { before, assertion, after, .. } = parts(&whole);
    assert_eq!(before + &assertion + &after, whole);
}

#[test]
fn xsw1_and_2_the_signed_response_in_the_evil_one() {
    let signed = response("response");
    let root = &signed[signed.find("<samlp:Response").unwrap()..];
    let original = parts(&signed);
    let evil = |place: &str| {
        let unsigned = signed.replace(&original.signature, "PLACE").replace("ada &amp; co", "eve");
        let renamed = unsigned.replace("ID=\"_response\"", "ID=\"_evil\"");
        renamed.replace("ID=\"_assertion\"", "ID=\"_other\"").replace("PLACE", place)
    };
    let bare = root.replace(&original.signature, "");
    // 1: the original is in the signature's Object; 2: beside the detached signature.
    let object = format!("<ds:Object>{bare}</ds:Object></ds:Signature>");
    let enveloping = original.signature.replace("</ds:Signature>", &object);
    refused("1", &evil(&enveloping), Problem::Assertions);
    refused("2", &evil(&format!("{bare}{}", original.signature)), Problem::Assertions);
    // Without a second assertion of the same name.
    let hidden = enveloping.replace("saml:Assertion", "saml:Advice");
    refused("1, hidden", &evil(&hidden), Problem::Signature(BadSignature::Form));
    refused(
        "unchanged signature",
        &evil(&original.signature),
        Problem::Signature(BadSignature::Reference),
    );
}

#[test]
fn xsw3_to_6_two_assertions() {
    let original = parts(&response("assertion"));
    let evil = evil(&original);
    let Parts { before, assertion, after, signature } = &original;
    let around = |assertions: &str| format!("{before}{assertions}{after}");
    let bare = assertion.replace(signature, "");
    // 3: the evil one first, beside the original.
    refused("3", &around(&format!("{evil}{assertion}")), Problem::Assertions);
    refused("3, last", &around(&format!("{assertion}{evil}")), Problem::Assertions);
    // 4: the original in the evil one.
    let inner = within(&evil, "</saml:Assertion>", assertion);
    refused("4", &around(&inner), Problem::Assertions);
    // 5: the signature in the evil one, the original beside it.
    let signed_evil = within(&evil, "<saml:Subject>", signature);
    refused("5", &around(&format!("{signed_evil}{bare}")), Problem::Assertions);
    // 6: as 5, with the original in the signature.
    let object = format!("<ds:Object>{bare}</ds:Object></ds:Signature>");
    let enveloping = signature.replace("</ds:Signature>", &object);
    let inner = within(&evil, "<saml:Subject>", &enveloping);
    refused("6", &around(&inner), Problem::Assertions);
}

#[test]
fn xsw7_and_8_the_original_in_an_extension() {
    let original = parts(&response("assertion"));
    let evil = evil(&original);
    let Parts { before, assertion, after, signature } = &original;
    // 7: in Extensions of the response.
    let extensions = format!("<samlp:Extensions>{assertion}</samlp:Extensions>");
    refused("7", &format!("{before}{extensions}{evil}{after}"), Problem::Assertions);
    // 8: in an Object of the evil one's signature.
    let bare = assertion.replace(signature, "");
    let object = format!("<ds:Object>{bare}</ds:Object></ds:Signature>");
    let signed = within(&evil, "<saml:Subject>", &signature.replace("</ds:Signature>", &object));
    refused("8", &format!("{before}{signed}{after}"), Problem::Assertions);
}

#[test]
fn only_the_extension_holds_an_assertion() {
    let original = parts(&response("assertion"));
    let Parts { before, assertion, after, .. } = &original;
    let extensions = format!("<samlp:Extensions>{assertion}</samlp:Extensions>");
    assert_eq!(verify(&format!("{before}{extensions}{after}")), Err(Problem::Assertions));
}

#[test]
fn the_signature_of_another_element_does_not_count() {
    let original = parts(&response("assertion"));
    let Parts { before, assertion, after, signature } = &original;
    let evil = evil(&original);
    let moved = within(&evil, "<saml:Subject>", signature);
    let reference = Problem::Signature(BadSignature::Reference);
    refused("moved", &format!("{before}{moved}{after}"), reference);
    // With the ID that is referred to, the digest is another one.
    let renamed = moved.replace("ID=\"_evil\"", "ID=\"_assertion\"");
    let digest = Problem::Signature(BadSignature::Digest);
    refused("renamed", &format!("{before}{renamed}{after}"), digest);
    // Deeper than directly in the assertion.
    let deep = within(&evil, "</saml:AttributeStatement>", signature);
    refused("deep", &format!("{before}{deep}{after}"), Problem::Signatures);
    let twice = within(assertion, "<saml:Subject>", signature);
    assert_eq!(verify(&format!("{before}{twice}{after}")), Err(Problem::Signatures));
}

#[test]
fn ids_are_unique_however_they_are_spelled() {
    for attribute in ["ID", "Id", "id", "xml:id"] {
        let given = format!("<samlp:Extensions {attribute}=\"_assertion\"/>");
        let document =
            response("assertion").replace("<samlp:Status>", &format!("{given}<samlp:Status>"));
        assert_eq!(verify(&document), Err(Problem::DuplicateId), "{attribute}");
    }
}
