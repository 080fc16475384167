//! The typed view of what a client's settings decide.

use crate::Map;
use crate::member::{flag, lists, object, text, texts, whole};
use crate::pool::Unreadable;

/// What a client's settings decide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientRules {
    /// The client was made with a secret: SECRET_HASH or ClientSecret is demanded.
    pub secret: bool,
    pub flows: Flows,
    pub access_seconds: i64,
    pub id_seconds: i64,
    pub refresh_seconds: i64,
    pub auth_session_minutes: i64,
    /// `None`: the default set (see [`crate::attribute::can_read`]).
    pub read_attributes: Option<Vec<String>>,
    /// `None`: the default set (see [`crate::attribute::can_write`]).
    pub write_attributes: Option<Vec<String>>,
    /// `PreventUserExistenceErrors` is ENABLED.
    pub hide_existence: bool,
    /// `EnableTokenRevocation`
    pub revocation: bool,
    pub rotation: Option<Rotation>,
    /// `EnablePropagateAdditionalUserContextData`
    pub propagate_context: bool,
    /// `None`: the hosted endpoints are closed to this client.
    pub oauth: Option<OAuth>,
    /// `SupportedIdentityProviders`; empty when never set.
    pub providers: Vec<String>,
}

/// The sign-in flows of `ExplicitAuthFlows`, legacy names and the default resolved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flows {
    /// ADMIN_USER_PASSWORD_AUTH, ADMIN_NO_SRP_AUTH
    pub admin_password: bool,
    pub user_password: bool,
    pub user_srp: bool,
    pub custom: bool,
    pub refresh: bool,
    /// USER_AUTH (choice-based)
    pub user_auth: bool,
    /// GetClientToken
    pub client_token: bool,
    pub exchange_delegation: bool,
    pub exchange_impersonation: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rotation {
    /// 0-60
    pub grace_seconds: i64,
}

/// Settings of the hosted endpoints.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OAuth {
    pub code: bool,
    pub implicit: bool,
    pub client_credentials: bool,
    pub scopes: Vec<String>,
    pub callbacks: Vec<String>,
    pub logouts: Vec<String>,
    pub default_redirect: Option<String>,
}

impl ClientRules {
    /// Reads a normalised document.
    pub fn read(document: &Map) -> Result<ClientRules, Unreadable> {
        let owned = |member: &str| -> Vec<String> {
            texts(document, member).into_iter().map(str::to_owned).collect()
        };
        let permission =
            |member: &str| document.get(member).filter(|v| v.is_array()).map(|_| owned(member));
        let rotation = object(document, "RefreshTokenRotation")
            .filter(|rotation| text(rotation, "Feature") == Some("ENABLED"))
            .map(|rotation| Rotation {
                grace_seconds: whole(rotation, "RetryGracePeriodSeconds").unwrap_or(0),
            });
        Ok(ClientRules {
            secret: flag(document, "GenerateSecret").ok_or(Unreadable("GenerateSecret"))?,
            flows: Flows::read(document, rotation.is_some()),
            access_seconds: super::validity::access_seconds(document),
            id_seconds: super::validity::id_seconds(document),
            refresh_seconds: super::validity::refresh_seconds(document),
            auth_session_minutes: whole(document, "AuthSessionValidity")
                .ok_or(Unreadable("AuthSessionValidity"))?,
            read_attributes: permission("ReadAttributes"),
            write_attributes: permission("WriteAttributes"),
            hide_existence: text(document, "PreventUserExistenceErrors") == Some("ENABLED"),
            revocation: flag(document, "EnableTokenRevocation")
                .ok_or(Unreadable("EnableTokenRevocation"))?,
            rotation,
            propagate_context: flag(document, "EnablePropagateAdditionalUserContextData")
                .unwrap_or(false),
            oauth: flag(document, "AllowedOAuthFlowsUserPoolClient").unwrap_or(false).then(|| {
                OAuth {
                    code: lists(document, "AllowedOAuthFlows", "code"),
                    implicit: lists(document, "AllowedOAuthFlows", "implicit"),
                    client_credentials: lists(document, "AllowedOAuthFlows", "client_credentials"),
                    scopes: owned("AllowedOAuthScopes"),
                    callbacks: owned("CallbackURLs"),
                    logouts: owned("LogoutURLs"),
                    default_redirect: text(document, "DefaultRedirectURI").map(str::to_owned),
                }
            }),
            providers: owned("SupportedIdentityProviders"),
        })
    }
}

impl Flows {
    /// GetDerivedToken, in either form.
    pub fn exchanges(&self) -> bool {
        self.exchange_delegation || self.exchange_impersonation
    }

    /// Nothing said means refresh, SRP and custom. The legacy names add to these, except
    /// CUSTOM_AUTH_FLOW_ONLY, which takes SRP away. Rotation replaces the refresh flow.
    fn read(document: &Map, rotating: bool) -> Flows {
        let has = |name: &str| lists(document, "ExplicitAuthFlows", name);
        let modern = texts(document, "ExplicitAuthFlows").iter().any(|f| f.starts_with("ALLOW_"));
        if modern {
            return Flows {
                admin_password: has("ALLOW_ADMIN_USER_PASSWORD_AUTH"),
                user_password: has("ALLOW_USER_PASSWORD_AUTH"),
                user_srp: has("ALLOW_USER_SRP_AUTH"),
                custom: has("ALLOW_CUSTOM_AUTH"),
                refresh: has("ALLOW_REFRESH_TOKEN_AUTH"),
                user_auth: has("ALLOW_USER_AUTH"),
                client_token: has("ALLOW_CLIENT_TOKEN_AUTH"),
                exchange_delegation: has("ALLOW_TOKEN_EXCHANGE_DELEGATION"),
                exchange_impersonation: has("ALLOW_TOKEN_EXCHANGE_IMPERSONATION"),
            };
        }
        Flows {
            admin_password: has("ADMIN_NO_SRP_AUTH"),
            user_password: has("USER_PASSWORD_AUTH"),
            user_srp: !has("CUSTOM_AUTH_FLOW_ONLY"),
            custom: true,
            refresh: !rotating,
            ..Flows::default()
        }
    }
}
