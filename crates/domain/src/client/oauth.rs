//! Settings of the hosted endpoints: flows, scopes, redirect addresses.

use serde_json::Value;

use super::Known;
use crate::member::{list, lists, text, texts};
use crate::{Map, Refusal, refusal};

/// Scopes that every pool has.
pub(super) const BUILT_IN: [&str; 5] =
    ["openid", "email", "phone", "profile", "aws.cognito.signin.user.admin"];

/// Members that need `AllowedOAuthFlowsUserPoolClient`.
const OAUTH_ONLY: [&str; 4] =
    ["AllowedOAuthFlows", "AllowedOAuthScopes", "CallbackURLs", "LogoutURLs"];

/// Judges the OAuth members of a request.
pub(super) fn check(
    request: &Map,
    allowed: bool,
    secret: bool,
    known: &Known,
) -> Result<(), Refusal> {
    if !allowed {
        let stray = OAUTH_ONLY.iter().find(|name| !list(request, name).is_empty());
        let stray = stray
            .copied()
            .or_else(|| request.contains_key("DefaultRedirectURI").then_some("DefaultRedirectURI"));
        return match stray {
            None => Ok(()),
            Some(name) => Err(refusal::invalid_parameter(format!(
                "AllowedOAuthFlowsUserPoolClient must be true before {name} can be set."
            ))),
        };
    }
    flows(request, secret)?;
    scopes(request, known)?;
    for url in ["CallbackURLs", "LogoutURLs"].iter().flat_map(|name| texts(request, name)) {
        redirect(url)?;
    }
    match text(request, "DefaultRedirectURI") {
        Some(url) if !lists(request, "CallbackURLs", url) => Err(refusal::invalid_parameter(
            "DefaultRedirectURI must be in the list of CallbackURLs.",
        )),
        _ => Ok(()),
    }
}

fn flows(request: &Map, secret: bool) -> Result<(), Refusal> {
    let flows = texts(request, "AllowedOAuthFlows");
    let scopes = texts(request, "AllowedOAuthScopes");
    let machine = flows.contains(&"client_credentials");
    let problem = if flows.is_empty() || scopes.is_empty() {
        "AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use \
         OAuth flows."
    } else if machine && flows.len() > 1 {
        "client_credentials flow can not be selected along with code flow or implicit flow."
    } else if machine && !secret {
        "client_credentials flow can not be selected if client does not have a client secret."
    } else if machine && scopes.iter().any(|scope| BUILT_IN.contains(scope)) {
        "client_credentials flow can only be selected with custom scopes."
    } else {
        return Ok(());
    };
    Err(refusal::invalid_oauth_flow(problem))
}

fn scopes(request: &Map, known: &Known) -> Result<(), Refusal> {
    let exists = |scope: &&str| BUILT_IN.contains(scope) || known.scopes.contains(scope);
    match texts(request, "AllowedOAuthScopes").into_iter().find(|scope| !exists(scope)) {
        None => Ok(()),
        Some(scope) => {
            Err(refusal::scope_does_not_exist(format!("Invalid scope requested: {scope}")))
        }
    }
}

/// OA-R1: `https`, `http` on a loopback host, or a private-use scheme; exact strings later, so no
/// wildcards, fragments, credentials or control characters.
fn redirect(url: &str) -> Result<(), Refusal> {
    let refuse = |problem: &str| Err(refusal::invalid_parameter(format!("{url} {problem}")));
    let Some((scheme, rest)) = url.split_once(':') else {
        return refuse("is not a valid redirect URL.");
    };
    let plain = url.chars().all(|c| !c.is_whitespace() && !c.is_control() && c != '\\');
    if !plain || !is_scheme(scheme) || rest.is_empty() {
        return refuse("is not a valid redirect URL.");
    }
    if url.contains('#') {
        return refuse("cannot contain a fragment.");
    }
    if url.contains('*') {
        return refuse("cannot contain a wildcard.");
    }
    let authority =
        rest.strip_prefix("//").map(|rest| rest.split(['/', '?']).next().unwrap_or_default());
    if authority.is_some_and(|authority| authority.contains('@')) {
        return refuse("cannot contain user information.");
    }
    match (scheme, authority) {
        ("https", Some(host)) if !host.is_empty() => Ok(()),
        ("http", Some(host)) if is_loopback(host) => Ok(()),
        ("http", _) => refuse("cannot use the HTTP protocol."),
        ("https", _) => refuse("is not a valid redirect URL."),
        // What a browser would run or read instead of handing it to an application.
        ("javascript" | "data" | "vbscript" | "file" | "blob" | "about" | "view-source", _) => {
            refuse("is not a valid redirect URL.")
        }
        _ => Ok(()),
    }
}

/// A lower-case scheme: browsers fold it, our exact comparison does not.
fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"+-.".contains(&b))
}

fn is_loopback(authority: &str) -> bool {
    let (host, port) = match authority.strip_prefix("[::1]") {
        Some(port) => ("[::1]", port),
        None => authority.split_at(authority.find(':').unwrap_or(authority.len())),
    };
    let port_ok =
        port.is_empty() || port.strip_prefix(':').is_some_and(|p| p.parse::<u16>().is_ok());
    matches!(host, "localhost" | "127.0.0.1" | "[::1]") && port_ok
}

/// The members as they are stored, lists without duplicates.
pub(super) fn store(request: &Map, document: &mut Map) {
    for name in OAUTH_ONLY {
        let items = texts(request, name);
        if !items.is_empty() {
            document.insert(name.to_owned(), Value::from(items));
        }
    }
    if let Some(url) = request.get("DefaultRedirectURI") {
        document.insert("DefaultRedirectURI".to_owned(), url.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn oa_r1_redirect_urls() {
        for good in [
            "https://app.example.com/cb",
            "https://app.example.com:8443/cb?x=1",
            "http://localhost",
            "http://localhost:3000/cb",
            "http://127.0.0.1:8080",
            "http://[::1]:9/cb",
            "myapp://callback",
            "com.example.app:/oauth",
        ] {
            assert_eq!(redirect(good), Ok(()), "{good}");
        }
        for bad in [
            "app",
            "http://example.com/cb",
            "http://localhost.example.com",
            "http://localhost:x",
            "https://",
            "https:/x",
            "HTTPS://example.com",
            "https://example.com/#x",
            "https://*.example.com",
            "https://user@example.com",
            "https://exa mple.com",
            "https://example.com\\@evil.example",
            "javascript:alert(1)",
            "data:text/html,x",
            "1app://x",
            "myapp:",
        ] {
            assert!(redirect(bad).is_err(), "{bad}");
        }
        assert_eq!(
            redirect("http://example.com").unwrap_err().message,
            "http://example.com cannot use the HTTP protocol."
        );
    }
}
