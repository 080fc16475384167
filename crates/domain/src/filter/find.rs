//! What a filter looks for, in the terms of the store's indexes.

use super::Term;
use crate::search::{Attribute, meets};
use crate::user::Status;
use crate::{Refusal, Sub, User, refusal};

/// Whom ListUsers returns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Filter {
    Everybody,
    /// No user can match.
    Nobody,
    /// By an indexed value; see [`crate::search`].
    Attribute {
        attribute: Attribute,
        operand: String,
        prefix: bool,
    },
    /// By `sub`, both ends included; equal ends for one user.
    Sub {
        first: Sub,
        last: Sub,
    },
    /// `cognito:user_status`
    Status(Status),
    /// `status`
    Enabled(bool),
}

impl Filter {
    /// Reads the request's member; an absent or blank filter means everybody.
    pub fn parse(text: &str) -> Result<Filter, Refusal> {
        if text.trim().is_empty() {
            return Ok(Filter::Everybody);
        }
        let Term { name, prefix, operand } = text.parse()?;
        if let Some(attribute) = Attribute::parse(&name) {
            return Ok(Filter::Attribute { attribute, operand, prefix });
        }
        match name.as_str() {
            "sub" => Ok(by_sub(&operand, prefix)),
            "cognito:user_status" => Ok(by_status(&operand, prefix)),
            "status" => Ok(by_enabled(&operand, prefix)),
            _ => Err(refusal::invalid_parameter(format!("Invalid search attribute: {name}"))),
        }
    }

    /// Whether the user's whole values match: an index may only narrow down.
    pub fn finds(&self, user: &User, case_sensitive: bool) -> bool {
        match self {
            Filter::Everybody => true,
            Filter::Nobody => false,
            Filter::Attribute { attribute, operand, prefix } => {
                meets(user, *attribute, operand, *prefix, case_sensitive)
            }
            Filter::Sub { first, last } => (first.0..=last.0).contains(&user.sub.0),
            Filter::Status(status) => user.status == *status,
            Filter::Enabled(enabled) => user.enabled == *enabled,
        }
    }
}

/// The range of ids whose text is, or begins with, the operand.
fn by_sub(operand: &str, prefix: bool) -> Filter {
    const FORM: &str = "00000000-0000-0000-0000-000000000000";
    let begins = |text: &str| text.starts_with(operand);
    if !operand.is_ascii() || operand.len() > FORM.len() || !prefix && operand.len() < FORM.len() {
        return Filter::Nobody;
    }
    let filled = |digit: &str| {
        let rest = FORM[operand.len()..].replace('0', digit);
        Sub::parse(&format!("{operand}{rest}")).filter(|sub| begins(&sub.to_string()))
    };
    match (filled("0"), filled("f")) {
        (Some(first), Some(last)) => Filter::Sub { first, last },
        _ => Filter::Nobody,
    }
}

/// In any case. No two names begin with the same letter, so that only the empty prefix has several.
fn by_status(operand: &str, prefix: bool) -> Filter {
    let operand = operand.to_ascii_uppercase();
    let matches = |status: &Status| {
        let name = status.as_str();
        if prefix { name.starts_with(&operand) } else { name == operand }
    };
    let mut statuses = Status::ALL.into_iter().filter(matches);
    match (statuses.next(), statuses.next()) {
        (None, _) => Filter::Nobody,
        (Some(status), None) => Filter::Status(status),
        (Some(_), Some(_)) => Filter::Everybody,
    }
}

fn by_enabled(operand: &str, prefix: bool) -> Filter {
    let matches = |name: &str| if prefix { name.starts_with(operand) } else { name == operand };
    match (matches("Enabled"), matches("Disabled")) {
        (true, true) => Filter::Everybody,
        (true, false) => Filter::Enabled(true),
        (false, true) => Filter::Enabled(false),
        (false, false) => Filter::Nobody,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_beginning_names_one_status() {
        for status in Status::ALL {
            assert_eq!(by_status(&status.as_str()[..1], true), Filter::Status(status));
        }
        assert_eq!(by_status("", true), Filter::Everybody);
        assert_eq!(by_status("", false), Filter::Nobody);
    }
}
