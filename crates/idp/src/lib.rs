//! The door to user pools: one file per operation in `ops/`, one line per operation here.

mod asked;
mod attributes;
mod blind;
mod clients;
mod delivery;
mod document;
mod domains;
mod groups;
mod invitation;
mod listing;
mod newcomer;
pub mod ops;
mod outcome;
mod pools;
mod profile;
mod standing;
mod verification;

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
        Op::AddUserPoolClientSecret => {
            admin(ops::add_user_pool_client_secret::add_user_pool_client_secret)
        }
        Op::AdminAddUserToGroup => admin(ops::admin_add_user_to_group::admin_add_user_to_group),
        Op::AdminConfirmSignUp => admin(ops::admin_confirm_sign_up::admin_confirm_sign_up),
        Op::AdminCreateUser => admin(ops::admin_create_user::admin_create_user),
        Op::AdminDeleteUser => admin(ops::admin_delete_user::admin_delete_user),
        Op::AdminDeleteUserAttributes => {
            admin(ops::admin_delete_user_attributes::admin_delete_user_attributes)
        }
        Op::AdminDisableUser => admin(ops::admin_disable_user::admin_disable_user),
        Op::AdminEnableUser => admin(ops::admin_enable_user::admin_enable_user),
        Op::AdminGetUser => admin(ops::admin_get_user::admin_get_user),
        Op::AdminInitiateAuth => admin(ops::admin_initiate_auth::admin_initiate_auth),
        Op::AdminListGroupsForUser => {
            admin(ops::admin_list_groups_for_user::admin_list_groups_for_user)
        }
        Op::AdminRemoveUserFromGroup => {
            admin(ops::admin_remove_user_from_group::admin_remove_user_from_group)
        }
        Op::AdminResetUserPassword => {
            admin(ops::admin_reset_user_password::admin_reset_user_password)
        }
        Op::AdminRespondToAuthChallenge => {
            admin(ops::admin_respond_to_auth_challenge::admin_respond_to_auth_challenge)
        }
        Op::AdminSetUserPassword => admin(ops::admin_set_user_password::admin_set_user_password),
        Op::AdminUpdateUserAttributes => {
            admin(ops::admin_update_user_attributes::admin_update_user_attributes)
        }
        Op::AdminUserGlobalSignOut => {
            admin(ops::admin_user_global_sign_out::admin_user_global_sign_out)
        }
        Op::ChangePassword => signed_in(ops::change_password::change_password),
        Op::ConfirmForgotPassword => anyone(ops::confirm_forgot_password::confirm_forgot_password),
        Op::ConfirmSignUp => anyone(ops::confirm_sign_up::confirm_sign_up),
        Op::CreateGroup => admin(ops::create_group::create_group),
        Op::CreateUserPool => admin(ops::create_user_pool::create_user_pool),
        Op::CreateUserPoolClient => admin(ops::create_user_pool_client::create_user_pool_client),
        Op::CreateUserPoolDomain => admin(ops::create_user_pool_domain::create_user_pool_domain),
        Op::DeleteGroup => admin(ops::delete_group::delete_group),
        Op::DeleteUser => signed_in(ops::delete_user::delete_user),
        Op::DeleteUserAttributes => signed_in(ops::delete_user_attributes::delete_user_attributes),
        Op::DeleteUserPool => admin(ops::delete_user_pool::delete_user_pool),
        Op::DeleteUserPoolClient => admin(ops::delete_user_pool_client::delete_user_pool_client),
        Op::DeleteUserPoolClientSecret => {
            admin(ops::delete_user_pool_client_secret::delete_user_pool_client_secret)
        }
        Op::DeleteUserPoolDomain => admin(ops::delete_user_pool_domain::delete_user_pool_domain),
        Op::DescribeUserPool => admin(ops::describe_user_pool::describe_user_pool),
        Op::DescribeUserPoolClient => {
            admin(ops::describe_user_pool_client::describe_user_pool_client)
        }
        Op::DescribeUserPoolDomain => {
            admin(ops::describe_user_pool_domain::describe_user_pool_domain)
        }
        Op::ForgotPassword => anyone(ops::forgot_password::forgot_password),
        Op::GetGroup => admin(ops::get_group::get_group),
        Op::GetTokensFromRefreshToken => {
            anyone(ops::get_tokens_from_refresh_token::get_tokens_from_refresh_token)
        }
        Op::GetUser => signed_in(ops::get_user::get_user),
        Op::GetUserAttributeVerificationCode => signed_in(
            ops::get_user_attribute_verification_code::get_user_attribute_verification_code,
        ),
        Op::GlobalSignOut => signed_in(ops::global_sign_out::global_sign_out),
        Op::InitiateAuth => anyone(ops::initiate_auth::initiate_auth),
        Op::ListGroups => admin(ops::list_groups::list_groups),
        Op::ListUserPoolClientSecrets => {
            admin(ops::list_user_pool_client_secrets::list_user_pool_client_secrets)
        }
        Op::ListUserPoolClients => admin(ops::list_user_pool_clients::list_user_pool_clients),
        Op::ListUserPools => admin(ops::list_user_pools::list_user_pools),
        Op::ListUsers => admin(ops::list_users::list_users),
        Op::ListUsersInGroup => admin(ops::list_users_in_group::list_users_in_group),
        Op::ResendConfirmationCode => {
            anyone(ops::resend_confirmation_code::resend_confirmation_code)
        }
        Op::RespondToAuthChallenge => {
            anyone(ops::respond_to_auth_challenge::respond_to_auth_challenge)
        }
        Op::RevokeToken => anyone(ops::revoke_token::revoke_token),
        Op::SignUp => anyone(ops::sign_up::sign_up),
        Op::UpdateGroup => admin(ops::update_group::update_group),
        Op::UpdateUserAttributes => signed_in(ops::update_user_attributes::update_user_attributes),
        Op::UpdateUserPool => admin(ops::update_user_pool::update_user_pool),
        Op::UpdateUserPoolClient => admin(ops::update_user_pool_client::update_user_pool_client),
        Op::UpdateUserPoolDomain => admin(ops::update_user_pool_domain::update_user_pool_domain),
        Op::VerifyUserAttribute => signed_in(ops::verify_user_attribute::verify_user_attribute),
        Op::AdminDeleteSoftwareToken
        | Op::AdminDisableProviderForUser
        | Op::AdminForgetDevice
        | Op::AdminGetDevice
        | Op::AdminGetUserAuthFactors
        | Op::AdminLinkProviderForUser
        | Op::AdminListDevices
        | Op::AdminListUserAuthEvents
        | Op::AdminListUserSessions
        | Op::AdminRevokeUserSession
        | Op::AdminSetUserMFAPreference
        | Op::AdminSetUserSettings
        | Op::AdminUpdateAuthEventFeedback
        | Op::AdminUpdateDeviceStatus
        | Op::AssociateSoftwareToken
        | Op::CompleteWebAuthnRegistration
        | Op::ConfirmDevice
        | Op::CreateIdentityProvider
        | Op::CreateManagedLoginBranding
        | Op::CreateResourceServer
        | Op::CreateTerms
        | Op::CreateUserImportJob
        | Op::CreateUserPoolReplica
        | Op::DeleteIdentityProvider
        | Op::DeleteManagedLoginBranding
        | Op::DeleteResourceServer
        | Op::DeleteTerms
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
        | Op::ForgetDevice
        | Op::GetCSVHeader
        | Op::GetClientToken
        | Op::GetDerivedToken
        | Op::GetDevice
        | Op::GetIdentityProviderByIdentifier
        | Op::GetLogDeliveryConfiguration
        | Op::GetProvisionedLimit
        | Op::GetSigningCertificate
        | Op::GetUICustomization
        | Op::GetUserAuthFactors
        | Op::GetUserPoolClientSessionConfiguration
        | Op::GetUserPoolMfaConfig
        | Op::GetUserPoolSessionConfiguration
        | Op::ListDevices
        | Op::ListIdentityProviders
        | Op::ListResourceServers
        | Op::ListTagsForResource
        | Op::ListTerms
        | Op::ListUserImportJobs
        | Op::ListUserPoolReplicas
        | Op::ListUserSessions
        | Op::ListWebAuthnCredentials
        | Op::RevokeUserSession
        | Op::SetLogDeliveryConfiguration
        | Op::SetRiskConfiguration
        | Op::SetUICustomization
        | Op::SetUserMFAPreference
        | Op::SetUserPoolClientSessionConfiguration
        | Op::SetUserPoolMfaConfig
        | Op::SetUserPoolSessionConfiguration
        | Op::SetUserSettings
        | Op::StartUserImportJob
        | Op::StartWebAuthnRegistration
        | Op::StopUserImportJob
        | Op::TagResource
        | Op::UntagResource
        | Op::UpdateAuthEventFeedback
        | Op::UpdateDeviceStatus
        | Op::UpdateIdentityProvider
        | Op::UpdateManagedLoginBranding
        | Op::UpdateProvisionedLimit
        | Op::UpdateResourceServer
        | Op::UpdateTerms
        | Op::UpdateUserPoolReplica
        | Op::VerifySoftwareToken => missing(),
    }
}
