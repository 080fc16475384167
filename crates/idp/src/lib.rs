//! The door to user pools: one file per operation in `ops/`, one line per operation here.

mod blind;
mod clients;
mod document;
pub mod ops;
mod outcome;
mod pools;
mod profile;
mod standing;

use cognate_core::call::{Door, Handler, admin, anyone, missing, signed_in};
use cognate_shapes::idp::{Op, SERVICE};

/// `cognito-idp` with everything that is built.
pub fn door() -> Door {
    Door::new(&SERVICE, Op::ALL.iter().map(|op| (op.spec().name, handler(*op))))
}

/// The function behind each operation. The match is exhaustive: an operation that the model knows
/// and this table forgets does not compile.
fn handler(op: Op) -> Handler {
    match op {
        Op::AddCustomAttributes => admin(ops::add_custom_attributes::add_custom_attributes),
        Op::AddUserPoolClientSecret => admin(ops::add_user_pool_client_secret::add_user_pool_client_secret),
        Op::AdminCreateUser => admin(ops::admin_create_user::admin_create_user),
        Op::AdminDeleteUser => admin(ops::admin_delete_user::admin_delete_user),
        Op::AdminDisableUser => admin(ops::admin_disable_user::admin_disable_user),
        Op::AdminEnableUser => admin(ops::admin_enable_user::admin_enable_user),
        Op::AdminGetUser => admin(ops::admin_get_user::admin_get_user),
        Op::AdminInitiateAuth => admin(ops::admin_initiate_auth::admin_initiate_auth),
        Op::AdminRespondToAuthChallenge => admin(ops::admin_respond_to_auth_challenge::admin_respond_to_auth_challenge),
        Op::AdminSetUserPassword => admin(ops::admin_set_user_password::admin_set_user_password),
        Op::AdminUserGlobalSignOut => admin(ops::admin_user_global_sign_out::admin_user_global_sign_out),
        Op::ChangePassword => signed_in(ops::change_password::change_password),
        Op::CreateUserPool => admin(ops::create_user_pool::create_user_pool),
        Op::CreateUserPoolClient => admin(ops::create_user_pool_client::create_user_pool_client),
        Op::DeleteUserPool => admin(ops::delete_user_pool::delete_user_pool),
        Op::DeleteUserPoolClient => admin(ops::delete_user_pool_client::delete_user_pool_client),
        Op::DeleteUserPoolClientSecret => admin(ops::delete_user_pool_client_secret::delete_user_pool_client_secret),
        Op::DescribeUserPool => admin(ops::describe_user_pool::describe_user_pool),
        Op::DescribeUserPoolClient => admin(ops::describe_user_pool_client::describe_user_pool_client),
        Op::GetTokensFromRefreshToken => anyone(ops::get_tokens_from_refresh_token::get_tokens_from_refresh_token),
        Op::GetUser => signed_in(ops::get_user::get_user),
        Op::GlobalSignOut => signed_in(ops::global_sign_out::global_sign_out),
        Op::InitiateAuth => anyone(ops::initiate_auth::initiate_auth),
        Op::ListUserPoolClientSecrets => admin(ops::list_user_pool_client_secrets::list_user_pool_client_secrets),
        Op::ListUserPoolClients => admin(ops::list_user_pool_clients::list_user_pool_clients),
        Op::ListUserPools => admin(ops::list_user_pools::list_user_pools),
        Op::RespondToAuthChallenge => anyone(ops::respond_to_auth_challenge::respond_to_auth_challenge),
        Op::RevokeToken => anyone(ops::revoke_token::revoke_token),
        Op::UpdateUserPool => admin(ops::update_user_pool::update_user_pool),
        Op::UpdateUserPoolClient => admin(ops::update_user_pool_client::update_user_pool_client),
        Op::AdminAddUserToGroup
        | Op::AdminConfirmSignUp
        | Op::AdminDeleteSoftwareToken
        | Op::AdminDeleteUserAttributes
        | Op::AdminDisableProviderForUser
        | Op::AdminForgetDevice
        | Op::AdminGetDevice
        | Op::AdminGetUserAuthFactors
        | Op::AdminLinkProviderForUser
        | Op::AdminListDevices
        | Op::AdminListGroupsForUser
        | Op::AdminListUserAuthEvents
        | Op::AdminListUserSessions
        | Op::AdminRemoveUserFromGroup
        | Op::AdminResetUserPassword
        | Op::AdminRevokeUserSession
        | Op::AdminSetUserMFAPreference
        | Op::AdminSetUserSettings
        | Op::AdminUpdateAuthEventFeedback
        | Op::AdminUpdateDeviceStatus
        | Op::AdminUpdateUserAttributes
        | Op::AssociateSoftwareToken
        | Op::CompleteWebAuthnRegistration
        | Op::ConfirmDevice
        | Op::ConfirmForgotPassword
        | Op::ConfirmSignUp
        | Op::CreateGroup
        | Op::CreateIdentityProvider
        | Op::CreateManagedLoginBranding
        | Op::CreateResourceServer
        | Op::CreateTerms
        | Op::CreateUserImportJob
        | Op::CreateUserPoolDomain
        | Op::CreateUserPoolReplica
        | Op::DeleteGroup
        | Op::DeleteIdentityProvider
        | Op::DeleteManagedLoginBranding
        | Op::DeleteResourceServer
        | Op::DeleteTerms
        | Op::DeleteUser
        | Op::DeleteUserAttributes
        | Op::DeleteUserPoolDomain
        | Op::DeleteUserPoolReplica
        | Op::DeleteWebAuthnCredential
        | Op::DescribeIdentityProvider
        | Op::DescribeManagedLoginBranding
        | Op::DescribeManagedLoginBrandingByClient
        | Op::DescribeResourceServer
        | Op::DescribeRiskConfiguration
        | Op::DescribeTerms
        | Op::DescribeTermsByClient
        | Op::DescribeUserImportJob
        | Op::DescribeUserPoolDomain
        | Op::ForgetDevice
        | Op::ForgotPassword
        | Op::GetCSVHeader
        | Op::GetClientToken
        | Op::GetDerivedToken
        | Op::GetDevice
        | Op::GetGroup
        | Op::GetIdentityProviderByIdentifier
        | Op::GetLogDeliveryConfiguration
        | Op::GetProvisionedLimit
        | Op::GetSigningCertificate
        | Op::GetUICustomization
        | Op::GetUserAttributeVerificationCode
        | Op::GetUserAuthFactors
        | Op::GetUserPoolClientSessionConfiguration
        | Op::GetUserPoolMfaConfig
        | Op::GetUserPoolSessionConfiguration
        | Op::ListDevices
        | Op::ListGroups
        | Op::ListIdentityProviders
        | Op::ListResourceServers
        | Op::ListTagsForResource
        | Op::ListTerms
        | Op::ListUserImportJobs
        | Op::ListUserPoolReplicas
        | Op::ListUserSessions
        | Op::ListUsers
        | Op::ListUsersInGroup
        | Op::ListWebAuthnCredentials
        | Op::ResendConfirmationCode
        | Op::RevokeUserSession
        | Op::SetLogDeliveryConfiguration
        | Op::SetRiskConfiguration
        | Op::SetUICustomization
        | Op::SetUserMFAPreference
        | Op::SetUserPoolClientSessionConfiguration
        | Op::SetUserPoolMfaConfig
        | Op::SetUserPoolSessionConfiguration
        | Op::SetUserSettings
        | Op::SignUp
        | Op::StartUserImportJob
        | Op::StartWebAuthnRegistration
        | Op::StopUserImportJob
        | Op::TagResource
        | Op::UntagResource
        | Op::UpdateAuthEventFeedback
        | Op::UpdateDeviceStatus
        | Op::UpdateGroup
        | Op::UpdateIdentityProvider
        | Op::UpdateManagedLoginBranding
        | Op::UpdateProvisionedLimit
        | Op::UpdateResourceServer
        | Op::UpdateTerms
        | Op::UpdateUserAttributes
        | Op::UpdateUserPoolDomain
        | Op::UpdateUserPoolReplica
        | Op::VerifySoftwareToken
        | Op::VerifyUserAttribute => missing(),
    }
}
