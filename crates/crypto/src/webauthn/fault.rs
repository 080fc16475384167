//! Why a registration or a signature is refused.

/// The first check that failed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Fault {
    /// Not the form that the specification gives, or beyond a limit.
    #[error("malformed")]
    Malformed,
    /// `clientDataJSON` is of another ceremony.
    #[error("of another ceremony")]
    Ceremony,
    #[error("another challenge")]
    Challenge,
    /// A page of another origin, or one embedded in a page of another origin.
    #[error("another origin")]
    Origin,
    #[error("another relying party")]
    RelyingParty,
    #[error("nobody was present")]
    UserPresence,
    #[error("the user was not verified")]
    UserVerification,
    /// Backed up, but not eligible for it; or eligible now, and not at the registration.
    #[error("contradictory backup state")]
    BackupState,
    /// An algorithm, curve, key type or attestation format that is not accepted.
    #[error("unsupported")]
    Unsupported,
    #[error("wrong signature")]
    Signature,
}
