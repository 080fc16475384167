//! The callers: each type is a decision that has been made.

use std::ops::Deref;
use std::sync::Arc;

use cognate_domain::attempt::Attempts;
use cognate_domain::{Pool, Session, User};
use cognate_wire::Value;

use crate::access_token;
use crate::authorization;
use crate::call::principal::Principal;
use crate::clients::{self, ClientEntry};
use crate::cx::Cx;
use crate::error::Result;

/// The signature is verified and the action allowed on the resource.
pub struct Admin {
    cx: Cx,
    pub principal: Principal,
}

/// The signature is verified; nothing more was asked.
pub struct Identified {
    cx: Cx,
    pub principal: Principal,
}

impl Identified {
    pub fn new(cx: Cx, principal: Principal) -> Identified {
        Identified { cx, principal }
    }
}

/// A valid, unrevoked access token with the scope of the self-service operations.
pub struct SignedIn {
    cx: Cx,
    pub pool: Arc<Pool>,
    pub client: Arc<ClientEntry>,
    pub user: User,
    pub session: Session,
    /// The user's counter of wrong passwords.
    pub attempts: Attempts,
}

/// An IAM principal that may act for the client, or the client itself, by its secret.
pub struct ClientCaller {
    cx: Cx,
    pub client: Arc<ClientEntry>,
    pub pool: Arc<Pool>,
}

/// No credentials.
pub struct Anyone {
    cx: Cx,
}

impl Anyone {
    pub fn new(cx: Cx) -> Anyone {
        Anyone { cx }
    }

    /// Where an access token is one of several ways to be known.
    pub async fn with_token(&self, token: &str) -> Result<SignedIn> {
        signed_in(self.cx.clone(), token).await
    }
}

macro_rules! dereferences_to_cx {
    ($($caller:ty),*) => {$(
        impl Deref for $caller {
            type Target = Cx;
            fn deref(&self) -> &Cx { &self.cx }
        }
    )*};
}
dereferences_to_cx!(Admin, Identified, SignedIn, ClientCaller, Anyone);

/// Everything the request needs is allowed by policy, or `AccessDenied` in the words of the service.
pub async fn allow(cx: Cx, principal: Principal, request: &Value) -> Result<Admin> {
    authorization::authorize_request(&cx, &principal, request).await?;
    Ok(Admin { cx, principal })
}

pub async fn signed_in(cx: Cx, token: &str) -> Result<SignedIn> {
    let access_token::Verified { pool, client, user, session, attempts } =
        access_token::verify(&cx, token).await?;
    Ok(SignedIn { cx, pool, client, user, session, attempts })
}

/// Errors, in order: unknown client; the principal may not act on its pool; the client's secret missing
/// or wrong. Who signed need not send the secret.
pub async fn client(cx: Cx, principal: Option<Principal>, request: &Value) -> Result<ClientCaller> {
    let text = |name: &str| request.get(name).and_then(Value::as_text);
    let (client, pool) = cx.client_and_pool(text("ClientId").unwrap_or_default()).await?;
    let secret = text("ClientSecret");
    let cx = match principal {
        Some(principal) => {
            // Of another region, the client is as unknown as its pool.
            cx.pool(&pool.id).await.map_err(|_| clients::not_found(&client.client.id))?;
            authorization::authorize_on_user_pool(&cx, &principal, &pool.id).await?;
            if secret.is_some() {
                client.authenticate(secret)?;
            }
            cx
        }
        None => {
            client.authenticate(secret)?;
            cx
        }
    };
    Ok(ClientCaller { cx, client, pool })
}
