//! What a user did: one event for each sign-in, sign-up, change of password or request for a code.
//!
//! Recorded in pools with threat protection; shown by `AdminListUserAuthEvents` and exported.

use serde_json::{Value, json};

use crate::{Map, Sub};

/// `EventType`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    SignIn,
    SignUp,
    ForgotPassword,
    PasswordChange,
    ResendCode,
}

impl Kind {
    const ALL: [Kind; 5] =
        [Kind::SignIn, Kind::SignUp, Kind::ForgotPassword, Kind::PasswordChange, Kind::ResendCode];

    /// AWS's spelling.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::SignIn => "SignIn",
            Kind::SignUp => "SignUp",
            Kind::ForgotPassword => "ForgotPassword",
            Kind::PasswordChange => "PasswordChange",
            Kind::ResendCode => "ResendCode",
        }
    }

    /// The number stored in the table; never renumber.
    pub fn code(self) -> i64 {
        match self {
            Kind::SignIn => 1,
            Kind::SignUp => 2,
            Kind::ForgotPassword => 3,
            Kind::PasswordChange => 4,
            Kind::ResendCode => 5,
        }
    }

    pub fn from_code(code: i64) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// `EventResponse`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Response {
    Pass,
    Fail,
    /// A challenge is outstanding.
    InProgress,
}

impl Response {
    pub fn as_str(self) -> &'static str {
        match self {
            Response::Pass => "Pass",
            Response::Fail => "Fail",
            Response::InProgress => "InProgress",
        }
    }

    /// The number stored in the table; never renumber.
    pub fn code(self) -> i64 {
        match self {
            Response::Pass => 1,
            Response::Fail => 2,
            Response::InProgress => 3,
        }
    }

    pub fn from_code(code: i64) -> Option<Response> {
        [Response::Pass, Response::Fail, Response::InProgress]
            .into_iter()
            .find(|response| response.code() == code)
    }
}

/// A factor that was asked for, and whether the answer was right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Factor {
    Password,
    Mfa,
}

/// What is known of the circumstances.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Context {
    pub address: Option<String>,
    /// For example `Chrome 126, Windows 10`.
    pub device: Option<String>,
    pub client: Option<String>,
    /// The client sent context data of its own.
    pub has_context_data: bool,
}

/// An administrator's, or the user's, word on an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feedback {
    pub valid: bool,
    /// `Admin` or `User`.
    pub provider: &'static str,
    pub at_ms: i64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthEvent {
    pub pool: i64,
    pub sub: Sub,
    /// `event_id` in the tokens of a sign-in.
    pub id: [u8; 16],
    pub kind: Kind,
    pub response: Response,
    pub factors: Vec<(Factor, bool)>,
    pub context: Context,
    pub feedback: Option<Feedback>,
    /// Milliseconds since the epoch.
    pub created: i64,
}

/// Two years, as AWS keeps them.
pub const KEPT_MS: i64 = 2 * 365 * 24 * 60 * 60 * 1_000;

impl AuthEvent {
    /// The part that is stored as JSON.
    pub fn document(&self) -> Map {
        let context = &self.context;
        let mut document = Map::new();
        let factors: Vec<Value> = self
            .factors
            .iter()
            .map(|(factor, right)| json!([if *factor == Factor::Password { 1 } else { 2 }, right]))
            .collect();
        document.insert("factors".into(), factors.into());
        for (name, value) in [
            ("address", &context.address),
            ("device", &context.device),
            ("client", &context.client),
        ] {
            if let Some(value) = value {
                document.insert(name.into(), value.as_str().into());
            }
        }
        document.insert("context".into(), context.has_context_data.into());
        if let Some(feedback) = &self.feedback {
            let Feedback { valid, provider, at_ms } = feedback;
            document.insert("feedback".into(), json!([valid, provider, at_ms]));
        }
        document
    }

    /// The other way; what another version wrote is left out.
    pub fn with_document(mut self, document: &Map) -> AuthEvent {
        let text = |name: &str| document.get(name).and_then(Value::as_str).map(str::to_owned);
        let factors = document.get("factors").and_then(Value::as_array);
        self.factors = factors.into_iter().flatten().filter_map(factor).collect();
        self.context = Context {
            address: text("address"),
            device: text("device"),
            client: text("client"),
            has_context_data: document.get("context").and_then(Value::as_bool).unwrap_or(false),
        };
        self.feedback = document.get("feedback").and_then(feedback);
        self
    }

