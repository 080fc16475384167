//! Who asks.

/// The principal of a request, as authentication found it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Principal {
    /// The account's root user, also with credentials of `AssumeRoot`.
    Root {
        account: String,
    },
    /// An IAM user, also with credentials of `GetSessionToken`. `id` begins with `AIDA`.
    User {
        account: String,
        arn: String,
        id: String,
    },
    /// A session of a role. `arn` is the session's, `role_arn` has the role's path; `role_id`
    /// begins with `AROA`.
    RoleSession {
        account: String,
        arn: String,
        role_arn: String,
        role_id: String,
    },
    /// A session of `GetFederationToken`, and the user who made it.
    FederatedUser {
        account: String,
        arn: String,
        user_arn: String,
        user_id: String,
    },
    /// Who presents a token or an assertion instead of a signature: `cognito-identity.amazonaws.com`
    /// or the ARN of a provider.
    Federated {
        provider: String,
    },
    /// A service by its name, `cognito-idp.amazonaws.com`.
    Service {
        name: String,
    },
    Anonymous,
}

impl Principal {
    /// The account it belongs to, if it belongs to one.
    pub fn account(&self) -> Option<&str> {
        match self {
            Principal::Root { account }
            | Principal::User { account, .. }
            | Principal::RoleSession { account, .. }
            | Principal::FederatedUser { account, .. } => Some(account),
            Principal::Federated { .. } | Principal::Service { .. } | Principal::Anonymous => None,
        }
    }
}
