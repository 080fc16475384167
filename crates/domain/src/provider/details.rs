//! `ProviderDetails` of each type: which there are, which must be there, and what is added.

use super::{Kind, Texts};
use crate::member::text;
use crate::{Map, Refusal, refusal};

/// What an OIDC provider may name itself, and what its discovery document calls it.
pub const ENDPOINTS: [(&str, &str); 4] = [
    ("authorize_url", "authorization_endpoint"),
    ("token_url", "token_endpoint"),
    ("attributes_url", "userinfo_endpoint"),
    ("jwks_uri", "jwks_uri"),
];

/// What Describe shows, but no request sets.
const DERIVED: [&str; 3] =
    ["SSORedirectBindingURI", "SLORedirectBindingURI", "ActiveEncryptionCertificate"];

/// The details that are kept sealed.
const SECRET: [&str; 2] = ["client_secret", "private_key"];

const FACEBOOK_VERSION: &str = "v17.0";

/// Details and secrets, judged and completed.
pub(super) fn accept(kind: Kind, given: &Texts) -> Result<(Texts, Texts), Refusal> {
    known(kind, given)?;
    required(kind, given)?;
    let mut details = given.clone();
    details.retain(|name, _| !DERIVED.contains(&name.as_str()));
    match kind {
        Kind::Saml => saml(&details)?,
        Kind::Oidc => oidc(&details)?,
        _ => {}
    }
    for (name, value) in defaults(kind, &details)? {
        details.entry(name.to_owned()).or_insert(value);
    }
    if kind != Kind::Saml {
        urls(&details)?;
    }
    let mut secrets = Texts::new();
    for name in SECRET {
        if let Some(secret) = details.remove(name) {
            secrets.insert(name.to_owned(), secret);
        }
    }
    Ok((details, secrets))
}

/// The endpoints that a discovery document adds to the details.
pub fn discovered(details: &Texts, document: &Map) -> Result<Texts, Refusal> {
    let issuer = details.get("oidc_issuer").map_or("", |issuer| issuer.trim_end_matches('/'));
    let own = text(document, "issuer").unwrap_or_default();
    // A provider of many tenants writes a place for the tenant: which ones count is for sign-in.
    if own.trim_end_matches('/') != issuer && !own.contains("{tenantid}") {
        return Err(refusal::invalid_parameter(format!(
            "The issuer in the discovery document is not {issuer}."
        )));
    }
    let mut found = Texts::from([("issuer".to_owned(), own.to_owned())]);
    for (name, member) in ENDPOINTS.iter().filter(|(name, _)| !details.contains_key(*name)) {
        match text(document, member) {
            Some(url) => {
                check_url(url)?;
                found.insert((*name).to_owned(), url.to_owned());
            }
            None if *name == "attributes_url" => {}
            None => {
                return Err(refusal::invalid_parameter(format!(
                    "The discovery document has no {member}."
                )));
            }
        }
    }
    Ok(found)
}

fn known(kind: Kind, given: &Texts) -> Result<(), Refusal> {
    const SAML: &[&str] = &[
        "MetadataURL",
        "MetadataFile",
        "IDPSignout",
        "IDPInit",
        "EncryptedResponses",
        "RequestSigningAlgorithm",
    ];
    const OAUTH: &[&str] = &[
        "client_id",
        "authorize_scopes",
        "attributes_url",
        "attributes_url_add_attributes",
        "attributes_request_method",
        "authorize_url",
        "token_url",
        "token_request_method",
        "oidc_issuer",
        "jwks_uri",
    ];
    let (shared, own): (&[&str], &[&str]) = match kind {
        Kind::Saml => (SAML, &DERIVED),
        Kind::Facebook => (OAUTH, &["client_secret", "api_version"]),
        Kind::SignInWithApple => (OAUTH, &["team_id", "key_id", "private_key"]),
        Kind::Google | Kind::LoginWithAmazon | Kind::Oidc => (OAUTH, &["client_secret"]),
    };
    let is_known = |name: &str| shared.contains(&name) || own.contains(&name);
    match given.keys().find(|name| !is_known(name)) {
        None => Ok(()),
        Some(name) => Err(refusal::invalid_parameter(format!(
            "{name} is not an idp detail of providers of type {}.",
            kind.as_str()
        ))),
    }
}

fn required(kind: Kind, given: &Texts) -> Result<(), Refusal> {
    let (names, problem): (&[&str], _) = match kind {
        Kind::Saml => return Ok(()),
        Kind::Oidc => (
            &["client_id", "authorize_scopes", "oidc_issuer", "attributes_request_method"],
            "clientId, authorizeScopes, oidcIssuer and attributesRequestMethod are all required idp \
             details.",
        ),
        Kind::SignInWithApple => (
            &["client_id", "private_key", "team_id", "key_id"],
            "clientId, privateKey, teamId, and keyId are all required idp details.",
        ),
        Kind::Facebook | Kind::Google | Kind::LoginWithAmazon => (
            &["client_id", "client_secret", "authorize_scopes"],
            "clientId, clientSecret and authorizeScopes are all required idp details.",
        ),
    };
    if names.iter().any(|name| given.get(*name).is_none_or(String::is_empty)) {
        return Err(refusal::invalid_parameter(problem));
    }
    Ok(())
}

