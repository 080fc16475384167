//! Why a policy document was refused.

use std::fmt;

/// A document that is no policy of its kind: `MalformedPolicyDocument`, status 400.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Malformed {
    /// AWS's text where one is known, else ours.
    pub message: String,
    /// Where: `Statement[1].Condition.StringEqual`, or `line 3, column 7` where the text is no JSON.
    /// Empty for the document as a whole.
    pub place: String,
}

/// Documents may hold long names; refusals quote their beginnings.
const MESSAGE_CHARACTERS_MAX: usize = 512;
const NAME_CHARACTERS_MAX: usize = 128;

impl Malformed {
    pub(super) fn new(message: impl AsRef<str>) -> Malformed {
        let message = message.as_ref().chars().take(MESSAGE_CHARACTERS_MAX).collect();
        Malformed { message, place: String::new() }
    }

    pub(super) fn syntax() -> Malformed {
        Malformed::new("Syntax errors in policy.")
    }

    pub(super) fn prohibited(field: &str) -> Malformed {
        Malformed::new(format!("Has prohibited field {field}."))
    }

    pub(super) fn missing(field: &str) -> Malformed {
        Malformed::new(format!("Missing required field {field}."))
    }

    pub(super) fn no_vendor() -> Malformed {
        Malformed::new("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.")
    }

    /// Inside the element `name`.
    pub(super) fn within(mut self, name: &str) -> Malformed {
        let name: String = name.chars().take(NAME_CHARACTERS_MAX).collect();
        let dot = if self.place.is_empty() || self.place.starts_with('[') { "" } else { "." };
        self.place = format!("{name}{dot}{}", self.place);
        self
    }

    /// Inside the entry `at` of a list.
    pub(super) fn nth(self, at: usize) -> Malformed {
        self.within(&format!("[{at}]"))
    }
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        if self.place.is_empty() { Ok(()) } else { write!(f, " ({})", self.place) }
    }
}

impl std::error::Error for Malformed {}
