//! A URL that may be called.

use http::uri::{PathAndQuery, Scheme};
use http::{HeaderValue, Uri};

use crate::router::host::loopback;

/// An `https` URL, or an `http` one whose host names this machine.
#[derive(Clone, Debug)]
pub struct Target {
    pub tls: bool,
    /// A name, or an address without brackets.
    pub host: String,
    pub port: u16,
    pub path: Uri,
    pub host_header: HeaderValue,
}

impl Target {
    /// The error says what is wrong with the URL.
    pub fn parse(url: &str) -> Result<Target, String> {
        let target = Target::any(url)?;
        if !target.tls && !loopback(&target.host) {
            return Err("expected https, since the host is not this machine".to_owned());
        }
        Ok(target)
    }

    /// Also `http` to other machines, for what an operator calls by hand.
    pub fn any(url: &str) -> Result<Target, String> {
        let expected = || "expected a URL such as https://hooks.example.com/sms".to_owned();
        let uri: Uri = url.parse().map_err(|_| expected())?;
        let tls = match uri.scheme() {
            Some(scheme) if *scheme == Scheme::HTTPS => true,
            Some(scheme) if *scheme == Scheme::HTTP => false,
            _ => return Err(expected()),
        };
        let authority = uri.authority().ok_or_else(expected)?;
        if authority.as_str().contains('@') {
            return Err("expected a URL without a user name".to_owned());
        }
        if url.contains('#') {
            return Err("expected a URL without a fragment".to_owned());
        }
        let host = authority.host();
        let host = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
        let path = uri.path_and_query().map_or("/", PathAndQuery::as_str);
        Ok(Target {
            tls,
            host: host.to_ascii_lowercase(),
            port: authority.port_u16().unwrap_or(if tls { 443 } else { 80 }),
            path: path.parse().map_err(|_| expected())?,
            host_header: HeaderValue::from_str(authority.as_str()).map_err(|_| expected())?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eg_1_https_or_this_machine() {
        for url in [
            "https://hooks.example.com/sms?x=1",
            "https://hooks.example.com:8443",
            "https://10.0.0.1/",
            "http://localhost:9000/sms",
            "http://127.0.0.1:9000/sms",
            "http://[::1]:9000/sms",
        ] {
            assert!(Target::parse(url).is_ok(), "{url}");
        }
        for url in [
            "",
            "hooks.example.com",
            "http://hooks.example.com/",
            "http://10.0.0.1/",
            "http://localhost.evil.example/",
            "ftp://localhost/",
            "https://user:password@hooks.example.com/",
            "https://hooks.example.com/#a",
            "/sms",
        ] {
            assert!(Target::parse(url).is_err(), "{url}");
        }
        let target = Target::parse("https://Hooks.Example.com:8443/a?b=c").unwrap();
        assert_eq!((target.host.as_str(), target.port), ("hooks.example.com", 8443));
        assert_eq!(target.path.to_string(), "/a?b=c");
        assert_eq!(target.host_header, "Hooks.Example.com:8443");
        assert_eq!(Target::parse("http://[::1]").unwrap().host, "::1");
    }
}
