//! Formats of values.

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::schema::{Attribute, Kind};
use crate::{Refusal, refusal};

/// Longest value of any attribute, in characters.
const LENGTH_MAX: usize = 2048;

/// One address: exactly one `@` with something on both sides, no spaces, controls or separators that
/// could make it two recipients in a mail header (IL-3).
pub fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    !local.is_empty()
        && !domain.is_empty()
        && !domain.starts_with('.')
        && !domain.ends_with('.')
        && !domain.contains('@')
        && !text.chars().any(|c| c.is_whitespace() || c.is_control() || ",;:<>()[]\"\\".contains(c))
}

/// E.164: `+` and 1 to 15 digits.
pub fn is_phone(text: &str) -> bool {
    text.strip_prefix('+').is_some_and(|digits| {
        (1..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
    })
}

/// Refuses a value that its attribute does not take.
pub(super) fn check(attribute: &Attribute, value: &str) -> Result<(), Refusal> {
    match attribute.name.as_str() {
        "email" if !is_email(value) => {
            return Err(refusal::invalid_parameter("Invalid email address format."));
        }
        "phone_number" if !is_phone(value) => {
            return Err(refusal::invalid_parameter("Invalid phone number format."));
        }
        _ => {}
    }
    match problem(attribute, value) {
        None => Ok(()),
        Some(problem) => Err(nonconforming(&attribute.name, &problem)),
    }
}

/// AWS's frame around a problem with one attribute.
pub(super) fn nonconforming(name: &str, problem: &str) -> Refusal {
    refusal::invalid_parameter(format!(
        "Attributes did not conform to the schema: {name}: {problem}"
    ))
}

fn problem(attribute: &Attribute, value: &str) -> Option<String> {
    let length = value.chars().count();
    if length > LENGTH_MAX {
        return Some(format!("String must be no longer than {LENGTH_MAX} characters"));
    }
    match attribute.kind {
        Kind::String { max: Some(max), .. } if length > max => {
            Some(format!("String must be no longer than {max} characters"))
        }
        Kind::String { min: Some(min), .. } if length < min => {
            Some(format!("String must be no shorter than {min} characters"))
        }
        Kind::String { .. } => None,
        Kind::Number { min, max } => number_problem(attribute, value, min, max),
        Kind::Boolean if matches!(value, "true" | "false") => None,
        Kind::Boolean => Some("Boolean must be true or false".to_owned()),
        Kind::DateTime if is_time(value) => None,
        Kind::DateTime => Some("DateTime must be an ISO 8601 time or epoch seconds".to_owned()),
    }
}

fn number_problem(
    attribute: &Attribute,
    value: &str,
    min: Option<f64>,
    max: Option<f64>,
) -> Option<String> {
    // Claims carry updated_at as an integer.
    let well_formed = match attribute.name.as_str() {
        "updated_at" => value.parse::<i64>().is_ok(),
        _ => is_decimal(value),
    };
    let number: f64 = match value.parse() {
        Ok(number) if well_formed => number,
        _ => return Some("Number is not well formed".to_owned()),
    };
    match (min, max) {
        (Some(min), _) if number < min => Some(format!("Number must be no less than {min}")),
        (_, Some(max)) if number > max => Some(format!("Number must be no greater than {max}")),
        _ => None,
    }
}

/// An optional minus, digits, and optionally a point and digits.
fn is_decimal(text: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    match unsigned.split_once('.') {
        Some((whole, fraction)) => digits(whole) && digits(fraction),
        None => digits(unsigned),
    }
}

fn is_time(text: &str) -> bool {
    text.parse::<i64>().is_ok() || OffsetDateTime::parse(text, &Rfc3339).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn il_3_emails_have_one_at_and_one_recipient() {
        for good in ["a@b", "a.b+c@example.com", "ü@bücher.example", "o'neill@x.ie"] {
            assert!(is_email(good), "{good}");
        }
        for bad in [
            "",
            "a",
            "@b",
            "a@",
            "a@b@c",
            "a b@c",
            "a@b,c@d",
            "a@.b",
            "a@b.",
            "<a@b>",
            "a@b\n",
            "\"a\"@b",
            "mailto:a@b",
        ] {
            assert!(!is_email(bad), "{bad}");
        }
    }

    #[test]
    fn phones_are_e164() {
        for good in ["+1", "+4712345678", "+123456789012345"] {
            assert!(is_phone(good), "{good}");
        }
        for bad in ["", "+", "1234", "+1234567890123456", "+12 34", "+１２３", "++1"] {
            assert!(!is_phone(bad), "{bad}");
        }
    }

    #[test]
    fn values_follow_their_type() {
        let attribute = |name: &str, kind: Kind| Attribute {
            name: name.to_owned(),
            kind,
            developer_only: false,
            mutable: true,
            required: false,
        };
        let length = |min, max| Kind::String { min, max };
        let number = |min, max| Kind::Number { min, max };
        let cases = [
            ("birthdate", length(Some(10), Some(10)), "2000-01-01", None),
            (
                "birthdate",
                length(Some(10), Some(10)),
                "2000-1-1",
                Some("String must be no shorter than 10 characters"),
            ),
            (
                "custom:a",
                length(None, Some(3)),
                "äöüß",
                Some("String must be no longer than 3 characters"),
            ),
            ("custom:a", length(None, Some(4)), "äöüß", None),
            ("updated_at", number(Some(0.0), None), "1700000000", None),
            ("updated_at", number(Some(0.0), None), "1.5", Some("Number is not well formed")),
            ("updated_at", number(Some(0.0), None), "-1", Some("Number must be no less than 0")),
            ("custom:n", number(None, None), "-1.5", None),
            ("custom:n", number(None, None), "1e5", Some("Number is not well formed")),
            ("custom:n", number(None, None), "inf", Some("Number is not well formed")),
            ("custom:n", number(None, Some(9.0)), "10", Some("Number must be no greater than 9")),
            ("custom:b", Kind::Boolean, "true", None),
            ("custom:b", Kind::Boolean, "True", Some("Boolean must be true or false")),
            ("custom:t", Kind::DateTime, "2024-01-02T03:04:05Z", None),
            ("custom:t", Kind::DateTime, "1700000000", None),
            (
                "custom:t",
                Kind::DateTime,
                "tomorrow",
                Some("DateTime must be an ISO 8601 time or epoch seconds"),
            ),
        ];
        for (name, kind, value, expected) in cases {
            assert_eq!(
                problem(&attribute(name, kind), value).as_deref(),
                expected,
                "{name} {value}"
            );
        }
        let long = "x".repeat(2049);
        assert!(problem(&attribute("custom:a", length(None, None)), &long).is_some());
    }
}
