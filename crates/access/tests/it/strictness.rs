//! What a parser could be talked into, and must not be (SV-R1).

use cognate_access::sigv4::{Expect, Form, Rules, SigError, SigningSecret, amz_date, sign};

use crate::matrix::declaring;
use crate::request::{NOW_MS, Request, SECRET, credentials, expect};

fn assert_incomplete(what: &str, request: &Request, service: &str) {
    let refused = request.check(&expect(service));
    assert!(matches!(refused, Err(SigError::Incomplete(_))), "{what}: {refused:?}");
}

#[test]
fn authorization_is_parsed_strictly() {
    for (from, to) in [
        ("Signature=", "Signature=,Signature="),
        ("Signature=", "X=1, Signature="),
        ("Signature=", "signature="),
        (", SignedHeaders=", ";SignedHeaders="),
        ("Credential=", "Credential=a/b/c/d/e, Credential="),
        ("Credential=AKID", "Credential=A-ID"),
        ("Credential=AKIDEXAMPLE", "Credential="),
        ("host;", "Host;"),
        ("content-type;host", "host;content-type"),
        ("host;", "host;host;"),
        ("host;", "host;;"),
        ("Signature=", "Signature=0"),
        ("aws4_request", "aws4_request/"),
    ] {
        let mut request = Request::json("cognito-idp");
        request.edit("authorization", from, to);
        assert_incomplete(to, &request, "cognito-idp");
    }
}

#[test]
fn authorization_may_be_spaced_as_signers_do() {
    let mut request = Request::json("cognito-idp");
    request.edit("authorization", ", ", ",");
    assert_eq!(request.check(&expect("cognito-idp")), Ok(()));
    request.edit("authorization", "AWS4-HMAC-SHA256 ", " AWS4-HMAC-SHA256  ");
    assert_eq!(request.check(&expect("cognito-idp")), Ok(()));
}

#[test]
fn repeated_headers_are_refused() {
    for name in ["authorization", "host", "x-amz-date", "x-amz-target", "x-amz-user-agent"] {
        let mut request = Request::json("cognito-idp");
        request.push("x-amz-user-agent", "a");
        assert_eq!(request.check(&expect("cognito-idp")), Ok(()), "unsigned user agent");
        let again = request.headers.iter().find(|(n, _)| n == name).unwrap().clone();
        request.headers.push(again);
        assert_incomplete(name, &request, "cognito-idp");
    }
}

#[test]
fn line_breaks_in_headers_are_refused() {
    for value in ["a\r\nx: y", "a\n", "a\0"] {
        let mut request = Request::json("cognito-idp");
        request.push("accept", value);
        assert_incomplete(value, &request, "cognito-idp");
    }
}

#[test]
fn one_form_only() {
    let query = || Request::new("GET", "/?Action=A", &[("host", "h")], "").presigned("sts", 60);
    assert_eq!(query().check(&expect("sts")), Ok(()));
    for (name, value) in [
        ("authorization", "AWS4-HMAC-SHA256 Credential=a"),
        ("authorization", "Bearer x"),
        ("x-amz-date", "20240101T000000Z"),
        ("x-amz-security-token", "t"),
    ] {
        let mut request = query();
        request.push(name, value);
        assert_incomplete(name, &request, "sts");
    }
    for parameter in ["X-Amz-Security-Token=t", "X%2DAmz-Signature=0", "X-Amz-Date"] {
        let mut request = Request::json("cognito-idp");
        request.target = format!("/?{parameter}");
        assert_incomplete(parameter, &request, "cognito-idp");
    }
}

#[test]
fn other_schemes_are_no_algorithm() {
    for value in ["Bearer x", "AWS AKIDEXAMPLE:abc", "Basic eDp5", ""] {
        let mut request = Request::new("POST", "/", &[("host", "h")], "");
        request.push("authorization", value);
        let refused = request.check(&expect("sts"));
        assert!(matches!(refused, Err(SigError::UnsupportedAlgorithm(_))), "{value}: {refused:?}");
    }
}

