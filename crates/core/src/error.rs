//! The one error that an operation returns: AWS's name, text and status, and inside it the cause,
//! which stays on this side of the wire (LG-3).

use std::borrow::Cow;

use cognate_domain::Refusal;
use cognate_store::Error as StoreError;

pub type Result<T> = std::result::Result<T, Error>;

/// What the caller is told, and (for the log only) why.
#[derive(Debug)]
pub struct Error {
    /// The wire name: `NotAuthorizedException`, or a query service's code such as `AccessDenied`.
    pub code: Cow<'static, str>,
    pub status: u16,
    pub message: String,
    /// Why a policy denied it, sealed; travels in a header.
    pub authorization_message: Option<String>,
    cause: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl Error {
    pub fn new(code: &'static str, message: impl Into<String>) -> Error {
        Error {
            code: code.into(),
            status: 400,
            message: message.into(),
            authorization_message: None,
            cause: None,
        }
    }

    #[must_use]
    pub fn status(mut self, status: u16) -> Error {
        self.status = status;
        self
    }

    #[must_use]
    pub fn because(mut self, cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
        self.cause = Some(cause.into());
        self
    }

    pub fn cause(&self) -> Option<&(dyn std::error::Error + Send + Sync)> {
        self.cause.as_deref()
    }

    /// Something failed inside. The caller learns only that; the log gets the cause.
    pub fn internal(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
        Error::new("InternalErrorException", "Internal server error.").status(500).because(cause)
    }

    /// Nothing is wrong with the request; a later try may succeed.
    pub fn unavailable(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
        Error::new("InternalErrorException", "The service is temporarily unavailable. Try again.")
            .status(500)
            .because(cause)
    }

    pub fn not_authorized(message: impl Into<String>) -> Error {
        Error::new("NotAuthorizedException", message)
    }

    pub fn invalid_parameter(message: impl Into<String>) -> Error {
        Error::new("InvalidParameterException", message)
    }

    pub fn resource_not_found(message: impl Into<String>) -> Error {
        Error::new("ResourceNotFoundException", message)
    }

    pub fn too_many_requests() -> Error {
        Error::new("TooManyRequestsException", "Too many requests")
    }

    /// Over the rate of a category of operations (RL-7).
    pub fn rate_exceeded() -> Error {
        Error::new("TooManyRequestsException", "Rate exceeded")
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Error {
        Error::new(refusal.code, refusal.message)
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Error {
        match error {
            StoreError::Busy => Error::too_many_requests(),
            StoreError::Unavailable(_) | StoreError::DiskFull => Error::unavailable(error),
            StoreError::OutcomeUnknown => Error::new(
                "InternalErrorException",
                "It is not known whether the request took effect. Look before trying again.",
            )
            .status(500)
            .because(error),
            error => Error::internal(error),
        }
    }
}

impl From<cognate_wire::Malformed> for Error {
    fn from(malformed: cognate_wire::Malformed) -> Error {
        Error::new("SerializationException", malformed.0)
    }
}

impl From<cognate_wire::Rejection> for Error {
    fn from(rejection: cognate_wire::Rejection) -> Error {
        match rejection {
            cognate_wire::Rejection::Malformed(malformed) => malformed.into(),
            cognate_wire::Rejection::Problems(problems) => {
                Error::invalid_parameter(problems.to_string())
            }
        }
    }
}

/// A sealed column did not open: the row was swapped or damaged (KEY-3). Fails closed.
impl From<cognate_crypto::Unsealable> for Error {
    fn from(error: cognate_crypto::Unsealable) -> Error {
        metrics::counter!("cognate_unsealable_total").increment(1);
        tracing::error!(target: "cognate::alarm", "a sealed value did not open");
        Error::internal(error)
    }
}
