use cognate_domain::code::{
    Facts, Hourly, Outstanding, Purpose, Quota, QuotaKind, Verdict, draw, is_well_formed, judge,
};
use cognate_domain::message::Medium;
use proptest::prelude::*;

const HOUR: i64 = 60 * 60 * 1000;

fn outstanding(attempts: i64) -> Outstanding {
    Outstanding { attempts, expires: 1_000_000, store_epoch: 3 }
}

fn facts<'a>(code: Option<&'a Outstanding>, quota: &'a Quota) -> Facts<'a> {
    Facts { purpose: Purpose::SignUp, code, quota, now: 999_999, store_epoch: 3 }
}

fn text(verdict: Verdict) -> Option<String> {
    verdict.refusal().map(|refusal| refusal.to_string())
}

const MISMATCH: &str =
    "CodeMismatchException: Invalid verification code provided, please try again.";
const EXPIRED: &str = "ExpiredCodeException: Invalid code provided, please request a code again.";
const EXCEEDED: &str =
    "LimitExceededException: Attempt limit exceeded, please try after some time.";

#[test]
fn otp_2_a_code_dies_after_five_wrong_answers() {
    let limits = Hourly::default();
    let mut quota = Quota::default();
    let mut code = outstanding(0);
    for n in 1..=5 {
        match judge(&facts(Some(&code), &quota), &limits, false) {
            verdict @ Verdict::Wrong { attempts, quota: next } => {
                assert_eq!((attempts, next.n), (n, n));
                assert_eq!(text(verdict).as_deref(), Some(MISMATCH));
                (code.attempts, quota) = (attempts, next);
            }
            other => panic!("{other:?}"),
        }
    }
    // Dead, even for the right answer.
    let dead = judge(&facts(Some(&code), &quota), &limits, true);
    assert_eq!(text(dead).as_deref(), Some(EXPIRED));
}

#[test]
fn a_right_answer_changes_no_counter() {
    let quota = Quota { started: 0, n: 14, version: 9 };
    let code = outstanding(4);
    let verdict = judge(&facts(Some(&code), &quota), &Hourly::default(), true);
    assert_eq!(verdict, Verdict::Right);
    assert_eq!(verdict.refusal(), None);
}

#[test]
fn no_code_an_old_one_and_a_restored_one_are_expired() {
    let quota = Quota::default();
    let live = outstanding(0);
    let old = Outstanding { expires: 999_999, ..live };
    let restored = Outstanding { store_epoch: 2, ..live };
    for code in [None, Some(&old), Some(&restored)] {
        for matches in [true, false] {
            let verdict = judge(&facts(code, &quota), &Hourly::default(), matches);
            assert_eq!(text(verdict).as_deref(), Some(EXPIRED), "{code:?}");
            assert!(matches!(verdict, Verdict::Expired { quota } if quota.n == 1));
        }
    }
}

#[test]
fn the_hours_answers_are_limited_even_for_the_right_one() {
    let code = outstanding(0);
    let full = Quota { started: 0, n: 15, version: 4 };
    for matches in [true, false] {
        let verdict = judge(&facts(Some(&code), &full), &Hourly::default(), matches);
        assert_eq!(text(verdict).as_deref(), Some(EXCEEDED));
    }
    let later = Facts { now: HOUR, ..facts(None, &full) };
    let verdict = judge(&later, &Hourly::default(), false);
    let next = Quota { started: HOUR, n: 1, version: 4 };
    assert_eq!(verdict, Verdict::Expired { quota: next });
    let reset = Facts { purpose: Purpose::Reset, ..facts(Some(&code), &full) };
    assert_eq!(
        judge(&reset, &Hourly { reset_answers: 16, ..Hourly::default() }, true),
        Verdict::Right
    );
}

