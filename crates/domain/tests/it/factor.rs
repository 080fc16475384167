use cognate_domain::factor::{
    Configured, Factors, Passkeys, Preferences, SecondFactor, Seed, Setting, Totp, apply,
    configured, set_sms, usable,
};
use cognate_domain::pool::{self, Pool};
use cognate_domain::{Refusal, User};
use serde_json::{Value, json};

use crate::sample::{self, map, stored_pool};

use SecondFactor::{EmailOtp, SmsMfa, SoftwareTokenMfa};

const ON: Option<Setting> = Some(Setting { enabled: true, preferred: false });
const OFF: Option<Setting> = Some(Setting { enabled: false, preferred: false });
const FIRST: Option<Setting> = Some(Setting { enabled: true, preferred: true });

fn pool(mode: &str) -> Pool {
    let setup = json!({
        "MfaConfiguration": mode,
        "SmsMfaConfiguration": {"SmsConfiguration": {"SnsCallerArn": "arn:aws:iam::1:role/r"}},
        "SoftwareTokenMfaConfiguration": {"Enabled": true},
        "EmailMfaConfiguration": {},
        "WebAuthnConfiguration": {"FactorConfiguration": "MULTI_FACTOR_WITH_USER_VERIFICATION"},
    });
    with_setup(setup)
}

fn with_setup(setup: Value) -> Pool {
    stored_pool(pool::set_mfa(&sample::pool(json!({})), &map(setup)).unwrap())
}

fn reachable() -> User {
    sample::user("alice", &[("email", "a@example.com"), ("phone_number", "+15551234567")])
}

fn token() -> Factors {
    let totp = Totp { secret: Seed([7; 32]), name: "phone".into() };
    Factors { totp: Some(totp), ..Factors::default() }
}

fn try_apply(before: &Factors, given: Preferences) -> Result<Factors, Refusal> {
    apply(&pool("OPTIONAL").rules, &reachable(), before, &given)
}

#[test]
fn names_are_awss_and_email_has_two() {
    for factor in SecondFactor::ALL {
        assert_eq!(SecondFactor::parse(factor.as_str()), Some(factor));
    }
    assert_eq!(SecondFactor::parse("EMAIL_MFA"), Some(EmailOtp));
    assert_eq!(SecondFactor::parse("email_otp"), None);
}

#[test]
fn preferences_are_kept_and_shown() {
    let given = Preferences { sms: ON, totp: FIRST, email: ON, web_authn: Some(true) };
    let after = try_apply(&token(), given).unwrap();
    assert_eq!(after.enabled(), [SmsMfa, SoftwareTokenMfa, EmailOtp]);
    assert_eq!(after.preferred(), Some(SoftwareTokenMfa));
    assert!(after.web_authn);
    // What a request does not mention stays; a given setting that is not preferred gives way.
    let sms_first =
        try_apply(&after, Preferences { sms: FIRST, ..Preferences::default() }).unwrap();
    assert_eq!(sms_first.preferred(), Some(SmsMfa));
    assert_eq!(sms_first.enabled().len(), 3);
    let none = try_apply(&sms_first, Preferences { sms: ON, ..Preferences::default() }).unwrap();
    assert_eq!(none.preferred(), None);
    // Off takes the preference along, and passkeys as MFA need another factor.
    let off = Preferences { sms: OFF, totp: OFF, email: OFF, web_authn: None };
    let off = try_apply(&after, off).unwrap();
    assert_eq!((off.enabled(), off.preferred(), off.web_authn), (vec![], None, false));
    assert!(off.totp.is_some());
}

#[test]
fn contradictory_preferences_are_refused() {
    let unpreferred = Some(Setting { enabled: false, preferred: true });
    let none = Preferences::default();
    let table = [
        (Preferences { sms: FIRST, email: FIRST, ..none }, "Only one MFA setting"),
        (Preferences { email: unpreferred, ..none }, "EMAIL_OTP must be enabled"),
        (
            Preferences { totp: ON, ..none },
            "User does not have delivery config set to turn on SOFTWARE_TOKEN_MFA",
        ),
        (Preferences { web_authn: Some(true), ..none }, "WebAuthnMfaSettings requires another"),
    ];
    for (given, text) in table {
        let refusal = try_apply(&Factors::default(), given).unwrap_err();
        assert_eq!(refusal.code, "InvalidParameterException");
        assert!(refusal.message.starts_with(text), "{refusal}");
    }
    let nobody = sample::user("bob", &[("email", "")]);
    for (given, factor) in [
        (Preferences { sms: ON, ..none }, "SMS_MFA"),
        (Preferences { email: ON, ..none }, "EMAIL_OTP"),
    ] {
        let refusal = apply(&pool("OPTIONAL").rules, &nobody, &token(), &given).unwrap_err();
        let text = format!("User does not have delivery config set to turn on {factor}");
        assert_eq!(refusal.message, text);
    }
}

#[test]
fn what_the_pool_does_not_offer_cannot_be_switched_on() {
    let bare = sample::pool(json!({}));
    let none = Preferences::default();
    for given in [
        Preferences { sms: ON, ..none },
        Preferences { totp: ON, ..none },
        Preferences { email: ON, ..none },
    ] {
        let refusal = apply(&bare.rules, &reachable(), &token(), &given).unwrap_err();
        assert!(refusal.message.starts_with("User does not have delivery config"), "{refusal}");
        let off = Preferences { sms: OFF, totp: OFF, email: OFF, web_authn: Some(false) };
        assert!(apply(&bare.rules, &reachable(), &token(), &off).is_ok());
    }
    let single = with_setup(json!({
        "MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": {"Enabled": true},
        "WebAuthnConfiguration": {"FactorConfiguration": "SINGLE_FACTOR"},
    }));
    let given = Preferences { totp: ON, web_authn: Some(true), ..none };
    let refusal = apply(&single.rules, &reachable(), &token(), &given).unwrap_err();
    assert!(refusal.message.contains("MULTI_FACTOR_WITH_USER_VERIFICATION"), "{refusal}");
}

