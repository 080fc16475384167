//! What the PreSignUp function decides.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::attribute::verified_flag;
use crate::{Refusal, refusal};

/// The `response` of PreSignUp. For AdminCreateUser it decides nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PreSignUp {
    pub confirm: bool,
    pub verify_email: bool,
    pub verify_phone: bool,
}

impl PreSignUp {
    /// The `response` object that the function is handed.
    pub fn unanswered() -> Value {
        json!({ "autoConfirmUser": false, "autoVerifyEmail": false, "autoVerifyPhone": false })
    }

    /// Reads what the function answered; `null` and what is missing is no.
    pub fn read(response: &Value) -> Result<PreSignUp, Refusal> {
        let member = |name: &str| match response.get(name) {
            None | Some(Value::Null) => Ok(false),
            Some(Value::Bool(flag)) => Ok(*flag),
            Some(_) => Err(refusal::invalid_lambda_response("Unrecognizable lambda output")),
        };
        Ok(PreSignUp {
            confirm: member("autoConfirmUser")?,
            verify_email: member("autoVerifyEmail")?,
            verify_phone: member("autoVerifyPhone")?,
        })
    }

    /// Marks the contacts as verified. With aliases, the new user takes them over from a former holder,
    /// without being forced to. Verifying what is not there is an error of the function.
    pub fn verify(&self, attributes: &mut BTreeMap<String, String>) -> Result<(), Refusal> {
        let wanted = [("email", self.verify_email), ("phone_number", self.verify_phone)];
        for (contact, _) in wanted.iter().filter(|(_, wanted)| *wanted) {
            if !attributes.contains_key(*contact) {
                return Err(refusal::invalid_lambda_response(format!(
                    "Invalid lambda function output : {contact} cannot be verified automatically, \
                     the user has none"
                )));
            }
            attributes.insert(verified_flag(contact), "true".to_owned());
        }
        Ok(())
    }
}
