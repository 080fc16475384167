//! Requests of IAM and STS: forms, answered in XML.

use anyhow::{Context, Result, bail};

use crate::api::{Key, sign_and_assemble};
use crate::http::{Answer, Connection};

/// One of the query APIs.
#[derive(Clone, Copy, Debug)]
pub struct QueryApi {
    version: &'static str,
    signing_name: &'static str,
}

pub const IAM: QueryApi = QueryApi { version: "2010-05-08", signing_name: "iam" };
pub const STS: QueryApi = QueryApi { version: "2011-06-15", signing_name: "sts" };

impl QueryApi {
    /// The bytes of a call signed now.
    pub fn signed(
        &self,
        host: &str,
        operation: &str,
        parameters: &[(&str, &str)],
        key: &Key,
    ) -> Result<Vec<u8>> {
        let mut body = format!("Action={operation}&Version={}", self.version);
        for (name, value) in parameters {
            body.push_str(&format!("&{name}={}", escaped(value)));
        }
        let kind = "application/x-www-form-urlencoded; charset=utf-8";
        let headers = [("host", host), ("content-type", kind)];
        sign_and_assemble(&headers, body.as_bytes(), key, self.signing_name)
    }

    /// One signed call; the XML of its answer.
    pub fn call(
        &self,
        to: &mut Connection,
        host: &str,
        key: &Key,
        operation: &str,
        parameters: &[(&str, &str)],
    ) -> Result<String> {
        let answer = to.exchange(&self.signed(host, operation, parameters, key)?)?;
        read(&answer).with_context(|| operation.to_owned())
    }
}

/// An XML answer; anything but success is an error with the server's words.
pub fn read(answer: &Answer) -> Result<String> {
    let text = String::from_utf8_lossy(&answer.body);
    if answer.status != 200 {
        bail!("{}: {text}", answer.status);
    }
    Ok(text.into_owned())
}

/// The text of the first element of this name. Keys, ARNs and tokens hold nothing that XML escapes.
pub fn element(xml: &str, name: &str) -> Result<String> {
    let (_, rest) =
        xml.split_once(&format!("<{name}>")).with_context(|| format!("no {name} in {xml}"))?;
    Ok(rest.split('<').next().unwrap_or_default().to_owned())
}

/// The access key of CreateAccessKey, or the temporary credentials of STS.
pub fn key(xml: &str) -> Result<Key> {
    Ok(Key {
        id: element(xml, "AccessKeyId")?,
        secret: element(xml, "SecretAccessKey")?,
        token: element(xml, "SessionToken").ok(),
    })
}

fn escaped(value: &str) -> String {
    let mut out = String::new();
    for byte in value.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                out.push(char::from(byte));
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_found_and_values_escaped() {
        let xml = "<A><SecretAccessKey>a+/b</SecretAccessKey><AccessKeyId>AKIA</AccessKeyId></A>";
        let key = key(xml).unwrap();
        assert_eq!((key.id.as_str(), key.secret.as_str()), ("AKIA", "a+/b"));
        assert!(key.token.is_none() && element(xml, "None").is_err());
        assert_eq!(escaped("a b+{\u{e9}}"), "a%20b%2B%7B%C3%A9%7D");
    }
}
