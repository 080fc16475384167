//! What independent signers made is verified and read.

use cognate_saml::assertion::{Confirmation, Statement};

use crate::documents::{response, text, verify, verify_with};

/// 2026-03-01T12:00:00Z
const ISSUED: i64 = 1_772_366_400_000;

#[test]
fn an_assertion_is_read_whole() {
    let verified = verify(&response("assertion")).unwrap();
    assert_eq!(verified.destination.as_deref(), Some("https://sp.example/saml"));
    assert_eq!(verified.in_response_to.as_deref(), Some("_request"));
    let assertion = verified.assertion;
    assert_eq!((assertion.id.as_str(), assertion.issued), ("_assertion", ISSUED));
    assert_eq!(assertion.issuer, "https://idp.example/metadata");
    let subject = assertion.subject;
    assert_eq!(subject.name, "ada & co");
    assert_eq!(
        subject.format.as_deref(),
        Some("urn:oasis:names:tc:SAML:2.0:nameid-format:persistent")
    );
    assert_eq!(subject.name_qualifier.as_deref(), Some("idp"));
    assert_eq!(subject.sp_name_qualifier.as_deref(), Some("sp"));
    assert_eq!(
        subject.confirmations,
        [Confirmation {
            recipient: Some("https://sp.example/saml".to_owned()),
            not_before: None,
            not_on_or_after: Some(ISSUED + 300_000),
            in_response_to: Some("_request".to_owned()),
        }]
    );
    assert_eq!(assertion.conditions.not_before, Some(ISSUED - 60_000));
    assert_eq!(assertion.conditions.not_on_or_after, Some(ISSUED + 300_000));
    assert_eq!(assertion.conditions.audiences, [["urn:sp"]]);
    assert!(!assertion.conditions.one_time && !assertion.conditions.unknown);
    let session = Statement {
        session_index: Some("_session".to_owned()),
        session_not_on_or_after: Some(ISSUED + 8 * 3_600_000),
    };
    assert_eq!(assertion.statements, [session]);
    let expected: [(String, Vec<String>); 2] = [
        ("urn:mail".into(), vec!["ada@example.com".into(), "<ada>@example.org".into()]),
        ("role".into(), vec!["admin".into()]),
    ];
    assert_eq!(assertion.attributes, expected);
}

#[test]
fn other_algorithms_and_places_say_the_same() {
    let plain = verify(&response("assertion")).unwrap();
    for name in ["sha384", "sha512", "with_comments", "prefixes", "response", "both", "odd"] {
        assert_eq!(verify(&response(name)).as_ref(), Ok(&plain), "{name}");
    }
    assert_eq!(verify_with(&response("ecdsa"), "ec.der").as_ref(), Ok(&plain));
    assert_eq!(verify(&text("refused/hand_made.xml")), Ok(plain));
}

#[test]
fn comments_do_not_cut_texts() {
    // 2018: `admin<!-- -->.evil` was read as `admin`.
    let plain = response("assertion");
    for (from, to) in [("ada &amp; co", "ada<!-- --> &amp; co"), ("admin", "ad<!-- x -->min")] {
        let commented = plain.replace(from, to);
        assert_ne!(commented, plain);
        assert_eq!(verify(&commented), verify(&plain), "{to}");
    }
    let signed = response("odd");
    assert!(signed.contains("<!-- y -->"));
    assert_eq!(verify(&signed).unwrap().assertion.attributes[1].1, ["admin"]);
}
