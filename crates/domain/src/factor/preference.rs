//! SetUserMFAPreference and SetUserSettings.

use crate::factor::usable::{contact, has_contact};
use crate::factor::{Factors, SecondFactor, is_offered};
use crate::pool::{Mfa, Rules};
use crate::user::User;
use crate::{Refusal, refusal};

/// `Enabled` and `PreferredMfa` of one factor; what is left out is false.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Setting {
    pub enabled: bool,
    pub preferred: bool,
}

/// What a request sets; factors it does not mention stay as they are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Preferences {
    pub sms: Option<Setting>,
    pub totp: Option<Setting>,
    pub email: Option<Setting>,
    /// `WebAuthnMfaSettings.Enabled`
    pub web_authn: Option<bool>,
}

impl Preferences {
    fn settings(&self) -> impl Iterator<Item = (SecondFactor, Setting)> + use<> {
        [
            (SecondFactor::SmsMfa, self.sms),
            (SecondFactor::SoftwareTokenMfa, self.totp),
            (SecondFactor::EmailOtp, self.email),
        ]
        .into_iter()
        .filter_map(|(factor, setting)| Some((factor, setting?)))
    }
}

/// The factors after SetUserMFAPreference.
///
/// Errors, in order, all `InvalidParameterException`: two preferred factors; a preferred factor that
/// is not enabled; a factor that the pool does not offer or that the user has no token or contact
/// for; passkeys as MFA where the pool does not count them so, or with no other factor on; the last
/// factor switched off where MFA is required.
pub fn apply(
    rules: &Rules,
    user: &User,
    before: &Factors,
    given: &Preferences,
) -> Result<Factors, Refusal> {
    if given.settings().filter(|(_, setting)| setting.preferred).count() > 1 {
        return Err(refusal::invalid_parameter("Only one MFA setting can be preferred."));
    }
    for (factor, setting) in given.settings() {
        if setting.preferred && !setting.enabled {
            return Err(refusal::invalid_parameter(format!(
                "{} must be enabled to be the preferred MFA setting.",
                factor.as_str()
            )));
        }
        if setting.enabled && !can_enable(rules, user, before, factor) {
            return Err(not_deliverable(factor));
        }
    }
    let mut after = before.clone();
    for (factor, setting) in given.settings() {
        after.switch(factor, setting.enabled);
        if setting.preferred {
            after.preferred = Some(factor);
        } else if after.preferred == Some(factor) {
            after.preferred = None;
        }
    }
    if let Some(on) = given.web_authn {
        after.web_authn = on;
    }
    let has_other = !after.enabled().is_empty();
    if given.web_authn == Some(true) {
        if !rules.web_authn.as_ref().is_some_and(|config| config.counts_as_mfa) {
            return Err(refusal::invalid_parameter(
                "WebAuthnMfaSettings requires the user pool's WebAuthnConfiguration to have the \
                 FactorConfiguration MULTI_FACTOR_WITH_USER_VERIFICATION.",
            ));
        }
        if !has_other {
            return Err(refusal::invalid_parameter(
                "WebAuthnMfaSettings requires another MFA setting to be enabled.",
            ));
        }
    }
    let switches_off = given.settings().any(|(_, setting)| !setting.enabled);
    if rules.mfa == Mfa::On && switches_off && !has_other && !before.enabled().is_empty() {
        return Err(last_factor());
    }
    // A passkey alone is never the only way to a second factor.
    after.web_authn &= has_other;
    Ok(after)
}

/// The factors after SetUserSettings: SMS MFA on or off, nothing else.
pub fn set_sms(rules: &Rules, user: &User, before: &Factors, on: bool) -> Result<Factors, Refusal> {
    let preferred = on && before.preferred == Some(SecondFactor::SmsMfa);
    let sms = Some(Setting { enabled: on, preferred });
    apply(rules, user, before, &Preferences { sms, ..Preferences::default() })
}

fn can_enable(rules: &Rules, user: &User, factors: &Factors, factor: SecondFactor) -> bool {
    let has = match contact(factor) {
        Some(contact) => has_contact(user, contact),
        None => factors.totp.is_some(),
    };
    has && is_offered(rules, factor)
}

fn not_deliverable(factor: SecondFactor) -> Refusal {
    refusal::invalid_parameter(format!(
        "User does not have delivery config set to turn on {}",
        factor.as_str()
    ))
}

fn last_factor() -> Refusal {
    refusal::invalid_parameter(
        "The last MFA setting of a user cannot be disabled when MFA is required in the user pool.",
    )
}
