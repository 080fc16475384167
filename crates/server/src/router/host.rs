//! Which `Host` a request names, and whether this server answers for it (HO-1).

use std::net::IpAddr;

use http::header::HOST;
use http::request::Parts;
use http::uri::Authority;

use crate::config::{Config, Mode};

/// The host names that are answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hosts {
    /// No base URL is configured.
    Any,
    /// The host of the base URL, the names below it (domains of pools), and further names; a name with
    /// a leading dot stands for all below it.
    Named(Vec<String>),
    /// `--dev`: names that mean this machine, so that a foreign page cannot point its own name here;
    /// with `--dev-network` also addresses and names that no public site has.
    Dev { network: bool, named: Vec<String> },
}

impl Hosts {
    pub fn of(config: &Config, mode: Mode) -> Self {
        let mut named = config.server.hosts.clone();
        let base = config.server.base_url.as_deref().and_then(host_of_url);
        if let Some(base) = &base {
            named.push(format!(".{base}"));
            named.push(base.clone());
        }
        match (mode.dev, base) {
            (true, _) => Hosts::Dev { network: mode.dev_network, named },
            (false, Some(_)) => Hosts::Named(named),
            (false, None) if !named.is_empty() => Hosts::Named(named),
            (false, None) => Hosts::Any,
        }
    }

    /// Whether a host, in lower case and without port, is answered.
    pub fn answer(&self, host: &str) -> bool {
        let among = |named: &[String]| {
            named.iter().any(|name| match name.starts_with('.') {
                true => host.len() > name.len() && host.ends_with(name.as_str()),
                false => host == name,
            })
        };
        match self {
            Hosts::Any => true,
            Hosts::Named(named) => among(named),
            Hosts::Dev { network, named } => {
                let literal = host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok();
                loopback(host)
                    || among(named)
                    || *network
                        && (literal || !host.contains('.') || host == "host.docker.internal")
            }
        }
    }
}

/// Whether a host name means this machine: `localhost`, below it, and loopback addresses.
pub fn loopback(host: &str) -> bool {
    let host = host.strip_suffix('.').unwrap_or(host);
    let literal = host.strip_prefix('[').and_then(|h| h.strip_suffix(']')).unwrap_or(host);
    host == "localhost"
        || host.ends_with(".localhost")
        || literal.parse::<IpAddr>().is_ok_and(|address| address.to_canonical().is_loopback())
}

/// The host of a configured URL, in lower case and without port.
pub fn host_of_url(url: &str) -> Option<String> {
    let authority = url.split_once("://")?.1.parse::<Authority>().ok()?;
    Some(authority.host().to_ascii_lowercase())
}

/// The host of a request in lower case and without port. HTTP/2 names it in the target, HTTP/1 in one
/// `Host` header; where both are, they agree.
pub fn host(head: &Parts) -> Option<String> {
    let mut headers = head.headers.get_all(HOST).iter();
    let header = match (headers.next(), headers.next()) {
        (Some(value), None) => Some(value.to_str().ok()?.parse::<Authority>().ok()?),
        (None, _) => None,
        (Some(_), Some(_)) => return None,
    };
    let authority = match (head.uri.authority(), header) {
        (Some(target), Some(header)) if *target != header => return None,
        (Some(target), _) => target.clone(),
        (None, header) => header?,
    };
    if authority.as_str().contains('@') || authority.host().is_empty() {
        return None;
    }
    Some(authority.host().to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ho_1_unknown_hosts_are_not_answered() {
        let named = Hosts::Named(vec!["login.example.com".into(), ".login.example.com".into()]);
        assert!(named.answer("login.example.com"));
        assert!(named.answer("a.auth.us-east-1.login.example.com"));
        assert!(!named.answer("example.com"));
        assert!(!named.answer("evil-login.example.com"));
        assert!(!named.answer("localhost"));
        assert!(Hosts::Any.answer("whatever"));
    }

    #[test]
    fn bs_2_dev_answers_names_of_this_machine() {
        let dev = Hosts::Dev { network: false, named: vec![] };
        for host in ["localhost", "a.localhost", "127.0.0.1", "127.1.2.3", "[::1]", "localhost."] {
            assert!(dev.answer(host), "{host}");
        }
        for host in ["evil.example", "localhost.evil.example", "192.0.2.1", "cognate"] {
            assert!(!dev.answer(host), "{host}");
        }
        let network = Hosts::Dev { network: true, named: vec![".test".into()] };
        for host in ["cognate", "192.0.2.1", "[2001:db8::1]", "host.docker.internal", "app.test"] {
            assert!(network.answer(host), "{host}");
        }
        assert!(!network.answer("evil.example"));
    }

    #[test]
    fn one_host_or_none() {
        let head = |uri: &str, hosts: &[&str]| {
            let mut builder = http::Request::get(uri);
            for host in hosts {
                builder = builder.header(HOST, *host);
            }
            host(&builder.body(()).unwrap().into_parts().0)
        };
        assert_eq!(head("/", &["A.Example:99"]).as_deref(), Some("a.example"));
        assert_eq!(head("http://a.example:99/", &[]).as_deref(), Some("a.example"));
        assert_eq!(head("http://a.example/", &["a.example"]).as_deref(), Some("a.example"));
        assert_eq!(head("/", &["[::1]:99"]).as_deref(), Some("[::1]"));
        assert_eq!(head("http://a.example/", &["b.example"]), None);
        assert_eq!(head("/", &["a", "a"]), None);
        assert_eq!(head("/", &[]), None);
        assert_eq!(head("/", &["me@a"]), None);
    }
}
