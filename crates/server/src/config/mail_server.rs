//! `host:port` of a mail server.

use std::net::IpAddr;
use std::str::FromStr;

/// Where a mail server is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailServer {
    /// A name, or an address without brackets.
    pub host: String,
    pub port: u16,
}

impl FromStr for MailServer {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let expected = || "expected a host with a port, such as smtp.example.com:587".to_owned();
        let (host, port) = text.rsplit_once(':').ok_or_else(expected)?;
        let port = port.parse().ok().filter(|port| *port > 0).ok_or_else(expected)?;
        let literal = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
        let plausible = match literal {
            Some(address) => address.parse::<IpAddr>().is_ok_and(|address| address.is_ipv6()),
            None => {
                !host.is_empty()
                    && host.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._".contains(&b))
            }
        };
        if !plausible {
            return Err(expected());
        }
        Ok(MailServer { host: literal.unwrap_or(host).to_owned(), port })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_and_a_port() {
        let server = |text: &str| text.parse::<MailServer>().map(|at| (at.host, at.port));
        assert_eq!(server("smtp.example.com:587"), Ok(("smtp.example.com".into(), 587)));
        assert_eq!(server("[::1]:25"), Ok(("::1".into(), 25)));
        assert_eq!(server("127.0.0.1:2525"), Ok(("127.0.0.1".into(), 2525)));
        for bad in ["smtp.example.com", ":25", "a:0", "a:x", "::1:25", "a b:25", "smtp://a:25"] {
            assert!(server(bad).is_err(), "{bad}");
        }
    }
}
