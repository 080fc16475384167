//! Step-up: reaching an authentication level (ACR) that was asked for.
//!
//! | level | reached by |
//! |---|---|
//! | 1 | a password |
//! | 2 | one code by SMS or e-mail |
//! | 3 | a passkey; or a password and a code by SMS or e-mail |
//! | 4 | a password and a software token |
//!
//! It is all or nothing: there are no tokens on the way, and nothing is enrolled on the way.

use serde::{Deserialize, Serialize};

use crate::auth::challenge::ChallengeName;
use crate::auth::input::Input;
use crate::auth::machine::Machine;
use crate::auth::means::Means;
use crate::auth::proof::Proof;
use crate::auth::question::{Effect, Next};
use crate::factor::SecondFactor;
use crate::refusal::{self, Refusal};
use crate::sub::Sub;
use crate::user::User;

/// What a sign-in is to reach.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepUp {
    /// Levels 1 to 4, best first: the first that the user can reach is the aim.
    pub levels: Vec<u8>,
    /// 0 until the user is known.
    pub aim: u8,
}

impl StepUp {
    /// `TARGET_ACR_VALUES` against the pool's names of the levels; what is no name is ignored.
    ///
    /// `InvalidParameterException` when nothing is left.
    pub fn parse(values: &str, names: &[String; 4]) -> Result<StepUp, Refusal> {
        let level = |value: &str| names.iter().position(|name| name == value);
        let levels: Vec<u8> =
            values.split(' ').filter_map(level).map(|index| index as u8 + 1).collect();
        if levels.is_empty() {
            return Err(refusal::invalid_parameter(
                "TARGET_ACR_VALUES holds no authentication level of the user pool.",
            ));
        }
        Ok(StepUp { levels, aim: 0 })
    }
}

/// The factors that an access token brings along.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credit {
    /// Whose token it is.
    pub sub: Sub,
    pub proven: Vec<Proof>,
}

/// The highest level that is fully reached; None for ways to sign in that have no level.
pub fn level_of(proven: &[Proof]) -> Option<u8> {
    let has = |proof: fn(&Proof) -> bool| proven.iter().any(proof);
    let password = has(|proof| matches!(proof, Proof::Password));
    let message = has(|proof| matches!(proof, Proof::Sms | Proof::EmailOtp));
    let passkey = has(|proof| matches!(proof, Proof::Passkey { .. }));
    let totp = has(|proof| matches!(proof, Proof::Totp));
    let federated = has(|proof| matches!(proof, Proof::Federated));
    match () {
        () if password && totp => Some(4),
        () if passkey || (password && message) => Some(3),
        () if message => Some(2),
        // An identity provider whose word is not mapped stands for the lowest level.
        () if password || federated => Some(1),
        () => None,
    }
}

/// Could somebody with these means, these first factors and this much proven reach the level?
fn can_reach(level: u8, means: &Means, offered: &[ChallengeName], proven: &[Proof]) -> bool {
    let has = |proof: fn(&Proof) -> bool| proven.iter().any(proof);
    let password = means.password || has(|proof| matches!(proof, Proof::Password));
    let message = means.email_mfa
        || means.sms_mfa
        || has(|proof| matches!(proof, Proof::Sms | Proof::EmailOtp));
    let alone = [ChallengeName::EmailOtp, ChallengeName::SmsOtp];
    match level {
        1 => password,
        2 => alone.iter().any(|otp| offered.contains(otp)) || (password && message),
        3 => offered.contains(&ChallengeName::WebAuthn) || (password && message),
        4 => password && (means.totp || has(|proof| matches!(proof, Proof::Totp))),
        _ => false,
    }
}

