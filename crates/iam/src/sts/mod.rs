//! The door to STS.

pub mod assume_role;
pub mod assume_role_with_saml;
pub mod assume_role_with_web_identity;
pub mod assume_root;
pub mod decode_authorization_message;
pub mod get_access_key_info;
pub mod get_caller_identity;
pub mod get_delegated_access_token;
pub mod get_federation_token;
pub mod get_session_token;
pub mod get_web_identity_token;

use cognate_core::call::{Door, Handler, admin, anyone, identified};
use cognate_shapes::sts::{Op, SERVICE};

/// `sts` with everything that is built.
pub fn door() -> Door {
    Door::new(&SERVICE, Op::ALL.iter().map(|op| (op.spec().name, handler(*op))))
}

/// The function behind each operation. The match is exhaustive: an operation that the model knows
/// and this table forgets does not compile.
fn handler(op: Op) -> Handler {
    match op {
        Op::AssumeRole => identified(assume_role::assume_role),
        Op::AssumeRoleWithSAML => anyone(assume_role_with_saml::assume_role_with_saml),
        Op::AssumeRoleWithWebIdentity => {
            anyone(assume_role_with_web_identity::assume_role_with_web_identity)
        }
        Op::AssumeRoot => admin(assume_root::assume_root),
        Op::DecodeAuthorizationMessage => {
            admin(decode_authorization_message::decode_authorization_message)
        }
        Op::GetAccessKeyInfo => admin(get_access_key_info::get_access_key_info),
        Op::GetCallerIdentity => identified(get_caller_identity::get_caller_identity),
        Op::GetDelegatedAccessToken => {
            admin(get_delegated_access_token::get_delegated_access_token)
        }
        Op::GetFederationToken => admin(get_federation_token::get_federation_token),
        Op::GetSessionToken => identified(get_session_token::get_session_token),
        Op::GetWebIdentityToken => admin(get_web_identity_token::get_web_identity_token),
    }
}
