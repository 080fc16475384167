//! The grammar of `Filter`:
//!
//! ```text
//! filter := ws? name ws? ("=" | "^=") ws? '"' ( [^"\\] | '\"' | '\\' )* '"' ws?
//! ```

use std::fmt;
use std::str::FromStr;

use crate::{Refusal, refusal};

/// One comparison, whatever the name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    pub name: String,
    /// `^=` instead of `=`.
    pub prefix: bool,
    pub operand: String,
}

impl FromStr for Term {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Term, Refusal> {
        read(text).ok_or_else(|| refusal::invalid_parameter("Error while parsing filter"))
    }
}

fn read(text: &str) -> Option<Term> {
    let text = text.trim_start();
    let end = text.find(|c: char| c.is_whitespace() || "=^\"\\".contains(c))?;
    let (name, rest) = text.split_at(end);
    let rest = rest.trim_start();
    let (prefix, rest) = match rest.strip_prefix("^=") {
        Some(rest) => (true, rest),
        None => (false, rest.strip_prefix('=')?),
    };
    let (operand, rest) = quoted(rest.trim_start())?;
    (!name.is_empty() && rest.trim_start().is_empty()).then(|| Term {
        name: name.to_owned(),
        prefix,
        operand,
    })
}

/// The quoted text at the beginning, and what follows.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut chars = text.strip_prefix('"')?.chars();
    let mut operand = String::new();
    loop {
        match chars.next()? {
            '"' => return Some((operand, chars.as_str())),
            '\\' => operand.push(chars.next().filter(|c| matches!(c, '"' | '\\'))?),
            c => operand.push(c),
        }
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let operator = if self.prefix { "^=" } else { "=" };
        let operand = self.operand.replace('\\', "\\\\").replace('"', "\\\"");
        write!(f, "{} {operator} \"{operand}\"", self.name)
    }
}
