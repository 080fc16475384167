//! What is signed verifies, and nothing near it does.

use cognate_access::sigv4::Expect;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::request::{Request, expect};

const SERVICES: [&str; 3] = ["cognito-idp", "sts", "s3"];

/// Text of unreserved characters and escapes: what a client may put on the wire.
fn escaped() -> impl Strategy<Value = String> {
    prop::collection::vec(prop_oneof![3 => "[a-zA-Z0-9_~-]{1,6}", 1 => "%[2-7][0-9A-F]"], 1..4)
        .prop_map(|pieces| pieces.concat())
}

fn target() -> impl Strategy<Value = String> {
    let path =
        prop::collection::vec(escaped(), 0..4).prop_map(|parts| format!("/{}", parts.join("/")));
    let pair = (escaped(), prop::option::of(escaped()))
        .prop_map(|(name, value)| value.map_or(name.clone(), |value| format!("{name}={value}")));
    (path, prop::collection::vec(pair, 0..5)).prop_map(|(path, pairs)| {
        if pairs.is_empty() { path } else { format!("{path}?{}", pairs.join("&")) }
    })
}

fn request() -> impl Strategy<Value = Request> {
    let header = ("[a-z][a-z0-9]{0,8}", "[ \t]{0,2}[!-~]{1,8}( {1,3}[!-~]{1,8}){0,2}[ \t]{0,2}")
        .prop_map(|(name, value)| (format!("h-{name}"), value.into_bytes()));
    let amz = "[a-z]{1,6}".prop_map(|value| ("x-amz-probe".to_owned(), value.into_bytes()));
    (
        select(vec!["GET", "POST", "PUT", "DELETE", "HEAD"]),
        target(),
        prop::collection::vec(header, 0..4),
        prop::option::of(amz),
        prop::collection::vec(any::<u8>(), 0..64),
    )
        .prop_map(|(method, target, mut headers, amz, body)| {
            headers.push(("host".to_owned(), b"cognate.example:8443".to_vec()));
            headers.extend(amz);
            Request { method: method.to_owned(), target, headers, body }
        })
}

/// The request signed in one of the forms.
fn signed(request: &Request, service: &str, presigned: bool) -> Request {
    if presigned {
        request.clone().presigned(service, 300)
    } else {
        request.clone().signed(service)
    }
}

/// Puts another alphanumeric byte in place of one.
fn change(bytes: &mut [u8], at: Index, to: u8) -> bool {
    if bytes.is_empty() {
        return false;
    }
    let byte = &mut bytes[at.index(bytes.len())];
    let changed = *byte != to;
    *byte = to;
    changed
}

/// What a target means, told independently of the code under test: the path with its escapes in
/// one case, and the decoded parameters in any order.
fn meaning(target: &str) -> (Vec<u8>, Vec<[Vec<u8>; 2]>) {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut pairs: Vec<_> = query
        .split('&')
        .filter(|piece| !piece.is_empty())
        .map(|piece| piece.split_once('=').unwrap_or((piece, "")))
        .map(|(name, value)| [decoded(name), decoded(value)])
        .collect();
    pairs.sort();
    (decoded(path), pairs)
}

/// Broken escapes stand for themselves.
fn decoded(text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let escape = after
            .get(..2)
            .filter(|_| *first == b'%')
            .and_then(|digits| u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok());
        out.push(escape.unwrap_or(*first));
        rest = if escape.is_some() { &after[2..] } else { after };
    }
    out
}

fn alphanumeric() -> impl Strategy<Value = u8> {
    "[a-zA-Z0-9]".prop_map(|text| text.as_bytes()[0])
}

proptest! {
    #[test]
    fn what_is_signed_verifies(
        request in request(),
        service in select(SERVICES.to_vec()),
        presigned: bool,
        skew_ms in -299_999_i64..=300_000,
    ) {
        let request = signed(&request, service, presigned);
        let mut expect: Expect = expect(service);
        expect.now_ms += skew_ms;
        prop_assert_eq!(request.check(&expect), Ok(()));
    }

    #[test]
    fn one_changed_byte_fails(
        original in request(),
        service in select(SERVICES.to_vec()),
        presigned: bool,
        at: Index,
        which: Index,
        to in alphanumeric(),
    ) {
        let original = signed(&original, service, presigned);
        prop_assert_eq!(original.check(&expect(service)), Ok(()));

        let mut method = original.clone();
        let mut bytes = method.method.clone().into_bytes();
        if change(&mut bytes, at, to) {
            method.method = String::from_utf8(bytes).unwrap();
            prop_assert!(method.check(&expect(service)).is_err());
        }

        let mut target = original.clone();
        let mut bytes = target.target.clone().into_bytes();
        change(&mut bytes[1..], at, to);
        target.target = String::from_utf8(bytes).unwrap();
        if meaning(&target.target) != meaning(&original.target) {
            prop_assert!(target.check(&expect(service)).is_err(), "{}", target.target);
        }

        let mut header = original.clone();
        let index = which.index(header.headers.len());
        let (name, value) = &mut header.headers[index];
        if name == "authorization" {
            // The access key id is not part of what is signed: it chooses the secret.
            let from = value.len() - 64;
            if change(&mut value[from..], at, to) {
                prop_assert!(header.check(&expect(service)).is_err());
            }
        } else {
            let outer = value.iter().position(|byte| !b" \t".contains(byte)).unwrap();
            let end = value.iter().rposition(|byte| !b" \t".contains(byte)).unwrap();
            if change(&mut value[outer..=end], at, to) {
                prop_assert!(header.check(&expect(service)).is_err(), "{:?}", header);
            }
        }

        // S3 leaves the body to whoever streams it, against the hash that was declared.
        let mut body = original.clone();
        if service != "s3" && change(&mut body.body, at, to) {
            prop_assert!(body.check(&expect(service)).is_err());
        }
        let mut longer = original.clone();
        longer.body.push(to);
        prop_assert!(service == "s3" || longer.check(&expect(service)).is_err());
    }

    #[test]
    fn no_input_panics(
        target in "/[ -~é%?&=+]{0,80}",
        authorization in prop_oneof![
            "[ -~é]{0,80}",
            "AWS4-HMAC-SHA256 (Credential|Signature|SignedHeaders)=[ -~]{0,40}, \
             SignedHeaders=[a-z;:-]{0,20},Signature=[0-9a-f]{60,64}",
        ],
        date in "[0-9TZ]{0,17}",
    ) {
        let headers = [("host", "h"), ("authorization", &*authorization), ("x-amz-date", &*date)];
        let request = Request::new("GET", &target, &headers, "");
        prop_assert!(request.check(&expect("sts")).is_err());
        let mut unsigned = request.clone();
        unsigned.remove("authorization");
        prop_assert!(unsigned.check(&expect("sts")).is_err());
    }
}
