//! STS. `AssumeRole` is decided by the role's trust policy, inside the operation; nothing has a hold on
//! `GetCallerIdentity` and `GetSessionToken`.

use super::Of::{self, FederatedUser, Inside, Nothing, Root};

pub const TABLE: &[(&str, Of)] = &[
    ("AssumeRole", Inside),
    ("AssumeRoot", Root),
    ("DecodeAuthorizationMessage", Nothing),
    ("GetAccessKeyInfo", Nothing),
    ("GetCallerIdentity", Inside),
    ("GetDelegatedAccessToken", Nothing),
    ("GetFederationToken", FederatedUser),
    ("GetSessionToken", Inside),
    ("GetWebIdentityToken", Nothing),
];
