//! What the operations on second factors share: showing them, and changing them as the user or for one.

use cognate_core::keys::PoolKeys;
use cognate_core::{Admin, Cx, Error, Result, SignedIn, audit, factors, users};
use cognate_domain::factor::{
    Configured, Factors, Passkeys, Preferences, SecondFactor, Setting, configured,
};
use cognate_domain::{Pool, Refusal, User, refusal};
use cognate_shapes::idp::{
    AuthFactorType, DeliveryMediumType, EmailMfaSettingsType, MFAOptionType, SMSMfaSettingsType,
    SoftwareTokenMfaSettingsType, WebAuthnMfaSettingsType,
};
use cognate_store::batch::{Outcome, Statement};
use cognate_store::records::passkey;

use crate::standing::{again, may_act};

/// What a user's factors look like in answers; absent where there is none, as on AWS.
pub struct Shown {
    pub mfa_options: Option<Vec<MFAOptionType>>,
    pub preferred: Option<String>,
    pub list: Option<Vec<String>>,
}

pub fn shown(factors: &Factors) -> Shown {
    let phone = || MFAOptionType {
        delivery_medium: Some(DeliveryMediumType::Sms),
        attribute_name: Some("phone_number".into()),
    };
    let list: Vec<String> =
        factors.enabled().into_iter().map(|factor| factor.as_str().to_owned()).collect();
    Shown {
        mfa_options: factors.has(SecondFactor::SmsMfa).then(|| vec![phone()]),
        preferred: factors.preferred().map(|factor| factor.as_str().to_owned()),
        list: (!list.is_empty()).then_some(list),
    }
}

/// `ConfiguredUserAuthFactors`
pub async fn of(cx: &Cx, pool: &Pool, user: &User, own: &Factors) -> Result<Vec<AuthFactorType>> {
    let passkeys = match passkey::of_user(cx.store(), pool.key, user.sub).await?.is_empty() {
        true => Passkeys::None,
        false => Passkeys::Some,
    };
    let factors = configured(&pool.rules, user, own, passkeys);
    Ok(factors.into_iter().map(shape).collect())
}

fn shape(factor: Configured) -> AuthFactorType {
    match factor {
        Configured::Password => AuthFactorType::Password,
        Configured::EmailOtp => AuthFactorType::EmailOtp,
        Configured::SmsOtp => AuthFactorType::SmsOtp,
        Configured::WebAuthn => AuthFactorType::WebAuthn,
        Configured::SoftwareToken => AuthFactorType::SoftwareToken,
    }
}

/// The preferences of a request.
pub fn preferences(
    sms: Option<SMSMfaSettingsType>,
    totp: Option<SoftwareTokenMfaSettingsType>,
    email: Option<EmailMfaSettingsType>,
    web_authn: Option<WebAuthnMfaSettingsType>,
) -> Preferences {
    let setting = |enabled: Option<bool>, preferred: Option<bool>| Setting {
        enabled: enabled.unwrap_or(false),
        preferred: preferred.unwrap_or(false),
    };
    Preferences {
        sms: sms.map(|given| setting(given.enabled, given.preferred_mfa)),
        totp: totp.map(|given| setting(given.enabled, given.preferred_mfa)),
        email: email.map(|given| setting(given.enabled, given.preferred_mfa)),
        web_authn: web_authn.map(|given| given.enabled.unwrap_or(false)),
    }
}

/// Do these `MFAOptions` switch SMS on? They know no other factor; none of them switches it off.
pub fn sms_by(options: &[MFAOptionType]) -> std::result::Result<bool, Refusal> {
    for option in options {
        if option.delivery_medium != Some(DeliveryMediumType::Sms)
            || option.attribute_name.as_deref() != Some("phone_number")
        {
            return Err(refusal::invalid_parameter(
                "MFAOptions can only hold the DeliveryMedium SMS with the AttributeName \
                 phone_number.",
            ));
        }
    }
    Ok(!options.is_empty())
}

/// Changes the factors of the user that an administrator names, with an audit row.
///
/// Errors, in order: unknown pool; unknown user; those of `decide`.
pub async fn change(
    caller: &Admin,
    pool_id: &str,
    username: &str,
    decide: impl Fn(&Pool, &User, &Factors) -> std::result::Result<Factors, Refusal>,
) -> Result<()> {
    let pool = caller.pool(pool_id).await?;
    let keys = caller.keys().pool(pool.key).await?;
    let mut moved = "";
    for _ in 0..users::TRIES {
        let user = caller.user(&pool, username).await?;
        let before = factors::open(caller, &keys, &user)?;
        let after = decide(&pool, &user, &before)?;
        let mut batch = users::batch(update(caller, &pool, &keys, &user, &before, &after)?);
        batch.push(audit::event(caller, &caller.principal, Some(&pool.id), &user.username));
        match caller.store().write(batch).await? {
            Outcome::Committed => return Ok(()),
            Outcome::Unmet(what) => moved = what,
        }
    }
    Err(users::moved(moved))
}

/// Changes the factors of the signed-in user.
///
/// Errors, in order: a password to be reset; an unconfirmed user; those of `decide`.
pub async fn change_own(
    caller: &SignedIn,
    decide: impl Fn(&User, &Factors) -> std::result::Result<Factors, Refusal>,
) -> Result<()> {
    change_own_with(caller, |user, before| Ok((decide(user, before)?, Vec::new()))).await
}

/// The same, with statements for the same batch.
pub async fn change_own_with(
    caller: &SignedIn,
    decide: impl Fn(&User, &Factors) -> Result<(Factors, Vec<Statement>)>,
) -> Result<()> {
    let pool = &caller.pool;
    let keys = caller.keys().pool(pool.key).await?;
    let mut user = caller.user.clone();
    for _ in 0..users::TRIES {
        may_act(&user)?;
        let before = factors::open(caller, &keys, &user)?;
        let (after, also) = decide(&user, &before)?;
        let mut statements = update(caller, pool, &keys, &user, &before, &after)?;
        statements.extend(also);
        match caller.store().write(users::batch(statements)).await? {
            Outcome::Committed => return Ok(()),
            Outcome::Unmet(_) => user = again(caller).await?,
        }
    }
    Err(Error::internal("a change of factors kept being overtaken"))
}

/// The statements of a change, on condition that the user is as read; none when nothing changes.
fn update(
    cx: &Cx,
    pool: &Pool,
    keys: &PoolKeys,
    user: &User,
    before: &Factors,
    after: &Factors,
) -> Result<Vec<Statement>> {
    if before == after {
        return Ok(Vec::new());
    }
    let mut changed = user.clone();
    changed.factors = factors::seal(cx, keys, pool.key, user.sub, after)?;
    changed.modified = cx.now_ms();
    Ok(users::update(pool, user, &changed))
}
