//! What a row says, and what AWS says about rows that it does not take.

use time::Date;
use time::format_description::FormatItem;
use time::macros::format_description;

use super::columns::Columns;
use super::{MFA, PASSWORD_HASH, USERNAME, fields};
use crate::Sub;
use crate::attribute::{Writer, require};
use crate::name::{NewUser, new_user};
use crate::pool::{Mfa, Rules};

/// A row that can become a user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub new: NewUser,
    /// Text messages are the user's second factor.
    pub sms: bool,
    pub password_hash: Option<String>,
}

/// The longest user name, as the API takes it.
const NAME_CHARS_MAX: usize = 128;

const DATE: &[FormatItem<'_>] = format_description!("[month]/[day]/[year]");
const DATE_OF_CLAIMS: &[FormatItem<'_>] = format_description!("[year]-[month]-[day]");

/// Judges a row. `sub` is the new user's, should it become one. The error is what the log says.
///
/// Errors, in order: a number of values that is not the header's; no user name; `cognito:mfa_enabled`
/// that is no truth value, or contradicts the pool; a date, flag or time that is none; no auto-verified
/// attribute that is verified; attributes and user name as in AdminCreateUser; required attributes.
pub fn read(rules: &Rules, columns: &Columns, line: &str, sub: Sub) -> Result<Row, String> {
    let values = fields(line);
    if values.len() != columns.0.len() {
        return Err("The number of columns in the row does not match the header.".to_owned());
    }
    let (mut username, mut mfa, mut password_hash) = (String::new(), None, None);
    let mut attributes = Vec::new();
    for (column, value) in columns.0.iter().zip(values) {
        match column.as_str() {
            USERNAME => username = value,
            MFA => mfa = Some(truth(MFA, &value)?),
            PASSWORD_HASH => password_hash = Some(value).filter(|value| !value.is_empty()),
            _ if value.is_empty() => {}
            "birthdate" => attributes.push((column.clone(), birthdate(&value)?)),
            "email_verified" | "phone_number_verified" => {
                attributes.push((column.clone(), truth(column, &value)?.to_string()));
            }
            _ => attributes.push((column.clone(), value)),
        }
    }
    let odd = |c: char| c.is_whitespace() || c.is_control();
    if username.is_empty() || username.chars().count() > NAME_CHARS_MAX || username.contains(odd) {
        return Err("The User Record does not have a valid cognito:username.".to_owned());
    }
    let mfa = mfa.unwrap_or(false);
    match (rules.mfa, mfa) {
        (Mfa::On, false) => {
            return Err(
                "cognito:mfa_enabled must be true, since the user pool requires MFA.".into()
            );
        }
        (Mfa::Off, true) => {
            return Err("cognito:mfa_enabled must be false, since the user pool has no MFA.".into());
        }
        _ => {}
    }
    let value = |name: &str| attributes.iter().find(|(column, _)| column == name);
    let verified = |contact: &str| {
        value(contact).is_some()
            && value(&crate::attribute::verified_flag(contact)).is_some_and(|(_, v)| v == "true")
    };
    let auto = rules.auto_verified;
    if auto.any() && !(auto.email && verified("email") || auto.phone && verified("phone_number")) {
        return Err("The User Record does not set any of the auto verified attributes to true. \
                    (Example: email_verified to true)."
            .to_owned());
    }
    let sms = mfa && rules.sms_mfa && verified("phone_number");
    if mfa && rules.mfa == Mfa::Optional && !sms {
        return Err(
            "cognito:mfa_enabled is true, and the user has no verified phone_number.".into()
        );
    }
    let new = new_user(rules, &username, sub, &attributes, Writer::Admin);
    let new = new.map_err(|refusal| refusal.message)?;
    require(rules, &new.attributes).map_err(|refusal| refusal.message)?;
    Ok(Row { new, sms, password_hash })
}

fn truth(column: &str, value: &str) -> Result<bool, String> {
    match value {
        _ if value.eq_ignore_ascii_case("true") => Ok(true),
        _ if value.eq_ignore_ascii_case("false") => Ok(false),
        _ => Err(format!("{column} must be true or false.")),
    }
}

/// `mm/dd/yyyy` in files, `yyyy-mm-dd` in claims.
fn birthdate(value: &str) -> Result<String, String> {
    let date = Date::parse(value, DATE).or_else(|_| Date::parse(value, DATE_OF_CLAIMS));
    date.ok()
        .and_then(|date| date.format(DATE_OF_CLAIMS).ok())
        .ok_or_else(|| "birthdate must be a date of the form mm/dd/yyyy.".to_owned())
}
