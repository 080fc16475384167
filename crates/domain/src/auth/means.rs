//! With what a user could prove who they are: which first factors are offered, and which levels can be
//! reached. A name that nobody has gets means that somebody might have, always the same (CT-2).

use crate::auth::challenge::ChallengeName;
use crate::auth::input::{Input, Reply};
use crate::auth::machine::Machine;
use crate::factor::{SecondFactor, is_offered, usable};
use crate::message::Seed;
use crate::pool::{FirstFactor, Mfa, Rules};
use crate::user::{Status, User};

/// What somebody has, as far as the pool lets them use it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Means {
    pub password: bool,
    /// First factors by message.
    pub email_otp: bool,
    pub sms_otp: bool,
    pub passkey: bool,
    /// Second factors, whether or not the user is asked for one at each sign-in.
    pub totp: bool,
    pub email_mfa: bool,
    pub sms_mfa: bool,
    /// The pool or the user asks for a second factor.
    pub demands_second: bool,
}

impl Machine<'_> {
    /// Only choices look at passkeys.
    pub(super) fn asks_for_passkeys(&self) -> bool {
        let choice = match &self.input {
            Input::Choice(choice) => choice.session.is_none(),
            Input::Reply(replied) => {
                matches!(replied.reply, Reply::Choose { .. } | Reply::Passkey)
                    || replied.session.target.is_some()
            }
            Input::SrpProof { state } => {
                state.within.as_ref().is_some_and(|within| within.target.is_some())
            }
            _ => false,
        };
        choice && self.pool.rules.first_factors.contains(&FirstFactor::WebAuthn)
    }

    /// Nobody may be known to be here: no user, or one who is hidden, because they are disabled or
    /// nothing would be left for them to prove who they are.
    pub(super) fn is_nobody(&self) -> bool {
        match &self.facts.user {
            Some(user) if user.enabled => {
                self.hides_existence() && self.offered(&self.means_of(user)).is_empty()
            }
            _ => true,
        }
    }

    pub(super) fn means(&self) -> Means {
        match self.facts.user.as_ref().filter(|_| !self.is_nobody()) {
            Some(user) => self.means_of(user),
            None => {
                let means = simulated(&self.pool.rules, &self.facts.simulated);
                Means { passkey: means.passkey && self.facts.passkeys, ..means }
            }
        }
    }

    fn means_of(&self, user: &User) -> Means {
        let rules = &self.pool.rules;
        let first = |factor| rules.first_factors.contains(&factor);
        // The other states are left with a password only.
        let is_confirmed = user.status == Status::Confirmed;
        let has_password = user.credential.is_some() && user.status != Status::ExternalProvider;
        let asked_for = first(FirstFactor::Password) || !is_confirmed;
        let enabled = usable(rules, user, &self.facts.factors);
        let second = |factor, otp: bool| is_confirmed && (enabled.contains(&factor) || otp);
        let email_otp = is_confirmed && first(FirstFactor::EmailOtp) && user.has_verified("email");
        let sms_otp =
            is_confirmed && first(FirstFactor::SmsOtp) && user.has_verified("phone_number");
        let totp = self.facts.factors.totp.is_some();
        Means {
            password: has_password && asked_for,
            email_otp,
            sms_otp,
            passkey: is_confirmed && first(FirstFactor::WebAuthn) && self.facts.passkeys,
            totp: is_confirmed && totp && is_offered(rules, SecondFactor::SoftwareTokenMfa),
            email_mfa: second(SecondFactor::EmailOtp, email_otp),
            sms_mfa: second(SecondFactor::SmsMfa, sms_otp),
            demands_second: match rules.mfa {
                Mfa::Off => false,
                Mfa::Optional => !enabled.is_empty(),
                Mfa::On => true,
            },
        }
    }

    /// The first factors that are offered, in AWS's order. Those without a password are not offered
    /// where a second factor is demanded, except passkeys that count as two.
    pub(super) fn offered(&self, means: &Means) -> Vec<ChallengeName> {
        let web_authn = self.pool.rules.web_authn.as_ref();
        let counts_twice = web_authn.is_some_and(|config| config.counts_as_mfa);
        let alone = !means.demands_second;
        let table = [
            (ChallengeName::PasswordSrp, means.password),
            (ChallengeName::Password, means.password),
            (ChallengeName::EmailOtp, means.email_otp && alone),
            (ChallengeName::SmsOtp, means.sms_otp && alone),
            (ChallengeName::WebAuthn, means.passkey && (alone || counts_twice)),
        ];
        table.into_iter().filter_map(|(name, has)| has.then_some(name)).collect()
    }
}

/// Half of those who do not exist have a passkey, where passkeys are; few have no e-mail address.
fn simulated(rules: &Rules, seed: &Seed) -> Means {
    let first = |factor| rules.first_factors.contains(&factor);
    let [.., rare, half, other_half] = *seed;
    let email_otp = first(FirstFactor::EmailOtp) && rare >= 16;
    let sms_otp = first(FirstFactor::SmsOtp) && (half & 2 == 0 || !email_otp);
    let passkey = first(FirstFactor::WebAuthn) && half & 1 == 0;
    let nothing_else = !(email_otp || sms_otp || passkey);
    Means {
        // Whoever has signed up without a password has none.
        password: first(FirstFactor::Password) && (nothing_else || half & 4 == 0),
        email_otp,
        sms_otp,
        passkey,
        totp: is_offered(rules, SecondFactor::SoftwareTokenMfa) && other_half & 1 == 0,
        email_mfa: is_offered(rules, SecondFactor::EmailOtp) || email_otp,
        sms_mfa: is_offered(rules, SecondFactor::SmsMfa) && other_half & 2 == 0 || sms_otp,
        demands_second: rules.mfa == Mfa::On,
    }
}
