//! Which flow a request names, through which door it came, and whether the client permits it.

use serde::{Deserialize, Serialize};

use crate::client::Flows;
use crate::refusal::{self, Refusal};

/// Where the request came in: the public operations, or the IAM-signed `Admin…` twins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    Public,
    Admin,
}

/// The flows of `AuthFlowType`; the old names are folded into the present ones. Sealed into sessions by
/// position: append, never reorder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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

    fn is_permitted(self, flows: &Flows) -> bool {
        match self {
            Flow::UserPassword => flows.user_password,
            Flow::UserSrp => flows.user_srp,
            Flow::AdminUserPassword => flows.admin_password,
            Flow::RefreshToken => flows.refresh,
            Flow::Custom => flows.custom,
            Flow::User => flows.user_auth,
        }
    }

    /// Refuses a flow at the wrong door, or one that the client does not list.
    pub fn gate(self, door: Door, flows: &Flows) -> Result<(), Refusal> {
        if self == Flow::AdminUserPassword && door == Door::Public {
            return Err(refusal::invalid_parameter("Initiate Auth method not supported."));
        }
        if self.is_permitted(flows) {
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