#[test]
fn presigned_parameters_stand_once_and_are_all_signed() {
    let signed = Request::new("GET", "/?Action=A", &[("host", "h")], "").presigned("sts", 60);
    for name in ["Algorithm", "Credential", "Date", "Expires", "SignedHeaders", "Signature"] {
        let mut request = signed.clone();
        request.target += &format!("&X-Amz-{name}=1");
        assert_incomplete(name, &request, "sts");
        let mut request = signed.clone();
        request.target = request.target.replace(&format!("X-Amz-{name}"), "Other");
        assert!(request.check(&expect("sts")).is_err(), "{name}");
        // Names are case-sensitive.
        let mut request = signed.clone();
        request.target = request.target.replace(name, &name.to_lowercase());
        assert!(request.check(&expect("sts")).is_err(), "{name}");
    }
    let mut request = signed.clone();
    request.target += "&Version=1";
    assert_eq!(request.check(&expect("sts")), Err(SigError::Mismatch));
}

#[test]
fn presigned_ends_when_it_says_and_within_a_quarter_of_an_hour() {
    for (expires, last_second) in [(60, 60), (900, 900), (3600, 900)] {
        let request = Request::new("GET", "/", &[("host", "h")], "").presigned("sts", expires);
        let at = |seconds: i64| Expect { now_ms: NOW_MS + seconds * 1000, ..expect("sts") };
        assert_eq!(request.check(&at(-300)), Ok(()));
        assert!(matches!(request.check(&at(-301)), Err(SigError::Skew(_))));
        assert_eq!(request.check(&at(last_second)), Ok(()));
        let refused = request.check(&at(last_second + 1)).unwrap_err();
        assert!(refused.to_string().starts_with("Signature expired: 20240101T000000Z is now "));
        let presented = request.presented(&at(0)).unwrap().unwrap();
        assert_eq!(presented.form, Form::Query { expires_seconds: Some(expires.into()) });
    }
    // S3 lets URLs live for up to a week.
    let request = Request::new("GET", "/k", &[("host", "h")], "").presigned("s3", 604_800);
    let at = |seconds: i64| Expect { now_ms: NOW_MS + seconds * 1000, ..expect("s3") };
    assert_eq!(request.check(&at(604_800)), Ok(()));
    assert!(request.check(&at(604_801)).is_err());
    for expires in ["0", "604801", "-1", "%2B1", "x", "", "99999999999999999999"] {
        let mut request = request.clone();
        request.target = request.target.replace("604800", expires);
        assert_incomplete(expires, &request, "s3");
    }
}

#[test]
fn the_payload_is_always_covered() {
    for mode in [
        "UNSIGNED-PAYLOAD",
        "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
        "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
        "44136FA355B3678A1146AD16F7E8649E94FB4FC21FE77E8310C060F61CAAFF8A",
        "",
    ] {
        assert!(declaring(mode).check(&expect("cognito-idp")).is_err(), "{mode}");
    }
    let hash = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";
    assert_eq!(declaring(hash).check(&expect("cognito-idp")), Ok(()));

    let presigned = |target: &str, headers: &[(&str, &str)]| {
        Request::new("POST", target, headers, "{}").presigned("sts", 60).check(&expect("sts"))
    };
    let target = format!("/?X-Amz-Content-Sha256={hash}");
    assert_eq!(presigned(&target, &[("host", "h")]), Ok(()));
    assert_eq!(presigned("/", &[("host", "h"), ("x-amz-content-sha256", hash)]), Ok(()));
    let zeros = "0".repeat(64);
    assert!(presigned(&format!("/?X-Amz-Content-Sha256={zeros}"), &[("host", "h")]).is_err());
    assert!(presigned("/", &[("host", "h"), ("x-amz-content-sha256", &zeros)]).is_err());
    assert!(presigned(&target, &[("host", "h"), ("x-amz-content-sha256", hash)]).is_err());
}

#[test]
fn s3_wants_the_payload_declared() {
    let mut request = Request::new("GET", "/k", &[("host", "h")], "").signed("s3");
    assert_eq!(request.check(&expect("s3")), Ok(()));
    request.remove("x-amz-content-sha256");
    request.edit("authorization", "x-amz-content-sha256;", "");
    let refused = request.check(&expect("s3")).unwrap_err().to_string();
    assert_eq!(refused, "Missing required header for this request: x-amz-content-sha256");
}

