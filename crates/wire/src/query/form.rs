//! `application/x-www-form-urlencoded`, strictly: UTF-8 only, no broken escapes, no name twice.

use crate::Malformed;

/// Most parameters of one request.
const PARAMETERS_MAX: usize = 10_000;

/// The decoded parameters in the order received. Names are unique.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Form {
    pairs: Vec<(String, String)>,
}

/// Reads a form body or the query string of a URL (without the `?`).
pub fn parse(text: &[u8]) -> Result<Form, Malformed> {
    let parts = text.split(|byte| *byte == b'&').filter(|part| !part.is_empty());
    let mut pairs = Vec::new();
    for part in parts {
        if pairs.len() == PARAMETERS_MAX {
            return Err(Malformed::new("Too many parameters"));
        }
        let cut = part.iter().position(|byte| *byte == b'=').unwrap_or(part.len());
        pairs.push((decode(&part[..cut])?, decode(part.get(cut + 1..).unwrap_or_default())?));
    }
    let mut names: Vec<&str> = pairs.iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    if names.windows(2).any(|pair| pair[0] == pair[1]) {
        return Err(Malformed::new("Parameter is given more than once"));
    }
    Ok(Form { pairs })
}

impl Form {
    pub fn get(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(it, _)| it == name).map(|(_, value)| value.as_str())
    }

    /// The operation's name.
    pub fn action(&self) -> Option<&str> {
        self.get("Action")
    }

    /// The API version, such as `2011-06-15`.
    pub fn version(&self) -> Option<&str> {
        self.get("Version")
    }

    pub fn pairs(&self) -> &[(String, String)] {
        &self.pairs
    }
}

fn decode(text: &[u8]) -> Result<String, Malformed> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((first, tail)) = rest.split_first() {
        rest = tail;
        bytes.push(match first {
            b'+' => b' ',
            b'%' => {
                let (high, low) = (tail.first().and_then(hex), tail.get(1).and_then(hex));
                let (Some(high), Some(low)) = (high, low) else { return Err(broken()) };
                rest = &tail[2..];
                high * 16 + low
            }
            other => *other,
        });
    }
    String::from_utf8(bytes).map_err(|_| broken())
}

fn hex(digit: &u8) -> Option<u8> {
    char::from(*digit).to_digit(16).map(|value| value as u8)
}

fn broken() -> Malformed {
    Malformed::new("Parameter is not valid percent-encoded UTF-8")
}