fn saml(details: &Texts) -> Result<(), Refusal> {
    let has = |name: &str| details.get(name).is_some_and(|value| !value.is_empty());
    let problem = match (has("MetadataURL"), has("MetadataFile")) {
        (true, true) => "Only one of the MetadataURL or MetadataFile should be provided.",
        (false, false) => "At least one of the MetadataURL or MetadataFile should be provided.",
        _ => "",
    };
    if !problem.is_empty() {
        return Err(refusal::invalid_parameter(problem));
    }
    if let Some(url) = details.get("MetadataURL").filter(|url| !url.is_empty()) {
        check_url(url)?;
    }
    for name in ["IDPSignout", "IDPInit", "EncryptedResponses"] {
        one_of(details, name, &["true", "false"])?;
    }
    one_of(details, "RequestSigningAlgorithm", &["rsa-sha256"])
}

fn oidc(details: &Texts) -> Result<(), Refusal> {
    one_of(details, "attributes_request_method", &["POST", "GET"])?;
    let issuer = details.get("oidc_issuer").map_or("", String::as_str);
    if !is_https(issuer) {
        return Err(refusal::invalid_parameter("OIDC endpoint must start with https://"));
    }
    if issuer.ends_with('/') || issuer.contains(['?', '#']) {
        return Err(refusal::invalid_parameter(
            "The oidc_issuer must not end with a slash, and has no query and no fragment.",
        ));
    }
    Ok(())
}

/// What AWS adds to the details of each type, unless the request says otherwise.
fn defaults(kind: Kind, details: &Texts) -> Result<Vec<(&'static str, String)>, Refusal> {
    let plain = |values: &[(&'static str, &str)]| {
        values.iter().map(|(name, value)| (*name, (*value).to_owned())).collect()
    };
    Ok(match kind {
        Kind::Saml => Vec::new(),
        Kind::Oidc => plain(&[("attributes_url_add_attributes", "false")]),
        Kind::Google => plain(&[
            ("attributes_url", "https://people.googleapis.com/v1/people/me?personFields="),
            ("attributes_url_add_attributes", "true"),
            ("authorize_url", "https://accounts.google.com/o/oauth2/v2/auth"),
            ("oidc_issuer", "https://accounts.google.com"),
            ("token_request_method", "POST"),
            ("token_url", "https://www.googleapis.com/oauth2/v4/token"),
        ]),
        Kind::LoginWithAmazon => plain(&[
            ("attributes_url", "https://api.amazon.com/user/profile"),
            ("attributes_url_add_attributes", "false"),
            ("authorize_url", "https://www.amazon.com/ap/oa"),
            ("token_request_method", "POST"),
            ("token_url", "https://api.amazon.com/auth/o2/token"),
        ]),
        Kind::SignInWithApple => plain(&[
            ("attributes_url_add_attributes", "false"),
            ("authorize_url", "https://appleid.apple.com/auth/authorize"),
            ("oidc_issuer", "https://appleid.apple.com"),
            ("token_request_method", "POST"),
            ("token_url", "https://appleid.apple.com/auth/token"),
        ]),
        Kind::Facebook => {
            let version = details.get("api_version").map_or(FACEBOOK_VERSION, String::as_str);
            let is_number = |part: &str| {
                !part.is_empty() && part.len() <= 3 && part.bytes().all(|b| b.is_ascii_digit())
            };
            let numbers = version.strip_prefix('v').and_then(|rest| rest.split_once('.'));
            if !numbers.is_some_and(|(major, minor)| is_number(major) && is_number(minor)) {
                return Err(refusal::invalid_parameter(
                    "The api_version must be a version of Facebook's API such as v17.0.",
                ));
            }
            vec![
                ("api_version", version.to_owned()),
                ("attributes_url", format!("https://graph.facebook.com/{version}/me?fields=")),
                ("attributes_url_add_attributes", "true".to_owned()),
                ("authorize_url", format!("https://www.facebook.com/{version}/dialog/oauth")),
                ("token_request_method", "GET".to_owned()),
                ("token_url", format!("https://graph.facebook.com/{version}/oauth/access_token")),
            ]
        }
    })
}

/// The endpoints of what speaks OAuth, and how they are called.
fn urls(details: &Texts) -> Result<(), Refusal> {
    one_of(details, "attributes_url_add_attributes", &["true", "false"])?;
    one_of(details, "attributes_request_method", &["POST", "GET"])?;
    one_of(details, "token_request_method", &["POST", "GET"])?;
    let urls = ENDPOINTS.iter().map(|(name, _)| *name).chain(["oidc_issuer"]);
    urls.filter_map(|name| details.get(name)).try_for_each(|url| check_url(url))
}

fn one_of(details: &Texts, name: &str, values: &[&str]) -> Result<(), Refusal> {
    match details.get(name) {
        Some(value) if !values.contains(&value.as_str()) => {
            Err(refusal::invalid_parameter(format!(
                "1 validation error detected: Value '{value}' at '{name}' failed to satisfy \
                 constraint: Member must satisfy enum value set: [{}]",
                values.join(", ")
            )))
        }
        _ => Ok(()),
    }
}

/// An endpoint: an `https` URL; `http` where the host names this machine.
pub fn check_url(url: &str) -> Result<(), Refusal> {
    if is_https(url) {
        return Ok(());
    }
    Err(refusal::invalid_parameter(format!("{url} must start with https://")))
}

/// An absolute `https` URL without user information; `http` where the host names this machine.
fn is_https(url: &str) -> bool {
    let Some((scheme, rest)) = url.split_once("://") else { return false };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = match authority.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => authority.split(':').next().unwrap_or_default(),
    };
    let plain = url.bytes().all(|b| b.is_ascii_graphic() && !br#""\<>^`{|}"#.contains(&b));
    let local = matches!(host, "localhost" | "127.0.0.1" | "::1");
    plain
        && !host.is_empty()
        && !authority.contains('@')
        && (scheme == "https" || scheme == "http" && local)
}
