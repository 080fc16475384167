use cognate_domain::password::{Policy, generate};
use proptest::prelude::*;
use serde_json::json;

use crate::sample;

fn policy(value: serde_json::Value) -> Policy {
    sample::pool(json!({"Policies": {"PasswordPolicy": value}})).rules.password
}

#[test]
fn pw_5_the_first_unmet_demand_is_named() {
    let policy = sample::pool(json!({})).rules.password;
    for (password, text) in [
        ("", "Password not long enough"),
        ("Aa1!Aa1", "Password not long enough"),
        ("aaaaaaaa", "Password must have uppercase characters"),
        ("ÄÖÜäöü1!", "Password must have uppercase characters"),
        ("AAAAAAAA", "Password must have lowercase characters"),
        ("AAAAaaaa", "Password must have numeric characters"),
        ("AAAAaaa１", "Password must have numeric characters"),
        ("AAAAaaa1", "Password must have symbol characters"),
        (" AAAaaa1 ", "Password must have symbol characters"),
    ] {
        let refusal = policy.check(password).unwrap_err();
        assert_eq!(refusal.code, "InvalidPasswordException");
        assert_eq!(
            refusal.message,
            format!("Password did not conform with policy: {text}"),
            "{password}"
        );
    }
    for good in ["Passw0rd!", "AAAA aaa1", "Aa1€Aa1$", "Aa1\\aaaa", "Aa1+aaaa", "Aa1=aaaa"] {
        assert_eq!(policy.check(good), Ok(()), "{good}");
    }
}

#[test]
fn pw_4_length_is_counted_in_characters_up_to_256() {
    let policy = policy(json!({"MinimumLength": 6}));
    assert_eq!(policy.check("äöüßéñ"), Ok(()));
    assert_eq!(policy.check(&"x".repeat(256)), Ok(()));
    assert!(policy.check(&"x".repeat(257)).is_err());
}

#[test]
fn temporary_passwords_end_after_their_days() {
    let policy = policy(json!({"TemporaryPasswordValidityDays": 3}));
    assert_eq!(policy.temporary_until(1000), 1000 + 3 * 86_400_000);
}

proptest! {
    #[test]
    fn generated_passwords_satisfy_every_policy(seed in prop::collection::vec(any::<u8>(), 256), length in 6..=99_i64) {
        let policy = policy(json!({
            "MinimumLength": length, "RequireUppercase": true, "RequireLowercase": true,
            "RequireNumbers": true, "RequireSymbols": true}));
        let random: [u8; 256] = seed.try_into().unwrap();
        let password = generate(&policy, &random);
        prop_assert_eq!(policy.check(&password), Ok(()));
        prop_assert_eq!(password.len(), length.max(14) as usize);
        prop_assert!(password.chars().all(|c| !c.is_whitespace() && !"<>&\"'".contains(c)));
    }
}

#[test]
fn generated_passwords_differ_when_one_random_byte_does() {
    let policy = sample::pool(json!({})).rules.password;
    let mut random = [3; 256];
    let first = generate(&policy, &random);
    random[255] = 4;
    assert_ne!(generate(&policy, &random), first);
}
