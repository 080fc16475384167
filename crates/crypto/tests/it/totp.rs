//! RFC 6238 appendix B (the last six of its eight digits), RFC 4648 section 10, and the window.

use cognate_crypto::totp::{code, matching_step, secret_code, step_at};

const SECRET: &[u8] = b"12345678901234567890";

#[test]
fn codes_are_those_of_rfc_6238() {
    let table = [
        (59, "287082"),
        (1_111_111_109, "081804"),
        (1_111_111_111, "050471"),
        (1_234_567_890, "005924"),
        (2_000_000_000, "279037"),
        (20_000_000_000, "353130"),
    ];
    for (seconds, expected) in table {
        assert_eq!(code(SECRET, step_at(seconds * 1_000)), expected, "{seconds}");
    }
}

#[test]
fn otp_6_one_step_before_and_after_fits_and_no_other() {
    let now_ms = 1_700_000_000_000;
    let now = step_at(now_ms);
    for across in -3..=3 {
        let found = matching_step(SECRET, &code(SECRET, now + across), now_ms);
        let expected = (-1..=1).contains(&across).then_some(now + across);
        assert_eq!(found, expected, "{across}");
    }
}

#[test]
fn steps_turn_at_half_minutes() {
    assert_eq!(step_at(29_999), 0);
    assert_eq!(step_at(30_000), 1);
    assert_eq!(step_at(-1), -1);
}

#[test]
fn otp_3_only_six_ascii_digits_fit() {
    let right = code(SECRET, step_at(59_000));
    let arabic: String =
        right.bytes().map(|b| char::from_u32(0x0660 + u32::from(b - b'0')).unwrap()).collect();
    let padded = [format!(" {right}"), format!("{right}\n"), format!("0{right}")];
    for given in ["", "28708", arabic.as_str()].into_iter().chain(padded.iter().map(String::as_str))
    {
        assert_eq!(matching_step(SECRET, given, 59_000), None, "{given:?}");
    }
    assert_eq!(matching_step(SECRET, &right, 59_000), Some(1));
}

#[test]
fn secrets_are_base32_without_padding() {
    let table: [(&[u8], &str); 7] = [
        (b"", ""),
        (b"f", "MY"),
        (b"fo", "MZXQ"),
        (b"foo", "MZXW6"),
        (b"foob", "MZXW6YQ"),
        (b"fooba", "MZXW6YTB"),
        (b"foobar", "MZXW6YTBOI"),
    ];
    for (bytes, text) in table {
        assert_eq!(secret_code(bytes), text);
    }
    assert_eq!(secret_code(&[0xFF; 32]).len(), 52);
}
