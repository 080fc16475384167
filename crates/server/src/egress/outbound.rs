//! Asking servers that administrators of pools name: identity providers.

use std::path::Path;

use bytes::Bytes;
use http::Request;
use tokio_rustls::TlsConnector;

use cognate_core::outbound::{Answered, NoAnswer, Outbound};

use super::{Client, Guard, Target, connector};

/// Resolves, judges and calls each URL anew.
pub struct Neighbours {
    guard: Guard,
    tls: TlsConnector,
}

impl Neighbours {
    /// Trusts the public authorities, or those of the file.
    pub fn new(guard: Guard, root_file: Option<&Path>) -> anyhow::Result<Neighbours> {
        Ok(Neighbours { guard, tls: connector(root_file)? })
    }
}

impl Outbound for Neighbours {
    fn send(&self, request: Request<Bytes>) -> Answered<'_> {
        Box::pin(async move {
            let target = Target::parse(&request.uri().to_string()).map_err(NoAnswer)?;
            let client = Client { target, guard: self.guard.clone(), tls: self.tls.clone() };
            client.send(request).await.map_err(|error| NoAnswer(error.to_string()))
        })
    }
}