#[test]
fn the_date_header_stands_in_for_x_amz_date() {
    for date in ["Mon, 01 Jan 2024 00:00:00 GMT", "20240101T000000Z"] {
        let mut request = Request::new("POST", "/", &[("host", "h"), ("date", date)], "");
        let added =
            request.with(|view| sign(view, &credentials(), "us-east-1", "sts", NOW_MS)).unwrap();
        for (name, value) in added {
            request.push(&name, &value);
        }
        let mut both = request.clone();
        assert_eq!(both.check(&expect("sts")), Ok(()));
        both.push("date", date);
        assert_incomplete("two dates", &both, "sts");
        // The same signer without x-amz-date would sign other headers; only parsing is in question.
        request.remove("x-amz-date");
        request.edit("authorization", ";x-amz-date", "");
        let presented = request.presented(&expect("sts")).unwrap().unwrap();
        assert_eq!(presented.amz_date, amz_date(NOW_MS));
        assert_eq!(request.check(&expect("sts")), Err(SigError::Mismatch));
    }
}

#[test]
fn sizes_are_bounded() {
    let mut request = Request::json("cognito-idp");
    request.push("a", &"x".repeat(64 * 1024));
    assert_incomplete("headers", &request, "cognito-idp");

    let mut request = Request::json("cognito-idp");
    request.edit("authorization", "Signature=", &format!("{}Signature=", " ".repeat(16 * 1024)));
    assert_incomplete("authorization", &request, "cognito-idp");

    let mut request = Request::new("GET", "/", &[("host", "h")], "").presigned("sts", 60);
    request.target += &format!("&a={}", "x".repeat(64 * 1024));
    assert_incomplete("query", &request, "sts");

    let mut request = Request::new("GET", "/", &[("host", "h")], "");
    for index in 0..100 {
        request.push(&format!("h{index}"), "x");
    }
    assert_incomplete("signed headers", &request.signed("sts"), "sts");
}

#[test]
fn nothing_verifies_under_the_dummy() {
    // The dummy's text is public: signing with it must not help.
    let mut request = Request::new("POST", "/", &[("host", "h")], "");
    let dummy = "0000000000000000000000000000000000000000";
    let credentials =
        cognate_access::sigv4::Credentials { secret_access_key: dummy, ..credentials() };
    let added = request.with(|view| sign(view, &credentials, "us-east-1", "sts", NOW_MS)).unwrap();
    for (name, value) in added {
        request.push(&name, &value);
    }
    let check = |secret| request.check_under(&expect("sts"), Rules::PLAIN, &secret);
    assert_eq!(check(SigningSecret::new(dummy)), Ok(()));
    assert_eq!(check(SigningSecret::dummy()), Err(SigError::Unrecognized));
    assert_eq!(check(SigningSecret::new(SECRET)), Err(SigError::Mismatch));
}

#[test]
fn debug_output_has_no_secrets() {
    let mut request = Request::json("cognito-idp");
    request.push("x-amz-security-token", "token-of-the-session");
    request.edit("authorization", ";x-amz-target", ";x-amz-security-token;x-amz-target");
    let presented = request.presented(&expect("cognito-idp")).unwrap().unwrap();
    assert_eq!(presented.session_token.as_deref(), Some("token-of-the-session"));
    assert!(!format!("{presented:?}").contains("token-of-the-session"));
}

#[test]
fn regions_are_aws_shaped() {
    for (region, good) in [
        ("eu-west-1", true),
        ("us-gov-west-1", true),
        ("ap-southeast-10", true),
        ("eusc-de-east-1", true),
        ("us-iso-east-1", true),
        ("us-east-", false),
        ("us-east", false),
        ("us-east-1a", false),
        ("US-EAST-1", false),
        ("us-1", false),
        ("a-east-1", false),
        ("", false),
        ("us-east-123", false),
    ] {
        let mut request = Request::json("cognito-idp");
        request.edit("authorization", "us-east-1", region);
        let presented = request.presented(&expect("cognito-idp"));
        assert_eq!(presented.is_ok(), good, "{region}");
    }
}
