//! Who a signature belongs to.

use std::sync::Arc;

use cognate_access::arn::Arn;
use cognate_access::policy;

use crate::iam::Subject;
use crate::session_token::{Kind, Session};

/// Who a signature belongs to, as it is now: users and roles are read with every request.
#[derive(Clone)]
pub struct Principal {
    /// As `GetCallerIdentity` answers it; a session's own.
    pub arn: String,
    /// Twelve digits.
    pub account: String,
    /// `UserId` of `GetCallerIdentity`, the same as `aws:userid`.
    pub id: String,
    /// None in development, when nobody signed.
    pub access_key_id: Option<String>,
    pub who: Who,
}

/// The kinds of principals. `session`: signed with temporary credentials.
#[derive(Clone)]
pub enum Who {
    Root {
        session: Option<Arc<Session>>,
    },
    User {
        user: Arc<Subject>,
        session: Option<Arc<Session>>,
    },
    Role {
        role: Arc<Subject>,
        session: Arc<Session>,
    },
    /// Of `GetFederationToken`. Without a user, the root made it.
    FederatedUser {
        user: Option<Arc<Subject>>,
        session: Arc<Session>,
    },
}

impl Principal {
    pub fn root(account: &str, access_key_id: Option<&str>) -> Principal {
        Principal {
            arn: Arn::root(account).to_string(),
            account: account.to_owned(),
            id: account.to_owned(),
            access_key_id: access_key_id.map(str::to_owned),
            who: Who::Root { session: None },
        }
    }

    pub fn root_session(session: Arc<Session>) -> Principal {
        let key = session.access_key_id.clone();
        let root = Principal::root(&session.account, Some(&key));
        Principal { who: Who::Root { session: Some(session) }, ..root }
    }

    /// `session`: of `GetSessionToken`.
    pub fn user(
        account: &str,
        user: Arc<Subject>,
        access_key_id: &str,
        session: Option<Arc<Session>>,
    ) -> Principal {
        Principal {
            arn: user.arn.clone(),
            account: account.to_owned(),
            id: user.id.clone(),
            access_key_id: Some(access_key_id.to_owned()),
            who: Who::User { user, session },
        }
    }

    /// `session_name` is that of the session's kind.
    pub fn role(role: Arc<Subject>, session_name: &str, session: Arc<Session>) -> Principal {
        Principal {
            arn: Arn::assumed_role(&session.account, &role.name, session_name).to_string(),
            account: session.account.clone(),
            id: format!("{}:{session_name}", role.id),
            access_key_id: Some(session.access_key_id.clone()),
            who: Who::Role { role, session },
        }
    }

    /// `name` is that of the session's kind; `user`, who made it, unless that was the root.
    pub fn federated_user(
        user: Option<Arc<Subject>>,
        name: &str,
        session: Arc<Session>,
    ) -> Principal {
        Principal {
            arn: Arn::federated_user(&session.account, name).to_string(),
            account: session.account.clone(),
            id: format!("{}:{name}", session.account),
            access_key_id: Some(session.access_key_id.clone()),
            who: Who::FederatedUser { user, session },
        }
    }

    /// The root of the account, with whatever credentials.
    pub fn is_root(&self) -> bool {
        matches!(self.who, Who::Root { .. })
    }

    pub fn session(&self) -> Option<&Arc<Session>> {
        match &self.who {
            Who::Root { session } | Who::User { session, .. } => session.as_ref(),
            Who::Role { session, .. } | Who::FederatedUser { session, .. } => Some(session),
        }
    }

    /// The user or role whose policies count.
    pub fn subject(&self) -> Option<&Arc<Subject>> {
        match &self.who {
            Who::Root { .. } => None,
            Who::User { user, .. } => Some(user),
            Who::Role { role, .. } => Some(role),
            Who::FederatedUser { user, .. } => user.as_ref(),
        }
    }

    /// As the policy engine names it.
    pub fn policy_principal(&self) -> policy::Principal {
        let (account, arn) = (self.account.clone(), self.arn.clone());
        match &self.who {
            Who::Root { .. } => policy::Principal::Root { account },
            Who::User { user, .. } => policy::Principal::User { account, arn, id: user.id.clone() },
            Who::Role { role, .. } => policy::Principal::RoleSession {
                account,
                arn,
                role_arn: role.arn.clone(),
                role_id: role.id.clone(),
            },
            Who::FederatedUser { user, .. } => {
                let root = Arn::root(&account).to_string();
                let (user_arn, user_id) = match user {
                    Some(user) => (user.arn.clone(), user.id.clone()),
                    None => (root, account.clone()),
                };
                policy::Principal::FederatedUser { account, arn, user_arn, user_id }
            }
        }
    }

    /// The value of `aws:PrincipalArn`: for a role's session the role, with its path.
    pub fn policy_arn(&self) -> &str {
        match &self.who {
            Who::Role { role, .. } => &role.arn,
            _ => &self.arn,
        }
    }

    /// Signed by credentials of `GetSessionToken`, or the root's of `AssumeRoot`.
    pub fn is_of_session_token(&self) -> bool {
        self.session().is_some_and(|session| matches!(session.kind, Kind::User { .. } | Kind::Root))
    }
}