impl Machine<'_> {
    /// Decides which level is aimed at, and counts what the access token brought. True when the first
    /// factor is among it.
    ///
    /// Errors, in order: the token is another's; no level that the user can reach; the token has
    /// reached it already.
    pub(super) fn take_aim(&mut self) -> Result<bool, Refusal> {
        let Some(target) = &self.so_far.target else { return Ok(false) };
        let levels = target.levels.clone();
        let Input::Choice(choice) = &self.input else { unreachable!("a choice takes aim") };
        let credit = choice.credit.clone();
        let user = self.facts.user.as_ref().filter(|_| !self.is_nobody());
        if credit.as_ref().is_some_and(|credit| user.is_none_or(|user| user.sub != credit.sub)) {
            return Err(refusal::not_authorized("The access token is not of this user."));
        }
        let mut proven = credit.map(|credit| credit.proven).unwrap_or_default();
        // Others' words have no place in any level but the lowest.
        proven.retain(|proof| !matches!(proof, Proof::Federated | Proof::Custom | Proof::Device));
        let means = self.means();
        let offered = self.offered(&means);
        let aim = levels.into_iter().find(|level| can_reach(*level, &means, &offered, &proven));
        let Some(aim) = aim else {
            return Err(no_factors());
        };
        if level_of(&proven).is_some_and(|level| level >= aim) {
            return Err(refusal::invalid_parameter(
                "The access token has reached the requested authentication level already.",
            ));
        }
        // With a password proven a second factor does; everything else begins with a first one.
        let goes_on = proven.contains(&Proof::Password) && !self.passkey_only(&means, aim);
        self.so_far.proven = proven;
        if let Some(target) = &mut self.so_far.target {
            target.aim = aim;
        }
        Ok(goes_on)
    }

    /// A password leads nowhere: the level takes a passkey.
    fn passkey_only(&self, means: &Means, aim: u8) -> bool {
        aim == 3 && !(means.email_mfa || means.sms_mfa)
    }

    /// Those of the first factors that lead to the aim, if there is one.
    pub(super) fn toward_aim(&self, offered: Vec<ChallengeName>) -> Vec<ChallengeName> {
        let Some(target) = &self.so_far.target else { return offered };
        let means = self.means();
        let has_message =
            self.so_far.proven.iter().any(|proof| matches!(proof, Proof::Sms | Proof::EmailOtp));
        let alone = [ChallengeName::EmailOtp, ChallengeName::SmsOtp];
        let has_otp = alone.iter().any(|otp| offered.contains(otp));
        let leads = |challenge: &ChallengeName| match challenge {
            ChallengeName::Password | ChallengeName::PasswordSrp => match target.aim {
                2 => !has_otp,
                3 => has_message || means.email_mfa || means.sms_mfa,
                _ => true,
            },
            ChallengeName::EmailOtp | ChallengeName::SmsOtp => target.aim == 2,
            ChallengeName::WebAuthn => target.aim == 3,
            _ => false,
        };
        offered.iter().copied().filter(leads).collect()
    }

    /// The challenge that the aim still needs after what has been proven. None: it is reached, or there
    /// is none, and the pool's own demand for a second factor decides.
    pub(super) fn step_up(&mut self, user: &User) -> Option<Next> {
        let aim = self.so_far.target.as_ref()?.aim;
        let reached = level_of(&self.so_far.proven).unwrap_or(0);
        if reached >= aim {
            return None;
        }
        let means = self.means();
        let table = [
            (SecondFactor::SoftwareTokenMfa, aim == 4 && means.totp),
            (SecondFactor::SmsMfa, matches!(aim, 2 | 3) && means.sms_mfa),
            (SecondFactor::EmailOtp, matches!(aim, 2 | 3) && means.email_mfa),
        ];
        let lead: Vec<SecondFactor> =
            table.into_iter().filter_map(|(factor, leads)| leads.then_some(factor)).collect();
        if lead.is_empty() {
            return Some(self.refuse_enrolment());
        }
        Some(self.ask_second_factor(user, &lead))
    }

    /// Nothing is set up on the way to a level.
    pub(super) fn refuse_enrolment(&mut self) -> Next {
        self.effects.push(Effect::AttemptsUnchanged);
        self.refuse(no_factors())
    }

    /// The level that the tokens speak of: only where one was asked for.
    pub(super) fn level_reached(&self) -> Option<u8> {
        self.so_far.target.as_ref()?;
        level_of(&self.so_far.proven)
    }
}

fn no_factors() -> Refusal {
    refusal::invalid_parameter(
        "The user has no factors for any of the requested authentication levels.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const PASSKEY: Proof = Proof::Passkey { user_verified: true, platform: true };

    #[test]
    fn the_highest_level_that_is_fully_reached_wins() {
        use Proof::{Custom, EmailOtp, Federated, Password, Sms, Totp};
        for (proven, level) in [
            (&[][..], None),
            (&[Custom], None),
            (&[Password], Some(1)),
            (&[Federated], Some(1)),
            (&[Sms], Some(2)),
            (&[EmailOtp], Some(2)),
            (&[EmailOtp, Totp], Some(2)),
            (&[PASSKEY], Some(3)),
            (&[Password, Sms], Some(3)),
            (&[EmailOtp, Password], Some(3)),
            (&[Password, Totp], Some(4)),
            (&[Password, Sms, Totp], Some(4)),
            (&[Totp], None),
        ] {
            assert_eq!(level_of(proven), level, "{proven:?}");
        }
    }

    #[test]
    fn names_of_levels_are_read_in_order_and_strange_ones_ignored() {
        let names = ["low", "two", "three", "urn:x:4"].map(str::to_owned);
        let parse = |values| StepUp::parse(values, &names).map(|target| target.levels);
        assert_eq!(parse("urn:x:4 nothing three"), Ok(vec![4, 3]));
        assert_eq!(parse("low"), Ok(vec![1]));
        assert!(parse("").is_err());
        assert!(parse("urn:cognito:loa:1").is_err());
    }
}
