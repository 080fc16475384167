//! Codes of a sign-in: sent with a challenge, checked with its answer. First factors (EMAIL_OTP,
//! SMS_OTP) and second ones (SMS_MFA, EMAIL_OTP, SOFTWARE_TOKEN_MFA) alike.

use std::collections::BTreeMap;

use crate::auth::challenge::ChallengeName;
use crate::auth::continuation::{Continuation, State, invalid};
use crate::auth::input::{Input, Reply};
use crate::auth::machine::{Machine, Stage, Then, exceeded, refuse};
use crate::auth::proof::Proof;
use crate::auth::question::{Challenge, Effect, Next, Question, Sending, To};
use crate::code::{self, Purpose};
use crate::factor::{SecondFactor, is_offered};
use crate::message::{Delivery, Medium};
use crate::pool::Trigger;
use crate::refusal::{self, Refusal};

impl Machine<'_> {
    /// The purpose of the code that this request answers with.
    pub(super) fn code_purpose(&self) -> Option<Purpose> {
        match &self.input {
            Input::Reply(replied) if matches!(replied.reply, Reply::Code) => {
                purpose_of(&replied.session)
            }
            _ => None,
        }
    }

    /// Ends the request with a challenge that a code is sent for.
    pub(super) fn challenge_with_code(
        &mut self,
        session: Continuation,
        purpose: Purpose,
        medium: Medium,
        address: String,
        parameters: BTreeMap<String, String>,
    ) -> Next {
        let shown = Delivery::to(medium, &address);
        self.send_to(session, purpose, To::User(address), &shown, parameters)
    }

    /// The same for nobody: the rows are written, nothing is delivered (CT-2). `shown`: the simulated
    /// delivery of the name.
    pub(super) fn challenge_with_decoy_code(
        &mut self,
        session: Continuation,
        purpose: Purpose,
        shown: Delivery,
        parameters: BTreeMap<String, String>,
    ) -> Next {
        self.send_to(session, purpose, To::Nobody(shown.clone()), &shown, parameters)
    }

    fn send_to(
        &mut self,
        mut session: Continuation,
        purpose: Purpose,
        to: To,
        shown: &Delivery,
        mut parameters: BTreeMap<String, String>,
    ) -> Next {
        let id = self.around.code_id;
        session.code = Some(id);
        let medium = shown.medium;
        let texts = [
            ("CODE_DELIVERY_DELIVERY_MEDIUM", medium.as_str().to_owned()),
            ("CODE_DELIVERY_DESTINATION", shown.destination.clone()),
        ];
        parameters.extend(texts.map(|(name, text)| (name.to_owned(), text)));
        let sending = Sending { id, purpose, medium, to, expires_ms: session.expires_ms };
        self.to_send = Some((sending, Challenge { session, parameters }));
        // CustomMessage would learn of this request's right answer before it is settled (RL-2).
        let before = self.input.session().map_or(0, |session| session.proven.len());
        let knows = self.so_far.proven.len() > before;
        if self.has(Trigger::CustomMessage) && knows && !self.settled {
            return self.settle(Then::Send);
        }
        self.send()
    }

    /// The attempts are settled, or nothing was proven: the message goes out with the challenge.
    pub(super) fn send(&mut self) -> Next {
        let Some((sending, challenge)) = self.to_send.take() else {
            unreachable!("something waits to be sent")
        };
        self.effects.push(Effect::SendCode(sending));
        self.challenge(challenge)
    }

    /// SMS_MFA, EMAIL_OTP, SMS_OTP or SOFTWARE_TOKEN_MFA was answered.
    pub(super) fn check_code(&mut self, session: &Continuation) -> Next {
        if self.is_locked() {
            return exceeded();
        }
        if session.challenge == ChallengeName::SoftwareTokenMfa {
            return self.check_totp();
        }
        if matches!(session.state, State::Email { .. }) && self.has_factor() {
            return self.overtaken();
        }
        let Some(purpose) = purpose_of(session) else { return refuse(invalid(), Vec::new()) };
        let is_mine = |(id, _): &&([u8; 16], code::Outstanding)| session.code == Some(*id);
        match self.facts.code.as_ref().filter(is_mine) {
            // Redeemed, or replaced by a newer one: nothing can be right any more. If the session was
            // answered, that is what the answer says.
            None => {
                self.use_session();
                self.refuse(code::expired())
            }
            Some((_, code)) if code.attempts >= purpose.wrong_answers_max() => {
                refuse(invalid(), Vec::new())
            }
            Some(_) => {
                self.stage = Stage::CheckingCode;
                Next::Ask(Question::CheckCode)
            }
        }
    }

    /// The answer to CheckCode.
    pub(super) fn code_checked(&mut self, right: bool) -> Next {
        let Input::Reply(replied) = &self.input else { unreachable!("a code is a reply") };
        let session = replied.session.clone();
        let (challenge, is_first) = (session.challenge, session.proven.is_empty());
        let user = self.facts.user.clone().filter(|_| right);
        let Some(user) = user else {
            self.effects.push(Effect::WrongCode);
            let refusal = mismatch(challenge);
            return if is_first { self.wrong_slowly(refusal) } else { self.wrong(refusal) };
        };
        self.use_session();
        self.effects.push(Effect::RedeemCode);
        let proof = match challenge {
            ChallengeName::EmailOtp => Proof::EmailOtp,
            _ => Proof::Sms,
        };
        if let State::Email { address } = session.state {
            let mut factors = self.facts.factors.clone();
            factors.email = true;
            self.effects.push(Effect::SetFactors(factors));
            self.effects.push(Effect::SetContact { medium: Medium::Email, address });
        } else if challenge == ChallengeName::SmsMfa
            && !user.has_verified("phone_number")
            && let Some(address) = user.attribute("phone_number").map(str::to_owned)
        {
            self.effects.push(Effect::SetContact { medium: Medium::Sms, address });
        }
        if is_first {
            self.so_far.proven.push(proof);
            return self.after_first_factor();
        }
        self.second_factor_right(proof, challenge)
    }

    fn check_totp(&mut self) -> Next {
        let factor = SecondFactor::SoftwareTokenMfa;
        let totp = self.facts.factors.totp.as_ref();
        match totp.filter(|_| is_offered(&self.pool.rules, factor)) {
            None => refuse(self.unusable(factor), Vec::new()),
            Some(totp) => {
                let secret = totp.secret.clone();
                self.stage = Stage::CheckingTotp;
                Next::Ask(Question::CheckTotp { secret })
            }
        }
    }

    /// The answer to CheckTotp.
    pub(super) fn totp_checked(&mut self, step: Option<i64>) -> Next {
        let Some(step) = step else {
            return self.wrong(mismatch(ChallengeName::SoftwareTokenMfa));
        };
        self.use_session();
        self.effects.push(Effect::UseTotp { step });
        self.second_factor_right(Proof::Totp, ChallengeName::SoftwareTokenMfa)
    }
}

/// Six digits for second factors, eight for first ones; nothing was proven before a first factor.
fn purpose_of(session: &Continuation) -> Option<Purpose> {
    match session.challenge {
        ChallengeName::SmsMfa => Some(Purpose::SmsMfa),
        ChallengeName::SmsOtp => Some(Purpose::SmsOtp),
        ChallengeName::EmailOtp if session.proven.is_empty() => Some(Purpose::EmailOtp),
        ChallengeName::EmailOtp => Some(Purpose::EmailMfa),
        _ => None,
    }
}

fn mismatch(challenge: ChallengeName) -> Refusal {
    refusal::code_mismatch(match challenge {
        ChallengeName::SmsMfa | ChallengeName::SoftwareTokenMfa => "Invalid code received for user",
        _ => "Invalid code or auth state for the user.",
    })
}