    /// The message of a record for export.
    pub fn message(&self, username: &str, pool_id: &str, request_id: &str) -> Map {
        let context = &self.context;
        let challenges: Vec<String> = self
            .factors
            .iter()
            .map(|(factor, right)| {
                let name = if *factor == Factor::Password { "PASSWORD" } else { "MFA" };
                format!("{name}:{}", if *right { "SUCCESS" } else { "FAILURE" })
            })
            .collect();
        let or_empty = |text: &Option<String>| text.clone().unwrap_or_default();
        let feedback = self.feedback.as_ref();
        let message = json!({
            "version": "1",
            "eventId": crate::id::uuid(&self.id),
            "eventType": self.kind.as_str(),
            "userSub": self.sub.to_string(),
            "userName": username,
            "userPoolId": pool_id,
            "clientId": or_empty(&context.client),
            "creationDate": creation_date(self.created),
            "eventResponse": self.response.as_str(),
            "riskLevel": "",
            "riskDecision": "PASS",
            "challenges": challenges,
            "deviceName": context.device.as_deref().unwrap_or("Other, Other"),
            "ipAddress": or_empty(&context.address),
            "requestId": request_id,
            "idpName": "",
            "compromisedCredentialDetected": "false",
            "city": "",
            "country": "",
            "eventFeedbackValue": feedback.map_or("", |it| if it.valid { "Valid" } else { "Invalid" }),
            "eventFeedbackDate": feedback.map_or_else(String::new, |it| creation_date(it.at_ms)),
            "eventFeedbackProvider": feedback.map_or("", |it| it.provider),
            "hasContextData": context.has_context_data.to_string(),
        });
        message.as_object().cloned().unwrap_or_default()
    }
}

fn factor(value: &Value) -> Option<(Factor, bool)> {
    let factor = match value.get(0)?.as_i64()? {
        1 => Factor::Password,
        2 => Factor::Mfa,
        _ => return None,
    };
    Some((factor, value.get(1)?.as_bool()?))
}

fn feedback(value: &Value) -> Option<Feedback> {
    let provider = match value.get(1)?.as_str()? {
        "Admin" => "Admin",
        "User" => "User",
        _ => return None,
    };
    Some(Feedback { valid: value.get(0)?.as_bool()?, provider, at_ms: value.get(2)?.as_i64()? })
}

/// `Wed Jul 17 17:25:55 UTC 2024`
fn creation_date(ms: i64) -> String {
    const FORM: &[time::format_description::BorrowedFormatItem<'_>] = time::macros::format_description!(
        "[weekday repr:short] [month repr:short] [day] [hour]:[minute]:[second] UTC [year]"
    );
    time::OffsetDateTime::from_unix_timestamp(ms.div_euclid(1_000))
        .ok()
        .and_then(|at| at.format(FORM).ok())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event() -> AuthEvent {
        AuthEvent {
            pool: 1,
            sub: Sub([2; 16]),
            id: [3; 16],
            kind: Kind::SignIn,
            response: Response::Pass,
            factors: vec![(Factor::Password, true), (Factor::Mfa, false)],
            context: Context {
                address: Some("192.0.2.1".into()),
                device: Some("Chrome 126, Windows 10".into()),
                client: Some("client".into()),
                has_context_data: true,
            },
            feedback: Some(Feedback { valid: false, provider: "Admin", at_ms: 5 }),
            created: 1_721_237_155_000,
        }
    }

    #[test]
    fn documents_bring_everything_back() {
        let event = event();
        let bare = AuthEvent {
            factors: Vec::new(),
            context: Context::default(),
            feedback: None,
            ..event.clone()
        };
        assert_eq!(bare.with_document(&event.document()), event);
    }

    #[test]
    fn exported_messages_have_the_published_form() {
        let message = event().message("alice", "eu-central-1_AbCdEfGhI", "request");
        assert_eq!(message["creationDate"], "Wed Jul 17 17:25:55 UTC 2024");
        assert_eq!(message["challenges"], json!(["PASSWORD:SUCCESS", "MFA:FAILURE"]));
        assert_eq!(message["eventResponse"], "Pass");
        assert_eq!(message["eventFeedbackValue"], "Invalid");
        assert_eq!(message["hasContextData"], "true");
    }
}
