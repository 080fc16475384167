//! What a value of a setting may look like, and how it is read from TOML and from plain text.

use std::net::{IpAddr, SocketAddr};

use toml::Value;

use super::mail_server::MailServer;
use super::network::Network;
use super::rates::Rates;

/// The kind of a setting's value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// Any text; empty means "not set".
    Text,
    /// `address:port`; an empty text is allowed when the setting is optional.
    Address { optional: bool },
    /// `http://host[:port]` or `https://host[:port]`, or empty.
    BaseUrl,
    /// `host:port` of a mail server, or empty.
    MailServer,
    /// Exactly this many ASCII digits.
    Digits(usize),
    /// A whole number within these bounds, both included.
    Integer { min: i64, max: i64 },
    /// `true` or `false`.
    Boolean,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A list of texts.
    Texts,
    /// A list of addresses or networks in CIDR notation.
    Networks,
    /// `off`, `aws`, or a table of whole numbers by name.
    Rates,
}

impl Kind {
    /// Checks a value read from TOML. The error says what was expected.
    pub fn check(&self, value: &Value) -> Result<(), String> {
        match self {
            Kind::Text => text(value).map(drop),
            Kind::Address { optional } => {
                let text = text(value)?;
                if *optional && text.is_empty() || text.parse::<SocketAddr>().is_ok() {
                    return Ok(());
                }
                Err("expected an address with a port, such as 127.0.0.1:9229 or [::1]:9229".into())
            }
            Kind::BaseUrl => base_url(text(value)?),
            Kind::MailServer => match text(value)? {
                "" => Ok(()),
                server => server.parse::<MailServer>().map(drop),
            },
            Kind::Digits(count) => {
                let text = text(value)?;
                if text.len() == *count && text.bytes().all(|byte| byte.is_ascii_digit()) {
                    return Ok(());
                }
                Err(format!("expected a text of {count} digits"))
            }
            Kind::Integer { min, max } => match value.as_integer() {
                Some(number) if (*min..=*max).contains(&number) => Ok(()),
                _ => Err(format!("expected a whole number from {min} to {max}")),
            },
            Kind::Boolean => value.as_bool().map(drop).ok_or("expected true or false".into()),
            Kind::Choice(words) => {
                if words.contains(&text(value)?) {
                    return Ok(());
                }
                Err(format!("expected one of {}", words.join(", ")))
            }
            Kind::Texts => texts(value).map(drop),
            Kind::Networks => {
                for text in texts(value)? {
                    text.parse::<Network>().map_err(|why| format!("\"{text}\": {why}"))?;
                }
                Ok(())
            }
            Kind::Rates => Rates::of(value).map(drop),
        }
    }

    /// Reads a value given as plain text (environment variable or flag). Lists are separated by commas.
    pub fn read(&self, text: &str) -> Result<Value, String> {
        let value = match self {
            Kind::Integer { min, max } => Value::Integer(
                text.trim()
                    .parse()
                    .map_err(|_| format!("expected a whole number from {min} to {max}"))?,
            ),
            Kind::Boolean => match text.trim() {
                "true" => Value::Boolean(true),
                "false" => Value::Boolean(false),
                _ => return Err("expected true or false".into()),
            },
            Kind::Texts | Kind::Networks => Value::Array(
                text.split(',')
                    .map(str::trim)
                    .filter(|item| !item.is_empty())
                    .map(|item| Value::String(item.to_owned()))
                    .collect(),
            ),
            Kind::Rates => Rates::read(text)?,
            _ => Value::String(text.to_owned()),
        };
        self.check(&value)?;
        Ok(value)
    }
}

fn text(value: &Value) -> Result<&str, String> {
    value.as_str().ok_or_else(|| format!("expected a text, found {}", value.type_str()))
}

fn texts(value: &Value) -> Result<Vec<&str>, String> {
    let list =
        value.as_array().ok_or_else(|| format!("expected a list, found {}", value.type_str()))?;
    list.iter().map(text).collect()
}

/// A public base URL has a scheme, a host and perhaps a port, and nothing else (HO-1).
fn base_url(text: &str) -> Result<(), String> {
    if text.is_empty() {
        return Ok(());
    }
    let expected = "expected a URL without a path, such as https://login.example.com";
    let rest = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"))
        .ok_or_else(|| expected.to_owned())?;
    let authority: http::uri::Authority = rest.parse().map_err(|_| expected.to_owned())?;
    if authority.as_str() != rest || rest.contains('@') {
        return Err(expected.to_owned());
    }
    let host = authority.host();
    let bracketed = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    let plausible = match bracketed {
        Some(literal) => literal.parse::<IpAddr>().is_ok(),
        None => !host.is_empty() && host == host.to_ascii_lowercase(),
    };
    if plausible { Ok(()) } else { Err(format!("{expected}; the host in lower case")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_checked_by_kind() {
        let good: &[(Kind, &str)] = &[
            (Kind::Address { optional: false }, "127.0.0.1:0"),
            (Kind::Address { optional: true }, ""),
            (Kind::BaseUrl, "https://login.example.com"),
            (Kind::BaseUrl, "http://[::1]:9229"),
            (Kind::Digits(12), "000000000000"),
            (Kind::Integer { min: 1, max: 9 }, "9"),
            (Kind::Boolean, "true"),
            (Kind::Choice(&["off", "aws"]), "aws"),
            (Kind::Texts, "a, b"),
            (Kind::Networks, "10.0.0.0/8,::1"),
            (Kind::Rates, "off"),
            (Kind::Rates, "aws"),
            (Kind::Rates, "UserAuthentication=120, SignUp = 5"),
        ];
        for (kind, text) in good {
            assert!(kind.read(text).is_ok(), "{kind:?} {text}");
        }
        let bad: &[(Kind, &str)] = &[
            (Kind::Address { optional: false }, ""),
            (Kind::Address { optional: true }, "localhost"),
            (Kind::BaseUrl, "https://login.example.com/"),
            (Kind::BaseUrl, "https://Login.example.com"),
            (Kind::BaseUrl, "https://user@login.example.com"),
            (Kind::BaseUrl, "login.example.com"),
            (Kind::Digits(12), "12345"),
            (Kind::Integer { min: 1, max: 9 }, "10"),
            (Kind::Boolean, "yes"),
            (Kind::Choice(&["off", "aws"]), "on"),
            (Kind::Networks, "10.0.0.0/33"),
            (Kind::Rates, "on"),
            (Kind::Rates, "UserAuthentication=0"),
            (Kind::Rates, "UserAuthentication=many"),
            (Kind::Rates, "SignUpp=5"),
        ];
        for (kind, text) in bad {
            assert!(kind.read(text).is_err(), "{kind:?} {text}");
        }
    }
}
