//! What one verification costs. Run with `--release -- --ignored --nocapture`.

#![expect(clippy::disallowed_methods, reason = "a measurement needs a clock")]

use std::time::{Duration, Instant};

use cognate_access::sigv4::{SigningSecret, presented, signing_key, verify};

use crate::request::{Request, SECRET, expect};

#[test]
#[ignore = "a measurement: meaningful in release builds on a quiet machine"]
fn one_verification_stays_below_20_microseconds() {
    let request = Request::json("cognito-idp");
    let expect = expect("cognito-idp");
    let derived = signing_key(SECRET, "20240101", "us-east-1", "cognito-idp");
    for (what, secret) in
        [("secret", SigningSecret::new(SECRET)), ("derived key", SigningSecret::derived(derived))]
    {
        let rounds = 20_000;
        let start = Instant::now();
        for _ in 0..rounds {
            request
                .with(|view| {
                    let presented = presented(view, &expect)?.unwrap();
                    verify(&presented, view, &expect, &secret)
                })
                .unwrap();
        }
        let each = start.elapsed() / rounds;
        println!("with the {what}: {each:?} each");
        assert!(each < Duration::from_micros(20), "{each:?}");
    }
}
