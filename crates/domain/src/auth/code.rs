//! Codes of a sign-in: sent with a challenge, checked with its answer. Used as first and as second
//! factors.

use crate::auth::continuation::Continuation;
use crate::auth::machine::{Machine, refuse};
use crate::auth::question::Next;
use crate::auth::second_factor::not_available;
use crate::code::Purpose;

impl Machine<'_> {
    /// The purpose of the code that this request answers with.
    pub(super) fn code_purpose(&self) -> Option<Purpose> {
        None
    }

    /// SMS_MFA, EMAIL_OTP, SMS_OTP or SOFTWARE_TOKEN_MFA was answered.
    pub(super) fn check_code(&mut self, _session: &Continuation) -> Next {
        refuse(not_available(), Vec::new())
    }

    pub(super) fn code_checked(&mut self, _right: bool) -> Next {
        refuse(not_available(), Vec::new())
    }

    pub(super) fn totp_checked(&mut self, _step: Option<i64>) -> Next {
        refuse(not_available(), Vec::new())
    }

    /// The attempts are settled: the message may be shaped by a function, and goes out.
    pub(super) fn send(&mut self) -> Next {
        refuse(not_available(), Vec::new())
    }
}
