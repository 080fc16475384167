//! What the wire needs to know about a service and its operations.

use cognate_wire::{Protocol, Schema};

/// How a caller proves who it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Auth {
    /// SigV4, and IAM decides.
    Signed,
    /// Nobody needs to be known; a signature is ignored.
    Public,
    /// A required `AccessToken` in the body; a signature is ignored.
    Token,
    /// An `AccessToken` or something else in the body, such as the `Session` of a challenge.
    TokenOrSession,
}

#[derive(Debug)]
pub struct Operation {
    pub name: &'static str,
    pub auth: Auth,
    pub read_only: bool,
    pub input: &'static Schema,
    /// `None`: the answer has no body (JSON) or no result element (query).
    pub output: Option<&'static Schema>,
    /// The exceptions the model declares, in its order.
    pub errors: &'static [Fault],
}

/// One modelled exception.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The name of its shape: `NoSuchEntityException`.
    pub exception: &'static str,
    /// Its name on the wire: `NoSuchEntity`. In JSON services the same as `exception`.
    pub code: &'static str,
    pub status: u16,
}

#[derive(Debug)]
pub struct Service {
    /// `cognito-idp`, the name in ARNs and IAM actions.
    pub name: &'static str,
    /// The part of `X-Amz-Target` before the dot; JSON services only.
    pub target_prefix: Option<&'static str>,
    pub protocol: Protocol,
    /// The API version, `2011-06-15`; query requests carry it.
    pub version: &'static str,
    /// Query services only.
    pub xml_namespace: Option<&'static str>,
    /// The service in a SigV4 credential scope.
    pub signing_name: &'static str,
    /// Sorted by name.
    pub operations: &'static [Operation],
}

impl Operation {
    /// The declared exception of this name, if there is one.
    pub fn fault(&self, exception: &str) -> Option<&'static Fault> {
        self.errors.iter().find(|fault| fault.exception == exception)
    }
}
