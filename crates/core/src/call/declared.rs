//! Operations answer only errors that the model declares for them, or common ones.

use cognate_wire::Protocol;

use crate::call::target::Target;
use crate::error::Error;
use crate::node::Node;

/// Errors of the shared layers, which no model lists.
const COMMON: &[&str] = &[
    "AccessDeniedException",
    "ExpiredTokenException",
    "IncompleteSignatureException",
    "InternalErrorException",
    "InternalFailure",
    "InvalidSignatureException",
    "MissingAuthenticationTokenException",
    "NotImplementedException",
    "OptInRequired",
    "RequestEntityTooLargeException",
    "SerializationException",
    "TooManyRequestsException",
    "UnrecognizedClientException",
    // Query services.
    "AccessDenied",
    "ExpiredToken",
    "IncompleteSignature",
    "InvalidAction",
    "InvalidClientTokenId",
    "InvalidParameterException",
    "MalformedInput",
    "MissingAuthenticationToken",
    "RequestExpired",
    "ServiceFailure",
    "SignatureDoesNotMatch",
    "Throttling",
    "ValidationError",
];

/// The error as the operation may answer it. An undeclared one is our fault: logged, counted, and
/// answered all the same, because hiding it would help nobody.
pub fn checked(node: &Node, target: &Target<'_>, error: Error) -> Error {
    let error = renamed(target, error);
    let code = error.code.as_ref();
    let declared = target.operation.errors.iter().any(|fault| fault.code == code);
    if !declared && !COMMON.contains(&code) {
        node.count_undeclared();
        tracing::warn!(
            target: "cognate::undeclared",
            operation = target.operation.name, code, "an operation answered an undeclared error"
        );
    }
    error
}

/// Some services word the shared failures differently.
fn renamed(target: &Target<'_>, mut error: Error) -> Error {
    let declares = |name: &str| target.operation.errors.iter().any(|fault| fault.exception == name);
    match (error.code.as_ref(), target.service.protocol) {
        ("InternalErrorException", Protocol::Query) => error.code = "InternalFailure".into(),
        ("InternalErrorException", Protocol::Json)
            if !declares("InternalErrorException") && declares("InternalServerException") =>
        {
            error.code = "InternalServerException".into();
        }
        ("TooManyRequestsException", Protocol::Query) => {
            error.code = "Throttling".into();
        }
        ("SerializationException", Protocol::Query) => error.code = "MalformedInput".into(),
        ("InvalidParameterException", Protocol::Query) => error.code = "ValidationError".into(),
        // RevokeToken declares neither of these.
        ("ResourceNotFoundException" | "NotAuthorizedException", _)
            if !declares(error.code.as_ref()) && declares("UnauthorizedException") =>
        {
            error.code = "UnauthorizedException".into();
        }
        // GlobalSignOut and its like: the token of a deleted user is as good as revoked.
        ("UserNotFoundException", _)
            if !declares("UserNotFoundException") && declares("NotAuthorizedException") =>
        {
            error.code = "NotAuthorizedException".into();
            error.message = "Access Token has been revoked".to_owned();
        }
        _ => {}
    }
    error
}
