//! Which failure gets which answer, in both protocols.

use cognate_access::sigv4::{Expect, MISMATCH, RegionRule, Rules, SigError, SigningSecret};

use crate::request::{NOW_MS, Request, expect};

/// (what, error, JSON code, query code, query status, message); JSON's status is always 400.
type Row = (&'static str, SigError, &'static str, &'static str, u16, &'static str);

const INVALID_TOKEN: &str = "The security token included in the request is invalid.";

fn refusal(change: impl FnOnce(&mut Request)) -> SigError {
    refusal_expecting(&expect("cognito-idp"), change)
}

fn refusal_expecting(expect: &Expect, change: impl FnOnce(&mut Request)) -> SigError {
    let mut request = Request::json("cognito-idp");
    assert_eq!(request.check(&self::expect("cognito-idp")), Ok(()));
    change(&mut request);
    request.check(expect).unwrap_err()
}

fn at(seconds: i64) -> Expect<'static> {
    Expect { now_ms: NOW_MS + seconds * 1000, ..expect("cognito-idp") }
}

fn credential(from: &'static str, to: &'static str) -> impl FnOnce(&mut Request) {
    move |request| request.edit("authorization", from, to)
}

fn rows() -> Vec<Row> {
    let incomplete = ("IncompleteSignatureException", "IncompleteSignature", 400);
    let unrecognized = ("UnrecognizedClientException", "InvalidClientTokenId", 403);
    let invalid = ("InvalidSignatureException", "SignatureDoesNotMatch", 403);
    let row = |what, error, (json, query, status), message| -> Row {
        (what, error, json, query, status, message)
    };
    vec![
        row(
            "Authorization without components",
            refusal(|request| {
                request.remove("authorization");
                request.push("authorization", "AWS4-HMAC-SHA256");
            }),
            incomplete,
            "Authorization header requires 'Credential' parameter. Authorization header requires \
             'Signature' parameter. Authorization header requires 'SignedHeaders' parameter. \
             Authorization=AWS4-HMAC-SHA256",
        ),
        row(
            "no date",
            refusal(|request| request.remove("x-amz-date")),
            incomplete,
            "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. \
             Authorization=AWS4-HMAC-SHA256",
        ),
        row(
            "unreadable date",
            refusal(|request| request.edit("x-amz-date", "20240101T000000Z", "2024")),
            incomplete,
            "Date must be in ISO-8601 'basic format'. Got '2024'. See \
             http://en.wikipedia.org/wiki/ISO_8601",
        ),
        row(
            "scope of four parts",
            refusal(credential("/us-east-1", "")),
            incomplete,
            "Credential must have exactly 5 slash-delimited elements, e.g. \
             keyid/date/region/service/term, got \
             'AKIDEXAMPLE/20240101/cognito-idp/aws4_request'",
        ),
        row(
            "presigned without its parts",
            Request::new("GET", "/?X-Amz-Credential=a", &[("host", "h")], "")
                .check(&expect("sts"))
                .unwrap_err(),
            incomplete,
            "AWS query-string parameters must include 'X-Amz-Algorithm'. AWS query-string \
             parameters must include 'X-Amz-Signature'. AWS query-string parameters must include \
             'X-Amz-SignedHeaders'. AWS query-string parameters must include 'X-Amz-Date'. \
             Re-examine the query-string parameters.",
        ),
        row(
            "unsupported algorithm",
            refusal(credential("AWS4-HMAC-SHA256", "AWS4-ECDSA-P256-SHA256")),
            incomplete,
            "Unsupported AWS 'algorithm': 'AWS4-ECDSA-P256-SHA256'.",
        ),
        row(
            "unknown access key",
            Request::json("cognito-idp")
                .check_under(&expect("cognito-idp"), Rules::PLAIN, &SigningSecret::dummy())
                .unwrap_err(),
            unrecognized,
            INVALID_TOKEN,
        ),
        row(
            "temporary key without token",
            refusal(credential("AKIDEXAMPLE", "ASIAEXAMPLE")),
            unrecognized,
            INVALID_TOKEN,
        ),
        row(
            "permanent key with token",
            refusal(|request| {
                request.push("x-amz-security-token", "t");
                request.edit("authorization", "AKIDEXAMPLE", "AKIAEXAMPLE");
                request.edit(
                    "authorization",
                    ";x-amz-target",
                    ";x-amz-security-token;x-amz-target",
                );
            }),
            unrecognized,
            INVALID_TOKEN,
        ),
        row("garbled token, inactive key", SigError::Unrecognized, unrecognized, INVALID_TOKEN),
        row(
            "expired session",
            SigError::Expired,
            ("ExpiredTokenException", "ExpiredToken", 403),
            "The security token included in the request is expired",
        ),
        row("wrong signature", refusal(|r| r.body.push(b' ')), invalid, MISMATCH),
        row(
            "date of the scope",
            refusal(credential("/20240101/", "/20231231/")),
            invalid,
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from \
             HTTP",
        ),
        row(
            "region that is none",
            refusal(credential("us-east-1", "moon")),
            invalid,
            "Credential should be scoped to a valid region.",
        ),
        row(
            "region not served",
            refusal_expecting(
                &Expect {
                    regions: RegionRule::OneOf(&["eu-west-1".to_owned()]),
                    ..expect("cognito-idp")
                },
                |_| {},
            ),
            invalid,
            "Credential should be scoped to a valid region.",
        ),
        row(
            "service",
            refusal_expecting(&expect("sts"), |_| {}),
            invalid,
            "Credential should be scoped to correct service: 'sts'.",
        ),
        row(
            "terminator",
            refusal(credential("aws4_request", "aws5_request")),
            invalid,
            "Credential should be scoped with a valid terminator: 'aws4_request'",
        ),
        row(
            "too old",
            refusal_expecting(&at(301), |_| {}),
            invalid,
            "Signature expired: 20240101T000000Z is now earlier than 20240101T000001Z \
             (20240101T000501Z - 5 min.)",
        ),
        row(
            "too new",
            refusal_expecting(&at(-301), |_| {}),
            invalid,
            "Signature not yet current: 20240101T000000Z is still later than 20231231T235959Z \
             (20231231T235459Z + 5 min.)",
        ),
        row(
            "host not signed",
            refusal(credential("host;", "")),
            invalid,
            "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.",
        ),
        row(
            "x-amz header not signed",
            refusal(credential(";x-amz-target", "")),
            invalid,
            "'x-amz-target' must be a 'SignedHeader' in the AWS Authorization.",
        ),
        row(
            "signed header missing",
            refusal(|request| request.remove("content-type")),
            invalid,
            "The request has no header 'content-type', which its SignedHeaders name.",
        ),
        row(
            "payload hash that is not the body's",
            declaring(&"0".repeat(64)).check(&expect("cognito-idp")).unwrap_err(),
            invalid,
            MISMATCH,
        ),
        row(
            "payload not signed",
            declaring("UNSIGNED-PAYLOAD").check(&expect("cognito-idp")).unwrap_err(),
            invalid,
            "x-amz-content-sha256 must be the SHA-256 of the body, in lower-case hexadecimal \
             digits. Unsigned and chunked payloads are not supported.",
        ),
    ]
}

