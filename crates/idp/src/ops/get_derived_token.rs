//! # GetDerivedToken
//!
//! Exchanges a token of the pool for one that another client may use, with fewer scopes and for a named
//! audience (RFC 8693): as if the user acted directly, or, with `ActorToken`, as somebody who acts on
//! the user's behalf.
//!
//! Caller: an IAM principal allowed `cognito-idp:GetDerivedToken` on the client's pool; or, unsigned, the
//! client itself, by `ClientSecret` if it has one.
//!
//! Changes: none. The token belongs to the session of the subject token, and dies with it.
//!
//! Triggers and messages: PreTokenGeneration (`TokenGeneration_TokenExchange`).
//!
//! Errors, in order: unknown client; not allowed, or secret missing or wrong; the client lacks
//! ALLOW_TOKEN_EXCHANGE_IMPERSONATION, with an actor ALLOW_TOKEN_EXCHANGE_DELEGATION; members that
//! contradict each other; tokens of other issuers; a subject token that is invalid, expired, revoked, of
//! a deleted user (UserNotFoundException), of a user who may not sign in; the same of the actor token;
//! unknown resource server; scopes of which none can be granted; function.
//!
//! Differences from AWS: tokens of other issuers (`SubjectTokenProviderName`, `ActorTokenProviderName`,
//! `SAML2`) are refused: identity providers cannot verify them yet. An ID token without `origin_jti`
//! (from a client without token revocation) is refused as the subject, because nothing says whether it
//! was revoked, and so is the token of a client itself. No chain of exchanges outlives the sign-in that
//! it began with.

use cognate_core::call::ClientCaller;
use cognate_core::token_exchange::{self, Audience, Exchange, Presented, TokenKind};
use cognate_core::{Error, Result};
use cognate_domain::{Refusal, refusal};
use cognate_shapes::idp::{
    GetDerivedTokenRequest, GetDerivedTokenResponse, IssuedTokenTypeIdentifierType,
    OAuthTokenTypeType, TokenTypeIdentifierType,
};

pub async fn get_derived_token(
    caller: ClientCaller,
    req: GetDerivedTokenRequest,
) -> Result<GetDerivedTokenResponse> {
    let flows = &caller.client.client.rules.flows;
    let (permitted, flow) = match req.actor_token {
        Some(_) => (flows.exchange_delegation, "ALLOW_TOKEN_EXCHANGE_DELEGATION"),
        None => (flows.exchange_impersonation, "ALLOW_TOKEN_EXCHANGE_IMPERSONATION"),
    };
    if !permitted {
        let text = format!("{flow} flow not enabled for this client");
        return Err(Error::invalid_parameter(text));
    }
    let exchange = read(req)?;
    let derived = token_exchange::exchange(&caller, &caller.pool, &caller.client, exchange).await?;
    let (issued_token_type, token_type, scopes) = match derived.kind {
        TokenKind::Access => (
            IssuedTokenTypeIdentifierType::AccessToken,
            OAuthTokenTypeType::Bearer,
            Some(derived.scopes),
        ),
        TokenKind::Id => (IssuedTokenTypeIdentifierType::IdToken, OAuthTokenTypeType::NA, None),
    };
    Ok(GetDerivedTokenResponse {
        issued_token: derived.token,
        issued_token_type,
        token_type,
        expires_in: Some(derived.expires_in),
        scopes,
    })
}

fn read(req: GetDerivedTokenRequest) -> std::result::Result<Exchange, Refusal> {
    let subject = presented(
        "SubjectToken",
        req.subject_token,
        req.subject_token_type,
        req.subject_token_provider_name,
    )?;
    let actor = match (req.actor_token, req.actor_token_type, req.actor_token_provider_name) {
        (Some(token), Some(kind), provider) => {
            Some(presented("ActorToken", token, kind, provider)?)
        }
        (Some(_), None, _) => {
            return Err(refusal::missing_parameter("ActorTokenType"));
        }
        (None, None, None) => None,
        (None, ..) => {
            return Err(refusal::missing_parameter("ActorToken"));
        }
    };
    let first = |list: Option<Vec<String>>| list.and_then(|list| list.into_iter().next());
    let audience = match (first(req.audiences), first(req.resources)) {
        (Some(_), Some(_)) => {
            return Err(refusal::invalid_parameter(
                "Audiences and Resources cannot be requested together.",
            ));
        }
        (Some(name), None) => Some(Audience::Named(name)),
        (None, Some(identifier)) => Some(Audience::Resource(identifier)),
        (None, None) => None,
    };
    let wanted = match req.requested_token_type {
        Some(IssuedTokenTypeIdentifierType::IdToken) => TokenKind::Id,
        Some(IssuedTokenTypeIdentifierType::AccessToken) | None => TokenKind::Access,
    };
    Ok(Exchange { subject, actor, scopes: req.scopes, audience, wanted })
}

/// One of the pool's own tokens.
fn presented(
    name: &'static str,
    token: String,
    kind: TokenTypeIdentifierType,
    provider: Option<String>,
) -> std::result::Result<Presented, Refusal> {
    if let Some(provider) = provider {
        return Err(refusal::invalid_parameter(format!(
            "{name} of the identity provider {provider} cannot be verified: this server exchanges the \
             tokens of its own user pools only."
        )));
    }
    let kind = match kind {
        TokenTypeIdentifierType::AccessToken => TokenKind::Access,
        TokenTypeIdentifierType::IdToken => TokenKind::Id,
        TokenTypeIdentifierType::Saml2 => {
            return Err(refusal::invalid_parameter(format!(
                "{name} of the type SAML2 cannot be verified: this server exchanges the tokens of its \
                 own user pools only."
            )));
        }
    };
    Ok(Presented { name, token, kind })
}
