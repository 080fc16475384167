//! From a user, a pool and a reason to the statements that put a message into the outbox: the pool's
//! template, what the CustomMessage function makes of it, the code or link, the budget.

use std::collections::BTreeMap;

use serde_json::json;

use cognate_domain::message::{self, Delivery, Fill, Medium, Reason, Template};
use cognate_domain::pool::Trigger;
use cognate_domain::{Pool, User, refusal};
use cognate_store::batch::Statement;

use crate::codes::{Destination, Issued};
use crate::cx::Cx;
use crate::error::Result;
use crate::keys::PoolKeys;
use crate::notify::{self, Channel, Draft};
use crate::triggers;

/// One message to one user, before it has a text.
#[derive(Clone, Copy)]
pub struct Letter<'a> {
    pub pool: &'a Pool,
    pub keys: &'a PoolKeys,
    /// Whose operation causes it; None for administrators.
    pub client_id: Option<&'a str>,
    /// `ClientMetadata` of that operation.
    pub metadata: Option<&'a BTreeMap<String, String>>,
    pub reason: Reason,
    pub user: &'a User,
    pub destination: Destination<'a>,
}

/// Refuses what could not be delivered, before anything is written: `CodeDeliveryFailureException`
/// without a sender, `UnexpectedLambdaException` with a custom one, which is given codes that only it
/// can read and which this server cannot call.
pub fn refuse_unless_usable(cx: &Cx, pool: &Pool, medium: Medium) -> Result<()> {
    let custom = match medium {
        Medium::Email => Trigger::CustomEmailSender,
        Medium::Sms => Trigger::CustomSmsSender,
    };
    if pool.rules.functions.get(custom).is_some() {
        let name = custom.as_str();
        let text = format!("{name} invocation failed due to error configuration.");
        return Err(refusal::unexpected_lambda(text).into());
    }
    notify::refuse_unless_usable(cx, channel(medium))
}

impl Letter<'_> {
    /// What an answer may tell about it.
    pub fn delivery(&self) -> Delivery {
        Delivery::to(self.destination.medium, self.destination.to)
    }

    /// The statements of a message that brings a code, without the code's own.
    pub async fn with_code(&self, cx: &Cx, issued: &Issued) -> Result<Vec<Statement>> {
        let template = self.template(cx, true).await?;
        let link = match template.needs_link() {
            true => Some(self.link(cx, &issued.digits).await?),
            false => None,
        };
        let code = Some(issued.digits.as_str());
        let fill = Fill { code, username: &self.user.username, link: link.as_deref() };
        let draft = self.draft(&template, &fill, issued.row.expires);
        let Some(draft) = draft else {
            // What the pool was made with has a place for the code; a changed default might not.
            return Err(refusal::code_delivery_failure(
                "The message template has no place for the code.",
            )
            .into());
        };
        let carries = Some(issued.carried);
        notify::post(cx, self.keys, Draft { carries, sub: Some(issued.row.sub), ..draft }).await
    }

    /// The statements of an invitation: none when the template has no place for the password, which
    /// AWS does not deliver either. `username`: what the user signs in with.
    pub async fn with_invitation(
        &self,
        cx: &Cx,
        username: &str,
        password: Option<&str>,
        expires_ms: i64,
    ) -> Result<Vec<Statement>> {
        let template = self.template(cx, password.is_some()).await?;
        let fill = Fill { code: password, username, link: None };
        match self.draft(&template, &fill, expires_ms) {
            Some(draft) => notify::post(cx, self.keys, draft).await,
            None => Ok(Vec::new()),
        }
    }

    /// The pool's text, or what CustomMessage puts in its place.
    async fn template(&self, cx: &Cx, has_code: bool) -> Result<Template> {
        let template = message::template(self.pool, self.reason, self.destination.medium);
        let mut request = message::parameters(self.reason);
        request.insert("userAttributes".to_owned(), triggers::user_attributes(self.user));
        if let Some(metadata) = self.metadata {
            request.insert("clientMetadata".to_owned(), json!(metadata));
        }
        let occasion = triggers::Occasion {
            source: &self.reason.source(Trigger::CustomMessage),
            region: &self.pool.region,
            username: &self.user.username,
            client_id: self.client_id,
            request: request.into(),
            response: json!({ "smsMessage": null, "emailMessage": null, "emailSubject": null }),
        };
        let answer =
            triggers::call(cx.functions(), self.pool, Trigger::CustomMessage, occasion).await?;
        Ok(match answer {
            Some(response) => template.custom(&response, has_code)?,
            None => template,
        })
    }

    /// The page that confirms a sign-up with one press of a button.
    async fn link(&self, cx: &Cx, code: &str) -> Result<String> {
        let Some(base) = cx.pages_url(self.pool).await? else {
            return Err(refusal::code_delivery_failure(
                "The user pool confirms by link, and has no domain for the link to lead to.",
            )
            .into());
        };
        let client_id = self.client_id.unwrap_or_default();
        Ok(message::confirmation_link(&base, client_id, &self.user.username, code))
    }

    fn draft(&self, template: &Template, fill: &Fill<'_>, expires_ms: i64) -> Option<Draft<'_>> {
        let message = template.render(self.destination.to, fill)?;
        Some(Draft {
            pool: self.pool,
            sub: Some(self.user.sub),
            channel: channel(message.medium),
            to: message.to,
            masked: self.delivery().destination,
            subject: message.subject.unwrap_or_default(),
            text: message.text,
            html: message.html,
            reason: reason(self.reason),
            code: fill.code.map(str::to_owned),
            carries: None,
            expires_ms,
        })
    }
}

fn channel(medium: Medium) -> Channel {
    match medium {
        Medium::Email => Channel::Email,
        Medium::Sms => Channel::Sms,
    }
}

fn reason(reason: Reason) -> notify::Reason {
    match reason {
        Reason::SignUp => notify::Reason::SignUp,
        Reason::ResendCode => notify::Reason::ResendCode,
        Reason::ForgotPassword => notify::Reason::ForgotPassword,
        Reason::UpdateUserAttribute => notify::Reason::UpdateUserAttribute,
        Reason::VerifyUserAttribute => notify::Reason::VerifyUserAttribute,
        Reason::AdminCreateUser => notify::Reason::AdminCreateUser,
        Reason::Authentication => notify::Reason::Authentication,
    }
}
