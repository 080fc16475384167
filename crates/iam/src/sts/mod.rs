//! The door to STS.

pub mod get_caller_identity;

use cognate_core::call::{Door, Handler, identified, missing};
use cognate_shapes::sts::{Op, SERVICE};

/// `sts` with everything that is built.
pub fn door() -> Door {
    Door::new(&SERVICE, Op::ALL.iter().map(|op| (op.spec().name, handler(*op))))
}

/// The function behind each operation. The match is exhaustive: an operation that the model knows
/// and this table forgets does not compile.
fn handler(op: Op) -> Handler {
    match op {
        Op::GetCallerIdentity => identified(get_caller_identity::get_caller_identity),
        Op::AssumeRole
        | Op::AssumeRoleWithSAML
        | Op::AssumeRoleWithWebIdentity
        | Op::AssumeRoot
        | Op::DecodeAuthorizationMessage
        | Op::GetAccessKeyInfo
        | Op::GetDelegatedAccessToken
        | Op::GetFederationToken
        | Op::GetSessionToken
        | Op::GetWebIdentityToken => missing(),
    }
}
