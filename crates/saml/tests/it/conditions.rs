use cognate_saml::Problem;
use cognate_saml::conditions::{Expected, Request};

use crate::documents::{response, verify};

/// 2026-03-01T12:00:00Z
const ISSUED: i64 = 1_772_366_400_000;
const MINUTE: i64 = 60_000;

#[test]
fn an_assertion_holds_for_a_while_and_for_one_service() {
    let verified = verify(&response("assertion")).unwrap();
    let (recipients, audiences) = (["https://sp.example/saml".to_owned()], ["urn:sp".to_owned()]);
    let good = Expected {
        now: ISSUED + MINUTE,
        skew: MINUTE,
        age_max: 8 * MINUTE,
        issuer: "https://idp.example/metadata",
        recipients: &recipients,
        audiences: &audiences,
        request: Request::Is("_request"),
    };
    let accepted = verified.check(&good).unwrap();
    assert_eq!(accepted.recipient, recipients[0]);
    assert_eq!(accepted.session_not_on_or_after, Some(ISSUED + 480 * MINUTE));
    let others = ["https://other.example/saml".to_owned()];
    for (expected, problem) in [
        (Expected { request: Request::Any, ..good }, None),
        (Expected { now: ISSUED - MINUTE, ..good }, None),
        (Expected { now: ISSUED - MINUTE - 1, ..good }, Some(Problem::TooEarly)),
        (Expected { now: ISSUED + 6 * MINUTE - 1, ..good }, None),
        (Expected { now: ISSUED + 6 * MINUTE, ..good }, Some(Problem::Expired)),
        (Expected { age_max: MINUTE, ..good }, None),
        (Expected { age_max: MINUTE - 1, ..good }, Some(Problem::TooOld)),
        (Expected { issuer: "https://idp.example", ..good }, Some(Problem::Issuer)),
        (Expected { audiences: &others, ..good }, Some(Problem::Audience)),
        (Expected { recipients: &others, ..good }, Some(Problem::Destination)),
        (Expected { request: Request::None, ..good }, Some(Problem::InResponseTo)),
        (Expected { request: Request::Is("_other"), ..good }, Some(Problem::InResponseTo)),
    ] {
        assert_eq!(verified.check(&expected).err(), problem, "{expected:?}");
    }
    let change = |changed: &dyn Fn(&mut cognate_saml::Verified)| {
        let mut verified = verified.clone();
        changed(&mut verified);
        verified.check(&good).err()
    };
    assert_eq!(change(&|it| it.destination = None), None);
    let confirmation =
        |it: &mut cognate_saml::Verified| it.assertion.subject.confirmations.remove(0);
    assert_eq!(change(&|it| drop(confirmation(it))), Some(Problem::Recipient));
    for (name, problem) in [
        ("recipient", Problem::Recipient),
        ("from when", Problem::Recipient),
        ("until when", Problem::Recipient),
        ("expired", Problem::Expired),
        ("request", Problem::InResponseTo),
    ] {
        let changed = change(&|it| {
            let one = &mut it.assertion.subject.confirmations[0];
            match name {
                "recipient" => one.recipient = None,
                "from when" => one.not_before = Some(0),
                "until when" => one.not_on_or_after = None,
                "expired" => one.not_on_or_after = Some(ISSUED),
                _ => one.in_response_to = None,
            }
        });
        assert_eq!(changed, Some(problem), "{name}");
    }
    // One that fits is enough.
    let two = change(&|it| {
        let confirmations = &mut it.assertion.subject.confirmations;
        confirmations.insert(0, Default::default());
    });
    assert_eq!(two, None);
    let unknown = change(&|it| it.assertion.conditions.unknown = true);
    assert_eq!(unknown, Some(Problem::Condition));
    let nobody = change(&|it| it.assertion.conditions.audiences.clear());
    assert_eq!(nobody, Some(Problem::Audience));
    // Every list counts.
    let second = change(&|it| it.assertion.conditions.audiences.push(vec!["urn:x".to_owned()]));
    assert_eq!(second, Some(Problem::Audience));
    let ended = change(&|it| it.assertion.statements[0].session_not_on_or_after = Some(ISSUED));
    assert_eq!(ended, Some(Problem::Expired));
}
