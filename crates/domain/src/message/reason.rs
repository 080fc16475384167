//! Why a message is sent.

use crate::pool::Trigger;

/// The occasion of a message; names the trigger source of the functions that shape or deliver it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    SignUp,
    ResendCode,
    /// ForgotPassword and AdminResetUserPassword.
    ForgotPassword,
    /// (Admin)UpdateUserAttributes.
    UpdateUserAttribute,
    /// GetUserAttributeVerificationCode.
    VerifyUserAttribute,
    /// The invitation, which carries a temporary password instead of a code.
    AdminCreateUser,
    /// Second factors and one-time passwords at sign-in.
    Authentication,
}

impl Reason {
    pub const ALL: [Reason; 7] = [
        Reason::SignUp,
        Reason::ResendCode,
        Reason::ForgotPassword,
        Reason::UpdateUserAttribute,
        Reason::VerifyUserAttribute,
        Reason::AdminCreateUser,
        Reason::Authentication,
    ];

    /// AWS's name in trigger sources.
    pub fn as_str(self) -> &'static str {
        match self {
            Reason::SignUp => "SignUp",
            Reason::ResendCode => "ResendCode",
            Reason::ForgotPassword => "ForgotPassword",
            Reason::UpdateUserAttribute => "UpdateUserAttribute",
            Reason::VerifyUserAttribute => "VerifyUserAttribute",
            Reason::AdminCreateUser => "AdminCreateUser",
            Reason::Authentication => "Authentication",
        }
    }

    pub fn parse(name: &str) -> Option<Reason> {
        Reason::ALL.into_iter().find(|reason| reason.as_str() == name)
    }

    /// The trigger source for CustomMessage or a custom sender: `CustomMessage_SignUp`.
    pub fn source(self, trigger: Trigger) -> String {
        format!("{}_{}", trigger.as_str(), self.as_str())
    }
}
