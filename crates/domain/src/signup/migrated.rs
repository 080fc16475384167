//! What the UserMigration function answers about a user whom nobody knows here.

use serde_json::{Value, json};

use crate::attribute::{CONTACTS, verified_flag};
use crate::user::Status;
use crate::{Refusal, refusal};

/// A user to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Migrated {
    /// As AdminCreateUser takes it.
    pub username: String,
    pub attributes: Vec<(String, String)>,
    /// CONFIRMED, or RESET_REQUIRED: the password is not good here.
    pub status: Status,
    /// `forceAliasCreation`: a verified alias that somebody else holds moves here.
    pub takes_aliases: bool,
    /// `enableSMSMFA`
    pub sms_mfa: bool,
}

impl Migrated {
    /// The `response` object that the function is handed.
    pub fn unanswered() -> Value {
        json!({
            "userAttributes": null, "forceAliasCreation": null, "enableSMSMFA": null,
            "finalUserStatus": null, "messageAction": null, "desiredDeliveryMediums": null,
        })
    }

    /// Reads the response. `None`: without `userAttributes` there is no such user. `renames`: the pool's
    /// user names are not what was typed, so that the function may name another.
    ///
    /// `InvalidLambdaResponseException` for members of another type.
    pub fn read(typed: &str, renames: bool, response: &Value) -> Result<Option<Migrated>, Refusal> {
        let given = match response.get("userAttributes") {
            None | Some(Value::Null) => return Ok(None),
            Some(Value::Object(given)) if given.is_empty() => return Ok(None),
            Some(Value::Object(given)) => given,
            Some(_) => return Err(unrecognizable()),
        };
        let mut attributes = Vec::new();
        let mut username = typed.to_owned();
        for (name, value) in given {
            let value = match value {
                Value::Null => continue,
                Value::String(text) => text.clone(),
                Value::Bool(flag) => flag.to_string(),
                _ => return Err(unrecognizable()),
            };
            match name.as_str() {
                "username" if renames => username = value,
                "username" | "sub" => {}
                name if name.starts_with("cognito:") => {}
                _ => attributes.push((name.to_owned(), value)),
            }
        }
        // A flag says nothing without its contact.
        for contact in CONTACTS {
            if !given.contains_key(contact) {
                attributes.retain(|(name, _)| *name != verified_flag(contact));
            }
        }
        let status = match text(response, "finalUserStatus")? {
            Some("CONFIRMED") => Status::Confirmed,
            _ => Status::ResetRequired,
        };
        Ok(Some(Migrated {
            username,
            attributes,
            status,
            takes_aliases: flag(response, "forceAliasCreation")?,
            sms_mfa: flag(response, "enableSMSMFA")?,
        }))
    }
}

fn text<'a>(response: &'a Value, member: &str) -> Result<Option<&'a str>, Refusal> {
    match response.get(member) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(unrecognizable()),
    }
}

fn flag(response: &Value, member: &str) -> Result<bool, Refusal> {
    match response.get(member) {
        None | Some(Value::Null) => Ok(false),
        Some(Value::Bool(flag)) => Ok(*flag),
        Some(_) => Err(unrecognizable()),
    }
}

fn unrecognizable() -> Refusal {
    refusal::invalid_lambda_response("Unrecognizable lambda output")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(response: Value) -> Result<Option<Migrated>, Refusal> {
        Migrated::read("typed", true, &response)
    }

    #[test]
    fn without_attributes_there_is_nobody() {
        for response in [Migrated::unanswered(), json!(null), json!({ "userAttributes": {} })] {
            assert_eq!(read(response).unwrap(), None);
        }
    }

    #[test]
    fn what_is_left_out_has_its_default() {
        let migrated = read(json!({ "userAttributes": {
            "email": "a@b.example", "email_verified": true, "phone_number_verified": "true",
            "username": "alice", "sub": "forged", "cognito:user_status": "x", "name": null,
        }}));
        let attributes = [("email", "a@b.example"), ("email_verified", "true")]
            .map(|(n, v)| (n.into(), v.into()));
        let expected = Migrated {
            username: "alice".into(),
            attributes: attributes.to_vec(),
            status: Status::ResetRequired,
            takes_aliases: false,
            sms_mfa: false,
        };
        assert_eq!(migrated.unwrap(), Some(expected));
        let named = json!({ "userAttributes": { "username": "alice" } });
        let kept = Migrated::read("typed", false, &named).unwrap().unwrap();
        assert_eq!(kept.username, "typed");
    }

    #[test]
    fn members_of_other_types_are_refused() {
        for response in [
            json!({ "userAttributes": [] }),
            json!({ "userAttributes": { "email": 1 } }),
            json!({ "userAttributes": { "email": "a@b" }, "finalUserStatus": 1 }),
            json!({ "userAttributes": { "email": "a@b" }, "forceAliasCreation": "yes" }),
        ] {
            assert_eq!(read(response).unwrap_err().code, "InvalidLambdaResponseException");
        }
    }
}