#[test]
fn the_last_factor_stays_where_mfa_is_required() {
    let required = pool("ON");
    let both = Factors { sms: true, email: true, ..Factors::default() };
    let none = Preferences::default();
    let sms_off = Preferences { sms: OFF, ..none };
    let email = apply(&required.rules, &reachable(), &both, &sms_off).unwrap();
    assert_eq!(email.enabled(), [EmailOtp]);
    let email_off = Preferences { email: OFF, ..none };
    assert!(apply(&required.rules, &reachable(), &email, &email_off).is_err());
    let swapped = Preferences { email: OFF, sms: ON, ..none };
    assert!(apply(&required.rules, &reachable(), &email, &swapped).is_ok());
    // Amplify sends every factor, also those that never were on.
    let all_off = Preferences { sms: OFF, totp: OFF, email: OFF, web_authn: None };
    assert!(apply(&required.rules, &reachable(), &Factors::default(), &all_off).is_ok());
}

#[test]
fn settings_of_old_switch_sms_only() {
    let optional = pool("OPTIONAL");
    let before = Factors { totp_enabled: true, preferred: Some(SmsMfa), sms: true, ..token() };
    let on = set_sms(&optional.rules, &reachable(), &before, true).unwrap();
    assert_eq!(on, before);
    let off = set_sms(&optional.rules, &reachable(), &before, false).unwrap();
    assert_eq!((off.enabled(), off.preferred()), (vec![SoftwareTokenMfa], None));
}

#[test]
fn usable_is_what_is_on_and_can_be_asked_for() {
    let optional = pool("OPTIONAL");
    let all = Factors { sms: true, email: true, totp_enabled: true, ..token() };
    let usable_by =
        |pool: &Pool, user: &User, factors: &Factors| usable(&pool.rules, user, factors);
    assert_eq!(usable_by(&optional, &reachable(), &all), SecondFactor::ALL);
    let nobody = sample::user("bob", &[]);
    assert_eq!(usable_by(&optional, &nobody, &all), [SoftwareTokenMfa]);
    assert_eq!(usable_by(&sample::pool(json!({})), &reachable(), &all), []);
    assert_eq!(usable_by(&optional, &reachable(), &Factors::default()), []);
    // Registered, and not switched on.
    assert_eq!(usable_by(&optional, &reachable(), &token()), []);
    // Required and none on: a contact will do; without one, MFA_SETUP.
    let required = pool("ON");
    assert_eq!(usable_by(&required, &reachable(), &Factors::default()), [SmsMfa, EmailOtp]);
    assert_eq!(usable_by(&required, &nobody, &Factors::default()), []);
    let on = Factors { email: true, ..Factors::default() };
    assert_eq!(usable_by(&required, &reachable(), &on), [EmailOtp]);
}

#[test]
fn a_token_is_verified_before_it_replaces_another() {
    let mut factors = Factors { totp_enabled: true, preferred: Some(SoftwareTokenMfa), ..token() };
    factors.associate(Seed([8; 32]));
    assert_eq!(factors.totp.as_ref().map(|totp| totp.secret.0), Some([7; 32]));
    factors.verified("tablet");
    let totp = factors.totp.clone().unwrap();
    assert_eq!((totp.secret.0, totp.name.as_str()), ([8; 32], "tablet"));
    assert!(factors.pending_totp.is_none() && factors.has(SoftwareTokenMfa));
    factors.verified("nothing pending");
    assert_eq!(factors.totp, Some(totp));
    factors.associate(Seed([9; 32]));
    factors.delete_totp();
    assert_eq!(factors, Factors::default());
    factors.set_up(Seed([9; 32]), "");
    assert_eq!(factors.enabled(), [SoftwareTokenMfa]);
}

#[test]
fn key_8_seeds_are_not_printed() {
    let printed = format!("{:?}", Factors { pending_totp: Some(Seed([171; 32])), ..token() });
    assert!(!printed.contains('7') && !printed.contains("171"), "{printed}");
}

#[test]
fn configured_factors_are_first_and_second_ones() {
    use Configured::{EmailOtp, Password, SmsOtp, SoftwareToken, WebAuthn};
    let first = json!({"Policies": {"SignInPolicy": {
        "AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP", "SMS_OTP", "WEB_AUTHN"]}}});
    let passwordless = sample::pool(first);
    let mut user = reachable();
    let none = Factors::default();
    let of = |pool: &Pool, user: &User, factors: &Factors, passkeys| {
        configured(&pool.rules, user, factors, passkeys)
    };
    assert_eq!(of(&passwordless, &user, &none, Passkeys::None), []);
    user.credential = Some(vec![1]);
    user.attributes.insert("email_verified".into(), "true".into());
    user.attributes.insert("phone_number_verified".into(), "true".into());
    let all = of(&passwordless, &user, &none, Passkeys::Some);
    assert_eq!(all, [Password, EmailOtp, SmsOtp, WebAuthn]);
    assert_eq!(of(&sample::pool(json!({})), &user, &token(), Passkeys::Some), [Password]);
    let second = Factors { sms: true, totp_enabled: true, ..token() };
    let both = of(&pool("OPTIONAL"), &user, &second, Passkeys::None);
    assert_eq!(both, [Password, SmsOtp, SoftwareToken]);
    assert_eq!(Configured::SoftwareToken.as_str(), "SOFTWARE_TOKEN");
}
