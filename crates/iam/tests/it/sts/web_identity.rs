//! AssumeRoleWithWebIdentity.
