//! The operations that are asked, and how.

use anyhow::{Result, ensure};
use clap::ValueEnum;
use serde_json::{Value, json};

use super::people::People;
use crate::api;
use crate::http::Connection;

/// One operation in one situation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Probe {
    /// InitiateAuth, USER_PASSWORD_AUTH with a wrong password
    Password,
    /// InitiateAuth, USER_SRP_AUTH: its first step
    Srp,
    /// ForgotPassword
    Forgot,
    /// ConfirmForgotPassword when nothing was asked for
    Reset,
    /// ConfirmForgotPassword with a wrong code after ForgotPassword
    ResetAsked,
    /// ResendConfirmationCode of a sign-up that waits
    Resend,
    /// ConfirmSignUp with a wrong code after ResendConfirmationCode
    Confirm,
    /// SignUp with the e-mail address of somebody, where addresses are aliases
    SignUp,
}

impl Probe {
    pub const ALL: [Probe; 8] = [
        Probe::Password,
        Probe::Srp,
        Probe::Forgot,
        Probe::Reset,
        Probe::ResetAsked,
        Probe::Resend,
        Probe::Confirm,
        Probe::SignUp,
    ];

    /// For the report.
    pub fn title(self) -> &'static str {
        match self {
            Probe::Password => "InitiateAuth, wrong password",
            Probe::Srp => "InitiateAuth, SRP step 1",
            Probe::Forgot => "ForgotPassword",
            Probe::Reset => "ConfirmForgotPassword, nothing asked for",
            Probe::ResetAsked => "ConfirmForgotPassword, wrong code",
            Probe::Resend => "ResendConfirmationCode",
            Probe::Confirm => "ConfirmSignUp, wrong code",
            Probe::SignUp => "SignUp, address of an alias",
        }
    }

    /// The operation by which a code was asked for before, for everybody.
    pub(super) fn asked_before(self) -> Option<&'static str> {
        match self {
            Probe::ResetAsked => Some("ForgotPassword"),
            Probe::Confirm => Some("ResendConfirmationCode"),
            _ => None,
        }
    }

    /// One request about this person. Its answer must be one of those that tell nothing.
    pub(super) fn ask(self, people: &People, to: &mut Connection, name: &str) -> Result<()> {
        let (operation, input) = self.request(people, name);
        let answer = to.exchange(&api::request(&people.host, operation, &input))?;
        let body = String::from_utf8_lossy(&answer.body).into_owned();
        let expected: &[&str] = match self {
            Probe::Password => &["Incorrect username or password."],
            Probe::Srp => &["PASSWORD_VERIFIER"],
            Probe::Forgot | Probe::Resend => &["CodeDeliveryDetails"],
            Probe::Reset => &["ExpiredCodeException"],
            Probe::ResetAsked | Probe::Confirm => &["CodeMismatchException"],
            Probe::SignUp => &["UserSub"],
        };
        ensure!(
            expected.iter().any(|words| body.contains(words)),
            "{operation} answered {} {body}",
            answer.status
        );
        Ok(())
    }

    fn request(self, people: &People, name: &str) -> (&'static str, Value) {
        let client = &people.client;
        let code = "1234567";
        match self {
            Probe::Password => (
                "InitiateAuth",
                json!({
                    "ClientId": client,
                    "AuthFlow": "USER_PASSWORD_AUTH",
                    "AuthParameters": {"USERNAME": name, "PASSWORD": "Wrong-Horse-1"},
                }),
            ),
            Probe::Srp => (
                "InitiateAuth",
                json!({
                    "ClientId": client,
                    "AuthFlow": "USER_SRP_AUTH",
                    "AuthParameters": {"USERNAME": name, "SRP_A": people.srp_a},
                }),
            ),
            Probe::Forgot => ("ForgotPassword", json!({"ClientId": client, "Username": name})),
            Probe::Resend => {
                ("ResendConfirmationCode", json!({"ClientId": client, "Username": name}))
            }
            Probe::Reset | Probe::ResetAsked => (
                "ConfirmForgotPassword",
                json!({
                    "ClientId": client,
                    "Username": name,
                    // Seven digits: never the right ones.
                    "ConfirmationCode": code,
                    "Password": "Remembered-Horse-1",
                }),
            ),
            Probe::Confirm => (
                "ConfirmSignUp",
                json!({"ClientId": client, "Username": name, "ConfirmationCode": code}),
            ),
            Probe::SignUp => (
                "SignUp",
                json!({
                    "ClientId": client,
                    "Username": people.fresh_name(),
                    "Password": "Correct-Horse-9",
                    "UserAttributes": [{"Name": "email", "Value": name}],
                }),
            ),
        }
    }
}
