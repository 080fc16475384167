//! The CustomMessage function: what it is told about placeholders, and what it may answer.

use serde_json::{Value, json};

use super::{Form, Medium, Reason, Template};
use crate::{Map, Refusal, refusal};

const EMAIL_LENGTH_MAX: usize = 20_000;
const SMS_LENGTH_MAX: usize = 140;
const SUBJECT_LENGTH_MAX: usize = 140;

/// The members of the event's `request` that name the placeholders.
pub fn parameters(reason: Reason) -> Map {
    let username = (reason == Reason::AdminCreateUser).then_some("{username}");
    Map::from_iter([
        ("codeParameter".to_owned(), json!("{####}")),
        ("linkParameter".to_owned(), json!("{##Click Here##}")),
        ("usernameParameter".to_owned(), json!(username)),
    ])
}

impl Template {
    /// The template with what the function's `response` replaces. `null` keeps the pool's text.
    /// `has_code`: there is a code or temporary password to bring, for which a new text needs a place.
    pub fn custom(self, response: &Value, has_code: bool) -> Result<Template, Refusal> {
        let (member, length_max) = match self.medium {
            Medium::Email => ("emailMessage", EMAIL_LENGTH_MAX),
            Medium::Sms => ("smsMessage", SMS_LENGTH_MAX),
        };
        let body = text(response, member)?;
        let subject = match self.medium {
            Medium::Email => text(response, "emailSubject")?,
            Medium::Sms => None,
        };
        for (text, member, length_max) in
            [(body, member, length_max), (subject, "emailSubject", SUBJECT_LENGTH_MAX)]
        {
            if text.is_some_and(|text| text.chars().count() > length_max) {
                return Err(unusable(&format!("{member} is longer than {length_max} characters")));
            }
        }
        let mut template = self;
        if let Some(subject) = subject {
            subject.clone_into(&mut template.subject);
        }
        if let Some(body) = body {
            body.clone_into(&mut template.body);
            template.has_its_places(member, has_code)?;
        }
        Ok(template)
    }

    fn has_its_places(&self, member: &str, has_code: bool) -> Result<(), Refusal> {
        let (code, link, username) = self.places();
        let missing = match self.form {
            Form::Link if !link => "linkParameter",
            Form::Code | Form::Invitation if has_code && !code => "codeParameter",
            Form::Invitation if !username => "usernameParameter",
            Form::Code | Form::Link | Form::Invitation => return Ok(()),
        };
        Err(unusable(&format!("{member} does not contain the {missing}")))
    }
}

fn text<'a>(response: &'a Value, member: &str) -> Result<Option<&'a str>, Refusal> {
    match response.get(member) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(refusal::invalid_lambda_response("Unrecognizable lambda output")),
    }
}

fn unusable(problem: &str) -> Refusal {
    refusal::invalid_lambda_response(format!("Invalid lambda function output : {problem}"))
}
