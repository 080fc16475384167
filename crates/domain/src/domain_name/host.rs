//! Host names under which a domain is reached.

/// The suffix of AWS's own prefix domains, for tests that point a resolver here.
const AWS_BASE: &str = "amazoncognito.com";

/// What a request's host name says about the domain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reached {
    Prefix {
        prefix: String,
        region: String,
    },
    /// Any other name, in lower case, without port and final dot.
    Custom(String),
}

/// `<prefix>.auth.<region>.<base>`
pub fn prefix_host(prefix: &str, region: &str, base: &str) -> String {
    format!("{prefix}.auth.{region}.{base}")
}

/// Reads a `Host` header, with or without a port.
pub fn reached(host: &str, base: &str) -> Reached {
    let host = host.to_ascii_lowercase();
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host.as_str(),
    };
    let name = name.strip_suffix('.').unwrap_or(name);
    let below = [base, AWS_BASE].iter().find_map(|base| {
        let (prefix, region) = name.strip_suffix(base)?.strip_suffix('.')?.split_once(".auth.")?;
        let fits = !prefix.is_empty() && !prefix.contains('.') && !region.is_empty();
        (fits && !region.contains('.'))
            .then(|| Reached::Prefix { prefix: prefix.to_owned(), region: region.to_owned() })
    });
    below.unwrap_or_else(|| Reached::Custom(name.to_owned()))
}
