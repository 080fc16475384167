//! An app client: its settings as a document under AWS's names, and the rules read from it.
//!
//! Secret values live elsewhere; the document only remembers (under `GenerateSecret`) that the client
//! was made with one, which never changes.

mod oauth;
mod rules;
mod settings;
mod validity;

pub use rules::{ClientRules, Flows, OAuth, Rotation};

use crate::member::{flag, text, texts};
use crate::pool::{Pool, Unreadable};
use crate::provider;
use crate::{Map, Refusal, refusal, tracking};

/// A client as loaded. `rules` is derived from `document`; use [`Client::assemble`].
#[derive(Clone, Debug, PartialEq)]
pub struct Client {
    /// Key of the pool.
    pub pool: i64,
    pub id: String,
    pub name: String,
    pub version: i64,
    pub created: i64,
    pub modified: i64,
    pub document: Map,
    pub rules: ClientRules,
}

/// The columns of a client besides its document.
#[derive(Clone, Debug, PartialEq)]
pub struct Head {
    pub pool: i64,
    pub id: String,
    pub version: i64,
    pub created: i64,
    pub modified: i64,
}

/// What exists in the pool that a client may refer to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Known<'a> {
    /// Identity providers besides COGNITO.
    pub providers: &'a [KnownProvider<'a>],
    /// Full names of custom scopes (`<resource server>/<scope>`).
    pub scopes: &'a [&'a str],
}

/// An identity provider, as far as clients depend on it.
#[derive(Clone, Copy, Debug)]
pub struct KnownProvider<'a> {
    pub name: &'a str,
    pub kind: provider::Kind,
    /// It takes responses that nobody asked for.
    pub idp_initiated: bool,
}

/// What a request to create or update a client refers to, besides what every pool has.
pub fn referred(request: &Map) -> Referred<'_> {
    let providers = texts(request, "SupportedIdentityProviders");
    let scopes = texts(request, "AllowedOAuthScopes");
    Referred {
        providers: providers.into_iter().filter(|name| *name != LOCAL).collect(),
        scopes: scopes.into_iter().filter(|scope| !oauth::BUILT_IN.contains(scope)).collect(),
    }
}

/// Names of identity providers and scopes, each once.
pub struct Referred<'a> {
    pub providers: Vec<&'a str>,
    pub scopes: Vec<&'a str>,
}

/// The identity provider that is the pool itself.
const LOCAL: &str = "COGNITO";

impl Client {
    pub fn assemble(head: Head, document: Map) -> Result<Client, Unreadable> {
        let rules = ClientRules::read(&document)?;
        let name = text(&document, "ClientName").ok_or(Unreadable("ClientName"))?.to_owned();
        let Head { pool, id, version, created, modified } = head;
        Ok(Client { pool, id, name, version, created, modified, document, rules })
    }
}

/// CreateUserPoolClient: the document of the new client. `GenerateSecret` and `ClientSecret` are judged
/// here but made and stored by the caller; `ClientSecret` is not in the result.
pub fn create(pool: &Pool, request: Map, known: &Known) -> Result<Map, Refusal> {
    let generate = flag(&request, "GenerateSecret").unwrap_or(false);
    let own = request.contains_key("ClientSecret");
    if generate && own {
        return Err(refusal::invalid_parameter(
            "GenerateSecret and ClientSecret cannot be used together.",
        ));
    }
    settings::normalise(pool, &request, None, generate || own, known)
}

/// UpdateUserPoolClient: what is omitted goes back to its default, except the name and the secret.
pub fn update(pool: &Pool, client: &Client, request: Map, known: &Known) -> Result<Map, Refusal> {
    let (name, secret) = (Some(client.name.as_str()), client.rules.secret);
    let mut document = settings::normalise(pool, &request, name, secret, known)?;
    // Set by an operation of its own, which this one does not undo.
    if let Some(sessions) = client.document.get(tracking::CLIENT_MEMBER) {
        document.insert(tracking::CLIENT_MEMBER.into(), sessions.clone());
    }
    Ok(document)
}

/// `UserPoolClientType` without dates, `ClientSecret` and `ClientType`, which the caller adds.
pub fn describe(pool: &Pool, client: &Client) -> Map {
    let mut shown = client.document.clone();
    shown.remove("GenerateSecret");
    shown.remove(tracking::CLIENT_MEMBER);
    shown.insert("UserPoolId".into(), pool.id.clone().into());
    shown.insert("ClientId".into(), client.id.clone().into());
    shown
}
