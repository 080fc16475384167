//! A door: one service and the functions behind its operations.
//!
//! The first parameter of an operation *is* the authorization decision; the constructors here are
//! the only way to put a function behind a name.

use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;

use cognate_shapes::operation::{Operation, Service};
use cognate_wire::{Shape, Value};

use crate::call::authorize::{Admin, Anyone, ClientCaller, Identified, SignedIn};
use crate::error::Result;

type Answered = Pin<Box<dyn Future<Output = Result<Value>> + Send>>;
type Run<Caller> = Box<dyn Fn(Caller, Value) -> Answered + Send + Sync>;

pub enum Handler {
    /// SigV4 verified and allowed by policy on the resource.
    Admin(Run<Admin>),
    /// SigV4 verified; no permission needed (`GetCallerIdentity`).
    Identified(Run<Identified>),
    /// A valid access token; user, client and pool are loaded.
    SignedIn(Run<SignedIn>),
    /// No credentials needed. On an operation that the model calls signed: whatever signature comes
    /// along does not count.
    Anyone(Run<Anyone>),
    /// SigV4, or else the secret of the client that the request names.
    Client(Run<ClientCaller>),
    /// Known to the model, not built: answers `NotImplementedException`.
    Missing,
}

/// One service.
pub struct Door {
    pub service: &'static Service,
    handlers: HashMap<&'static str, Handler>,
}

impl Door {
    /// `handlers` names every operation of the service; one that is not named is `Missing`.
    pub fn new(
        service: &'static Service,
        handlers: impl IntoIterator<Item = (&'static str, Handler)>,
    ) -> Door {
        Door { service, handlers: handlers.into_iter().collect() }
    }

    pub fn handler(&self, operation: &Operation) -> &Handler {
        self.handlers.get(operation.name).unwrap_or(&Handler::Missing)
    }

    /// The names of the operations that are built, for `COMPAT.md`.
    pub fn built(&self) -> impl Iterator<Item = &'static str> {
        self.handlers
            .iter()
            .filter(|(_, handler)| !matches!(handler, Handler::Missing))
            .map(|(name, _)| *name)
    }
}

fn run<Caller, Req, Res, F, Fut>(operation: F) -> Run<Caller>
where
    Caller: 'static,
    Req: Shape,
    Res: Shape,
    F: Fn(Caller, Req) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<Res>> + Send + 'static,
{
    Box::new(move |caller, value| {
        let running = operation(caller, Req::read(value));
        Box::pin(async move { running.await.map(|answer| answer.write()) })
    })
}

pub fn admin<Req, Res, F, Fut>(operation: F) -> Handler
where
    Req: Shape,
    Res: Shape,
    F: Fn(Admin, Req) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<Res>> + Send + 'static,
{
    Handler::Admin(run(operation))
}

pub fn identified<Req, Res, F, Fut>(operation: F) -> Handler
where
    Req: Shape,
    Res: Shape,
    F: Fn(Identified, Req) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<Res>> + Send + 'static,
{
    Handler::Identified(run(operation))
}

pub fn client<Req, Res, F, Fut>(operation: F) -> Handler
where
    Req: Shape,
    Res: Shape,
    F: Fn(ClientCaller, Req) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<Res>> + Send + 'static,
{
    Handler::Client(run(operation))
}

pub fn signed_in<Req, Res, F, Fut>(operation: F) -> Handler
where
    Req: Shape,
    Res: Shape,
    F: Fn(SignedIn, Req) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<Res>> + Send + 'static,
{
    Handler::SignedIn(run(operation))
}

pub fn anyone<Req, Res, F, Fut>(operation: F) -> Handler
where
    Req: Shape,
    Res: Shape,
    F: Fn(Anyone, Req) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<Res>> + Send + 'static,
{
    Handler::Anyone(run(operation))
}

pub fn missing() -> Handler {
    Handler::Missing
}
