//! The domains of user pools: under which names a pool shows its pages, and which pool a name is of.
//!
//! A prefix domain is `<prefix>.auth.<region>` below the base URL's host, or, for whoever cannot
//! resolve that, the path `/_domain/<prefix>` of the base URL. Links in messages take the path: it works
//! wherever the base URL does, without a wildcard in DNS and certificate.

use std::sync::Arc;

use http::Request;
use http::header::HOST;
use http::uri::Uri;

use cognate_domain::Pool;
use cognate_domain::domain_name::{self, Domain, Kind, Reached};
use cognate_store::records::domain;

use crate::config::Config;
use crate::cx::Cx;
use crate::error::Result;
use crate::pages::Place;

/// The first segment of a domain's path form.
const PATH: &str = "/_domain/";
/// Between a prefix and its region, in both forms.
const AUTH: &str = ".auth.";
/// After all keys of prefixes, and before all host names, in the order of bytes.
pub const AFTER_PREFIXES: &str = "/~";

/// The row of a domain. Prefixes are unique in their region, which is the pool's; no host name begins
/// with a slash.
pub fn key(region: &str, name: &str) -> String {
    match domain_name::kind(name) {
        Kind::Prefix => format!("/{region}/{name}"),
        Kind::Custom => name.to_owned(),
    }
}

/// The record as the rules know it, by the name that the API spells.
pub fn of_row(row: domain::Domain) -> Domain {
    let name = row.domain.rsplit_once('/').map_or(row.domain.as_str(), |(_, prefix)| prefix);
    Domain {
        pool: row.pool,
        name: name.to_owned(),
        document: row.document,
        version: row.version,
        created: row.created,
        modified: row.modified,
    }
}

/// The row of a domain of this pool.
pub fn row(pool: &Pool, domain: &Domain) -> domain::Domain {
    domain::Domain {
        domain: key(&pool.region, &domain.name),
        pool: domain.pool,
        document: domain.document.clone(),
        version: domain.version,
        created: domain.created,
        modified: domain.modified,
    }
}

impl Cx {
    /// The domain of a row key, and its pool. None when nobody has it, or the pool is deleted: its
    /// domains wait for the sweep then.
    pub async fn domain(&self, key: &str) -> Result<Option<(Domain, Arc<Pool>)>> {
        let Some(row) = domain::find(self.store(), key).await? else { return Ok(None) };
        let pool = self.pool_by_key(row.pool).await?;
        Ok(pool.map(|pool| (of_row(row), pool)))
    }

    /// A pool's domains: at most a prefix and a custom one.
    pub async fn domains_of(&self, pool: &Pool) -> Result<Vec<Domain>> {
        let rows = domain::of_pool(self.store(), pool.key).await?;
        Ok(rows.into_iter().map(of_row).collect())
    }

    /// Where the pool's pages are, for links in messages: a URL without a trailing slash. None when the
    /// pool has no domain that is served: a prefix.
    pub async fn pages_url(&self, pool: &Pool) -> Result<Option<String>> {
        let domains = self.domains_of(pool).await?;
        let Some(domain) = domains.iter().find(|domain| domain.kind() == Kind::Prefix) else {
            return Ok(None);
        };
        let Config { base_url, region, .. } = self.config();
        let prefix = &domain.name;
        Ok(Some(match *region == pool.region {
            true => format!("{base_url}{PATH}{prefix}"),
            false => format!("{base_url}{PATH}{prefix}{AUTH}{}", pool.region),
        }))
    }
}

/// The place among pools' pages that a request is for; None when it is for something else.
pub fn place<T>(config: &Config, request: &Request<T>) -> Option<Place> {
    place_of(config, request.uri(), request.headers().get(HOST).and_then(|host| host.to_str().ok()))
}

/// As [`place`], from the parts that decide: `host` is the header, which a target with an authority
/// does not need.
pub fn place_of(config: &Config, uri: &Uri, host: Option<&str>) -> Option<Place> {
    let path = uri.path();
    if let Some(rest) = path.strip_prefix(PATH) {
        let (name, path) = match rest.find('/') {
            Some(at) => rest.split_at(at),
            None => (rest, "/"),
        };
        let (prefix, region) = name.split_once(AUTH).unwrap_or((name, &config.region));
        return Some(Place {
            domain: key(region, prefix),
            base: format!("{PATH}{name}"),
            path: path.to_owned(),
        });
    }
    let host = uri.authority().map_or(host, |authority| Some(authority.host()))?;
    // Names below localhost mean this machine, whichever address the base URL has.
    [public_host(config), "localhost"].into_iter().find_map(|base| {
        match domain_name::reached(host, base) {
            Reached::Prefix { prefix, region } => Some(Place {
                domain: key(&region, &prefix),
                base: String::new(),
                path: path.to_owned(),
            }),
            Reached::Custom(_) => None,
        }
    })
}

/// The host of the base URL, which custom domains' DNS entries point to.
pub fn public_host(config: &Config) -> &str {
    let url = config.base_url.as_str();
    let authority = url.split_once("://").map_or(url, |(_, authority)| authority);
    match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) => host,
        _ => authority,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{IdentityPools, Limits};

    fn config(base_url: &str) -> Config {
        Config {
            account: "123456789012".into(),
            region: "eu-central-1".into(),
            regions: Vec::new(),
            sites: Vec::new(),
            base_url: base_url.into(),
            dev: None,
            identity_pools: IdentityPools::default(),
            limits: Limits::default(),
        }
    }

    fn found(base_url: &str, host: &str, path: &str) -> Option<(String, String, String)> {
        let request = Request::get(path).header(HOST, host).body(()).unwrap();
        place(&config(base_url), &request).map(|place| (place.domain, place.base, place.path))
    }

    #[test]
    fn both_forms_name_a_domain_and_a_path_below_it() {
        let is = |domain: &str, base: &str, path: &str| {
            Some((domain.to_owned(), base.to_owned(), path.to_owned()))
        };
        let base = "https://login.example.com:8443";
        for (host, path, expected) in [
            ("login.example.com", "/", None),
            ("login.example.com", "/_domains/a/", None),
            (
                "login.example.com",
                "/_domain/app/confirmUser?x=1",
                is("/eu-central-1/app", "/_domain/app", "/confirmUser"),
            ),
            ("login.example.com", "/_domain/app", is("/eu-central-1/app", "/_domain/app", "/")),
            (
                "10.0.0.1:9229",
                "/_domain/app.auth.us-east-1/login",
                is("/us-east-1/app", "/_domain/app.auth.us-east-1", "/login"),
            ),
            (
                "App.auth.us-east-1.login.example.com.:8443",
                "/confirmUser",
                is("/us-east-1/app", "", "/confirmUser"),
            ),
            ("app.auth.us-east-1.amazoncognito.com", "/", is("/us-east-1/app", "", "/")),
            ("app.auth.us-east-1.localhost:9229", "/", is("/us-east-1/app", "", "/")),
            ("app.us-east-1.login.example.com", "/", None),
            ("app.auth.us-east-1.evil-login.example.com", "/", None),
            ("app.auth.us-east-1.example.com", "/", None),
        ] {
            assert_eq!(found(base, host, path), expected, "{host} {path}");
        }
        let target = Request::get("http://app.auth.us-east-1.localhost:9229/login");
        let place = place(&config("http://localhost:9229"), &target.body(()).unwrap()).unwrap();
        assert_eq!((place.domain.as_str(), place.path.as_str()), ("/us-east-1/app", "/login"));
    }
}
