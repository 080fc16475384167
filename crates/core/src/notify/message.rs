//! What a sender is given.

/// How a message travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Channel {
    Email,
    Sms,
}

impl Channel {
    pub const ALL: [Channel; 2] = [Channel::Email, Channel::Sms];

    /// The number in `outbox.channel` and `code.medium`; never renumber.
    pub fn number(self) -> i64 {
        match self {
            Channel::Email => 1,
            Channel::Sms => 2,
        }
    }

    pub fn from_number(number: i64) -> Option<Channel> {
        Channel::ALL.into_iter().find(|channel| channel.number() == number)
    }

    /// `email` or `sms`: for the mailbox, metrics and operators.
    pub fn as_str(self) -> &'static str {
        match self {
            Channel::Email => "email",
            Channel::Sms => "sms",
        }
    }
}

/// Why a message is sent, in the words of the `CustomMessage_…` trigger sources.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reason {
    SignUp,
    AdminCreateUser,
    ResendCode,
    ForgotPassword,
    UpdateUserAttribute,
    VerifyUserAttribute,
    Authentication,
}

impl Reason {
    pub const ALL: [Reason; 7] = [
        Reason::SignUp,
        Reason::AdminCreateUser,
        Reason::ResendCode,
        Reason::ForgotPassword,
        Reason::UpdateUserAttribute,
        Reason::VerifyUserAttribute,
        Reason::Authentication,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Reason::SignUp => "SignUp",
            Reason::AdminCreateUser => "AdminCreateUser",
            Reason::ResendCode => "ResendCode",
            Reason::ForgotPassword => "ForgotPassword",
            Reason::UpdateUserAttribute => "UpdateUserAttribute",
            Reason::VerifyUserAttribute => "VerifyUserAttribute",
            Reason::Authentication => "Authentication",
        }
    }

    pub fn named(name: &str) -> Option<Reason> {
        Reason::ALL.into_iter().find(|reason| reason.as_str() == name)
    }
}

/// One message, ready to leave. It holds secrets: there is no `Debug` (LG-1).
#[derive(Clone, PartialEq, Eq)]
pub struct Message {
    /// The outbox row's id. The same message keeps it over all tries, so that a receiver can tell a
    /// repetition.
    pub id: [u8; 16],
    /// The user pool's id, `us-east-1_…`.
    pub pool: String,
    pub channel: Channel,
    /// An e-mail address or an E.164 phone number.
    pub to: String,
    /// `From` and `ReplyToEmailAddress` of the pool's `EmailConfiguration`. Whether the first is
    /// honoured is the sender's to decide.
    pub from: Option<String>,
    pub reply_to: Option<String>,
    /// Empty for SMS. One line.
    pub subject: String,
    pub text: String,
    /// The same as HTML, with every value escaped. None for SMS, and for plain e-mails.
    pub html: Option<String>,
    pub reason: Reason,
    /// The code or temporary password in it, for the development mailbox only.
    pub code: Option<String>,
    /// When it was written, milliseconds since the epoch.
    pub created_ms: i64,
}
