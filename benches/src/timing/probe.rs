//! The operations that are asked, and how.

use anyhow::{Result, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use clap::ValueEnum;
use serde_json::{Value, json};

use super::people::People;
use crate::api;
use crate::http::Connection;
use crate::srp::timestamp;

/// One operation in one situation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Probe {
    /// InitiateAuth, USER_PASSWORD_AUTH with a wrong password
    Password,
    /// InitiateAuth, USER_SRP_AUTH: its first step
    Srp,
    /// RespondToAuthChallenge, PASSWORD_VERIFIER with a wrong proof
    SrpProof,
    /// ForgotPassword
    Forgot,
    /// ConfirmForgotPassword when nothing was asked for
    Reset,
    /// ConfirmForgotPassword with a wrong code after ForgotPassword
    ResetAsked,
    /// ResendConfirmationCode of a sign-up that waits
    Resend,
    /// ConfirmSignUp with a wrong code when nothing was asked for
    Confirm,
    /// ConfirmSignUp with a wrong code after ResendConfirmationCode
    ConfirmAsked,
    /// SignUp with the e-mail address of somebody, where addresses are aliases
    SignUp,
}

impl Probe {
    pub const ALL: [Probe; 10] = [
        Probe::Password,
        Probe::Srp,
        Probe::SrpProof,
        Probe::Forgot,
        Probe::Reset,
        Probe::ResetAsked,
        Probe::Resend,
        Probe::Confirm,
        Probe::ConfirmAsked,
        Probe::SignUp,
    ];

    /// For the report.
    pub fn title(self) -> &'static str {
        match self {
            Probe::Password => "InitiateAuth, wrong password",
            Probe::Srp => "InitiateAuth, SRP step 1",
            Probe::SrpProof => "RespondToAuthChallenge, wrong SRP proof",
            Probe::Forgot => "ForgotPassword",
            Probe::Reset => "ConfirmForgotPassword, nothing asked for",
            Probe::ResetAsked => "ConfirmForgotPassword, wrong code",
            Probe::Resend => "ResendConfirmationCode",
            Probe::Confirm => "ConfirmSignUp, nothing asked for",
            Probe::ConfirmAsked => "ConfirmSignUp, wrong code",
            Probe::SignUp => "SignUp, address of an alias",
        }
    }

    /// The operation by which a code was asked for before, for everybody.
    pub(super) fn asked_before(self) -> Option<&'static str> {
        match self {
            Probe::ResetAsked => Some("ForgotPassword"),
            Probe::ConfirmAsked => Some("ResendConfirmationCode"),
            _ => None,
        }
    }

    /// One request about this person. Its answer must be one of those that tell nothing.
    pub(super) fn ask(self, people: &People, to: &mut Connection, name: &str) -> Result<()> {
        let (operation, input) = match self {
            Probe::SrpProof => proof(people, to, name)?,
            _ => self.request(people, name),
        };
        let answer = to.exchange(&api::request(&people.host, operation, &input))?;
        let body = String::from_utf8_lossy(&answer.body).into_owned();
        let expected: &[&str] = match self {
            Probe::Password | Probe::SrpProof => &["Incorrect username or password."],
            Probe::Srp => &["PASSWORD_VERIFIER"],
            Probe::Forgot | Probe::Resend => &["CodeDeliveryDetails"],
            Probe::Reset => &["ExpiredCodeException"],
            Probe::ResetAsked | Probe::Confirm | Probe::ConfirmAsked => &["CodeMismatchException"],
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
            Probe::Srp | Probe::SrpProof => (
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
            Probe::Confirm | Probe::ConfirmAsked => (
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

/// Takes the first step, whose time does not count, and answers it with a proof that is wrong.
fn proof(people: &People, to: &mut Connection, name: &str) -> Result<(&'static str, Value)> {
    let (operation, input) = Probe::Srp.request(people, name);
    let challenge: Value =
        serde_json::from_slice(&to.exchange(&api::request(&people.host, operation, &input))?.body)?;
    to.take_waited();
    let parameters = &challenge["ChallengeParameters"];
    let input = json!({
        "ClientId": people.client,
        "ChallengeName": "PASSWORD_VERIFIER",
        "ChallengeResponses": {
            "USERNAME": parameters["USER_ID_FOR_SRP"],
            "TIMESTAMP": timestamp(),
            "PASSWORD_CLAIM_SECRET_BLOCK": parameters["SECRET_BLOCK"],
            "PASSWORD_CLAIM_SIGNATURE": STANDARD.encode([0; 32]),
        },
    });
    Ok(("RespondToAuthChallenge", input))
}
