//! Which flow a request names, through which door it came, and whether the client permits it.

use crate::client::ClientRules;
use crate::refusal::{self, Refusal};

/// Where the request came in: the public operations, or the IAM-signed `Admin…` twins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    Public,
    Admin,
}

/// The flows of `AuthFlowType`; the old names are folded into the present ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    UserPassword,
    UserSrp,
    AdminUserPassword,
    RefreshToken,
    Custom,
    User,
}

impl Flow {
    /// `name` has passed the model's enum, so an unknown one cannot arrive here.
    pub fn from_name(name: &str) -> Option<Flow> {
        Some(match name {
            "USER_PASSWORD_AUTH" => Flow::UserPassword,
            "USER_SRP_AUTH" => Flow::UserSrp,
            "ADMIN_USER_PASSWORD_AUTH" | "ADMIN_NO_SRP_AUTH" => Flow::AdminUserPassword,
            "REFRESH_TOKEN_AUTH" | "REFRESH_TOKEN" => Flow::RefreshToken,
            "CUSTOM_AUTH" => Flow::Custom,
            "USER_AUTH" => Flow::User,
            _ => return None,
        })
    }

    /// The client's permission this flow needs, as `ExplicitAuthFlows` names it.
    fn permission(self) -> &'static str {
        match self {
            Flow::UserPassword => "ALLOW_USER_PASSWORD_AUTH",
            Flow::UserSrp => "ALLOW_USER_SRP_AUTH",
            Flow::AdminUserPassword => "ALLOW_ADMIN_USER_PASSWORD_AUTH",
            Flow::RefreshToken => "ALLOW_REFRESH_TOKEN_AUTH",
            Flow::Custom => "ALLOW_CUSTOM_AUTH",
            Flow::User => "ALLOW_USER_AUTH",
        }
    }

    /// Refuses a flow at the wrong door, or one that the client does not list.
    pub fn gate(self, door: Door, client: &ClientRules) -> Result<(), Refusal> {
        if self == Flow::AdminUserPassword && door == Door::Public {
            return Err(refusal::invalid_parameter("Initiate Auth method not supported."));
        }
        if client.permits(self.permission()) {
            return Ok(());
        }
        let text = match self {
            Flow::UserPassword => "USER_PASSWORD_AUTH flow not enabled for this client",
            Flow::UserSrp => "USER_SRP_AUTH flow not enabled for this client",
            Flow::User => "USER_AUTH flow not enabled for this client",
            Flow::AdminUserPassword | Flow::RefreshToken | Flow::Custom => {
                "Auth flow not enabled for this client"
            }
        };
        Err(refusal::invalid_parameter(text))
    }
}
