//! The texts of a pool.

use super::{Medium, Reason};
use crate::Map;
use crate::member::{object, text};
use crate::pool::Pool;

const CODE: &str = "Your verification code is {####}. ";
const CODE_SUBJECT: &str = "Your verification code";
const LINK: &str = "Please click the link below to verify your email address. {##Verify Email##} ";
const LINK_SUBJECT: &str = "Your verification link";
pub(super) const INVITATION: &str =
    "Your username is {username} and temporary password is {####}. ";
pub(super) const INVITATION_SUBJECT: &str = "Your temporary password";
const AUTHENTICATION: &str = "Your authentication code is {####}. ";
const AUTHENTICATION_SUBJECT: &str = "Your authentication code";

/// Which placeholders a template has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `{####}`
    Code,
    /// `{##link text##}`, and `{####}` where the author wants it.
    Link,
    /// `{username}` and `{####}`, the temporary password.
    Invitation,
}

/// A text with placeholders. E-mail bodies are HTML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    pub medium: Medium,
    pub form: Form,
    /// Unused in SMS.
    pub subject: String,
    pub body: String,
}

/// The pool's text for this occasion, or AWS's default. Links are for the confirmation of sign-ups by
/// e-mail only: nothing else has a page to lead to.
pub fn template(pool: &Pool, reason: Reason, medium: Medium) -> Template {
    let document = &pool.document;
    let verification = object(document, "VerificationMessageTemplate");
    let by_link = pool.rules.confirm_by_link && medium == Medium::Email;
    let (form, subject, body) = match reason {
        Reason::SignUp | Reason::ResendCode if by_link => (
            Form::Link,
            given(verification, "EmailSubjectByLink", LINK_SUBJECT),
            given(verification, "EmailMessageByLink", LINK),
        ),
        Reason::SignUp
        | Reason::ResendCode
        | Reason::ForgotPassword
        | Reason::UpdateUserAttribute
        | Reason::VerifyUserAttribute => (
            Form::Code,
            given(verification, "EmailSubject", CODE_SUBJECT),
            given(verification, by(medium, "EmailMessage", "SmsMessage"), CODE),
        ),
        Reason::AdminCreateUser => {
            let invitation = object(document, "AdminCreateUserConfig")
                .and_then(|config| object(config, "InviteMessageTemplate"));
            (
                Form::Invitation,
                given(invitation, "EmailSubject", INVITATION_SUBJECT),
                given(invitation, by(medium, "EmailMessage", "SMSMessage"), INVITATION),
            )
        }
        Reason::Authentication => {
            let (holder, member) = match medium {
                Medium::Sms => (Some(document), "SmsAuthenticationMessage"),
                Medium::Email => (email_mfa(document), "Message"),
            };
            (
                Form::Code,
                given(email_mfa(document), "Subject", AUTHENTICATION_SUBJECT),
                given(holder, member, AUTHENTICATION),
            )
        }
    };
    Template { medium, form, subject: subject.to_owned(), body: body.to_owned() }
}

impl Template {
    /// Whether [`super::Fill::link`] is needed, and with it a domain of the pool.
    pub fn needs_link(&self) -> bool {
        self.form == Form::Link
    }
}

fn by(medium: Medium, email: &'static str, sms: &'static str) -> &'static str {
    match medium {
        Medium::Email => email,
        Medium::Sms => sms,
    }
}

fn email_mfa(document: &Map) -> Option<&Map> {
    object(document, "MfaSetup").and_then(|setup| object(setup, "EmailMfaConfiguration"))
}

fn given<'a>(holder: Option<&'a Map>, member: &str, default: &'a str) -> &'a str {
    holder.and_then(|holder| text(holder, member)).unwrap_or(default)
}