#[test]
fn otp_5_lives_and_counters_by_purpose() {
    for (purpose, hours, answers, sends) in [
        (Purpose::SignUp, 24, QuotaKind::Confirmations, QuotaKind::SignUpSends),
        (Purpose::Reset, 1, QuotaKind::ResetAnswers, QuotaKind::Resets),
        (Purpose::VerifyEmail, 24, QuotaKind::Confirmations, QuotaKind::AttributeSends),
        (Purpose::VerifyPhone, 24, QuotaKind::Confirmations, QuotaKind::AttributeSends),
    ] {
        assert_eq!(purpose.lifetime_ms(), hours * HOUR);
        assert_eq!((purpose.answers(), purpose.sends()), (answers, sends));
        assert_eq!(Purpose::from_code(purpose.code()), Some(purpose));
        assert_eq!(purpose.digits(), 6);
    }
    assert_eq!(Purpose::from_code(0), None);
    assert_eq!(Purpose::verify(Medium::Email), Purpose::VerifyEmail);
    assert_eq!(Purpose::verify(Medium::Sms), Purpose::VerifyPhone);
    let limits = Hourly::default();
    let maxima = QuotaKind::ALL.map(|kind| (kind.code(), limits.max(kind)));
    assert_eq!(maxima, [(1, 15), (2, 5), (3, 5), (4, 5), (5, 5), (6, 15), (7, 20)]);
    for kind in QuotaKind::ALL {
        assert_eq!(QuotaKind::from_code(kind.code()), Some(kind));
    }
}

#[test]
fn rl_5_a_clock_that_goes_back_ends_no_hour() {
    let full = Quota { started: 10 * HOUR, n: 5, version: 1 };
    for (now, free) in [
        (10 * HOUR, false),
        (9 * HOUR, false),
        (0, false),
        (11 * HOUR - 1, false),
        (11 * HOUR, true),
    ] {
        assert_eq!(full.take(now, 5).is_some(), free, "{now}");
        assert_eq!(full.is_over(now), free);
    }
    assert_eq!(Quota::default().take(7, 0), None);
    assert_eq!(Quota::default().take(7, 1), Some(Quota { started: 7, n: 1, version: 0 }));
}

#[test]
fn otp_3_only_ascii_digits_are_codes() {
    for (answer, good) in [
        ("123456", true),
        ("000000", true),
        ("", false),
        ("12345", false),
        ("1234567", false),
        (" 123456", false),
        ("123456 ", false),
        ("12345a", false),
        ("１２３４５６", false),
        ("١٢٣", false),
        ("+12345", false),
    ] {
        assert_eq!(is_well_formed(Purpose::SignUp, answer), good, "{answer}");
    }
}

#[test]
fn otp_1_codes_are_drawn_evenly() {
    let mut seen = [[0_u32; 10]; 6];
    let mut random = [0_u8; 32];
    for n in 0..20_000_u64 {
        // A cheap spread of the counter over all bytes.
        for (i, byte) in random.iter_mut().enumerate() {
            *byte = (n.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(i as u64 * 0x5851_F42D)
                >> (i % 8 * 7)) as u8;
        }
        for (position, digit) in draw(Purpose::SignUp, &random).bytes().enumerate() {
            seen[position][usize::from(digit - b'0')] += 1;
        }
    }
    for counts in seen {
        assert!(counts.iter().all(|n| (1_700..2_300).contains(n)), "{counts:?}");
    }
}

proptest! {
    #[test]
    fn drawn_codes_are_well_formed(random in any::<[u8; 32]>()) {
        for purpose in Purpose::ALL {
            prop_assert!(is_well_formed(purpose, &draw(purpose, &random)));
        }
    }

    /// OTP-2: however answers and time are mixed, no code hears more than five wrong answers, and no
    /// hour more than its number.
    #[test]
    fn limits_hold_over_any_course(steps in prop::collection::vec((0..20 * 60_000_i64, any::<bool>()), 1..120)) {
        let limits = Hourly::default();
        let (mut quota, mut now) = (Quota::default(), 0);
        let mut code = Outstanding { attempts: 0, expires: i64::MAX, store_epoch: 0 };
        let mut looked_at: Vec<i64> = Vec::new();
        for (pause, new_code) in steps {
            now += pause;
            if new_code {
                code.attempts = 0;
            }
            let facts = Facts { purpose: Purpose::SignUp, code: Some(&code), quota: &quota, now, store_epoch: 0 };
            match judge(&facts, &limits, false) {
                Verdict::Wrong { attempts, quota: next } => {
                    prop_assert!(attempts <= 5 && attempts == code.attempts + 1);
                    (code.attempts, quota) = (attempts, next);
                    looked_at.push(now);
                }
                Verdict::Expired { quota: next } => {
                    quota = next;
                    looked_at.push(now);
                }
                Verdict::LimitExceeded => {}
                Verdict::Right => prop_assert!(false),
            }
            let started = quota.started;
            let in_hour = looked_at.iter().filter(|at| (started..started + HOUR).contains(*at));
            prop_assert!(in_hour.count() <= 15);
        }
    }
}