/// A request whose signature is right, over a payload hash of its own choice.
pub fn declaring(hash: &str) -> Request {
    let headers = [("host", "h"), ("x-amz-content-sha256", hash)];
    Request::new("POST", "/", &headers, "{}").signed("cognito-idp")
}

#[test]
fn every_failure_has_its_answer() {
    for (what, error, json, query, query_status, message) in rows() {
        assert_eq!(error.json(), (json, 400, message.to_owned()), "{what}");
        assert_eq!(error.query(), (query, query_status, message.to_owned()), "{what}");
    }
}

#[test]
fn an_unsigned_request_has_no_signature() {
    for target in ["/", "/?Action=GetCallerIdentity&broken=%zz&a+b"] {
        let request = Request::new("GET", target, &[("host", "h")], "");
        assert!(request.presented(&expect("sts")).unwrap().is_none());
    }
    let (code, status, message) = SigError::MissingToken.json();
    assert_eq!(
        (code, status, &*message),
        ("MissingAuthenticationTokenException", 400, "Missing Authentication Token")
    );
    let (code, status, message) = SigError::MissingToken.query();
    assert_eq!(
        (code, status, &*message),
        ("MissingAuthenticationToken", 403, "Request is missing Authentication Token")
    );
}

#[test]
fn the_window_includes_its_ends() {
    for seconds in [-300, 0, 300] {
        assert_eq!(Request::json("cognito-idp").check(&at(seconds)), Ok(()), "{seconds}");
    }
    // Times of signing are whole seconds, so the server's time counts as one too.
    let last = Expect { now_ms: NOW_MS + 300_999, ..expect("cognito-idp") };
    assert_eq!(Request::json("cognito-idp").check(&last), Ok(()));
}
