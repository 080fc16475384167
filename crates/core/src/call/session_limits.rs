//! What temporary credentials may not call at all, whatever policies say.
//!
//! | session of | IAM | STS |
//! |---|---|---|
//! | `GetSessionToken` | with MFA only | `AssumeRole`, `GetCallerIdentity` |
//! | `GetFederationToken` | nothing | `GetCallerIdentity` |
//! | a role | everything | all but `GetFederationToken`, `GetSessionToken` |

use cognate_access::sigv4::SigError;

use crate::call::principal::{Principal, Who};
use crate::call::target::Target;
use crate::error::{Error, Result};

/// `InvalidClientTokenId` from IAM and `AccessDenied` from STS, as AWS answers.
pub fn check(target: &Target<'_>, principal: &Principal) -> Result<()> {
    let Some(session) = principal.session() else { return Ok(()) };
    let operation = target.operation.name;
    let federated = matches!(principal.who, Who::FederatedUser { .. });
    // Sessions of AssumeRoot have their task's policy, and it limits them.
    let of_token = principal.is_of_session_token() && session.policy_arns.is_empty();
    let allowed = match target.service.name {
        "iam" => !federated && (!of_token || session.mfa_at.is_some()),
        "sts" => match operation {
            "GetCallerIdentity" => true,
            "GetFederationToken" | "GetSessionToken" => false,
            "AssumeRole" => !federated,
            _ => !federated && !of_token,
        },
        _ => true,
    };
    if allowed {
        return Ok(());
    }
    Err(match target.service.name {
        "iam" => {
            let (code, status, text) = SigError::Unrecognized.query();
            Error::new(code, text).status(status)
        }
        _ => {
            Error::new("AccessDenied", format!("Cannot call {operation} with session credentials"))
                .status(403)
        }
    })
}
