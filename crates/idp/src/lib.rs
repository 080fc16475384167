//! The door to user pools: one file per operation in `ops/`, one line per operation here.

mod asked;
mod attributes;
mod auth_events;
mod blind;
mod branding;
mod clients;
mod delivery;
mod devices;
mod document;
mod domains;
mod factors;
mod groups;
mod imports;
mod invitation;
mod limits;
mod links;
mod listing;
mod log_delivery;
mod newcomer;
pub mod ops;
mod outcome;
mod pools;
mod profile;
mod providers;
mod replicas;
mod resource_servers;
mod risk;
mod roles;
mod sessions;
mod software_token;
mod standing;
mod tags;
mod terms;
mod ui_customization;
mod verification;

use cognate_core::call::{Door, Handler, admin, anyone, client, signed_in};
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
        Op::AdminDeleteSoftwareToken => {
            admin(ops::admin_delete_software_token::admin_delete_software_token)
        }
        Op::AdminDeleteUser => admin(ops::admin_delete_user::admin_delete_user),
        Op::AdminDeleteUserAttributes => {
            admin(ops::admin_delete_user_attributes::admin_delete_user_attributes)
        }
        Op::AdminDisableProviderForUser => admin(ops::admin_disable_provider_for_user::admin_disable_provider_for_user),
        Op::AdminDisableUser => admin(ops::admin_disable_user::admin_disable_user),
        Op::AdminEnableUser => admin(ops::admin_enable_user::admin_enable_user),
        Op::AdminForgetDevice => admin(ops::admin_forget_device::admin_forget_device),
        Op::AdminGetDevice => admin(ops::admin_get_device::admin_get_device),
        Op::AdminGetUser => admin(ops::admin_get_user::admin_get_user),
        Op::AdminGetUserAuthFactors => {
            admin(ops::admin_get_user_auth_factors::admin_get_user_auth_factors)
        }
        Op::AdminInitiateAuth => admin(ops::admin_initiate_auth::admin_initiate_auth),
        Op::AdminLinkProviderForUser => admin(ops::admin_link_provider_for_user::admin_link_provider_for_user),
        Op::AdminListDevices => admin(ops::admin_list_devices::admin_list_devices),
        Op::AdminListGroupsForUser => {
            admin(ops::admin_list_groups_for_user::admin_list_groups_for_user)
        }
        Op::AdminListUserAuthEvents => admin(ops::admin_list_user_auth_events::admin_list_user_auth_events),
        Op::AdminListUserSessions => admin(ops::admin_list_user_sessions::admin_list_user_sessions),
        Op::AdminRemoveUserFromGroup => {
            admin(ops::admin_remove_user_from_group::admin_remove_user_from_group)
        }
        Op::AdminResetUserPassword => {
            admin(ops::admin_reset_user_password::admin_reset_user_password)
        }
        Op::AdminRespondToAuthChallenge => {
            admin(ops::admin_respond_to_auth_challenge::admin_respond_to_auth_challenge)
        }
        Op::AdminRevokeUserSession => {
            admin(ops::admin_revoke_user_session::admin_revoke_user_session)
        }
        Op::AdminSetUserMFAPreference => {
            admin(ops::admin_set_user_mfa_preference::admin_set_user_mfa_preference)
        }
        Op::AdminSetUserPassword => admin(ops::admin_set_user_password::admin_set_user_password),
        Op::AdminSetUserSettings => admin(ops::admin_set_user_settings::admin_set_user_settings),
        Op::AdminUpdateAuthEventFeedback => admin(ops::admin_update_auth_event_feedback::admin_update_auth_event_feedback),
        Op::AdminUpdateDeviceStatus => {
            admin(ops::admin_update_device_status::admin_update_device_status)
        }
        Op::AdminUpdateUserAttributes => {
            admin(ops::admin_update_user_attributes::admin_update_user_attributes)
        }
        Op::AdminUserGlobalSignOut => {
            admin(ops::admin_user_global_sign_out::admin_user_global_sign_out)
        }
        Op::AssociateSoftwareToken => {
            anyone(ops::associate_software_token::associate_software_token)
        }
        Op::ChangePassword => signed_in(ops::change_password::change_password),
        Op::CompleteWebAuthnRegistration => {
            signed_in(ops::complete_web_authn_registration::complete_web_authn_registration)
        }
        Op::ConfirmDevice => signed_in(ops::confirm_device::confirm_device),
        Op::ConfirmForgotPassword => anyone(ops::confirm_forgot_password::confirm_forgot_password),
        Op::ConfirmSignUp => anyone(ops::confirm_sign_up::confirm_sign_up),
        Op::CreateGroup => admin(ops::create_group::create_group),
        Op::CreateIdentityProvider => admin(ops::create_identity_provider::create_identity_provider),
        Op::CreateManagedLoginBranding => admin(ops::create_managed_login_branding::create_managed_login_branding),
        Op::CreateResourceServer => admin(ops::create_resource_server::create_resource_server),
        Op::CreateTerms => admin(ops::create_terms::create_terms),
        Op::CreateUserImportJob => admin(ops::create_user_import_job::create_user_import_job),
        Op::CreateUserPool => admin(ops::create_user_pool::create_user_pool),
        Op::CreateUserPoolClient => admin(ops::create_user_pool_client::create_user_pool_client),
        Op::CreateUserPoolDomain => admin(ops::create_user_pool_domain::create_user_pool_domain),
        Op::CreateUserPoolReplica => admin(ops::create_user_pool_replica::create_user_pool_replica),
        Op::DeleteGroup => admin(ops::delete_group::delete_group),
        Op::DeleteIdentityProvider => admin(ops::delete_identity_provider::delete_identity_provider),
        Op::DeleteManagedLoginBranding => admin(ops::delete_managed_login_branding::delete_managed_login_branding),
        Op::DeleteResourceServer => admin(ops::delete_resource_server::delete_resource_server),
        Op::DeleteTerms => admin(ops::delete_terms::delete_terms),
        Op::DeleteUser => signed_in(ops::delete_user::delete_user),
        Op::DeleteUserAttributes => signed_in(ops::delete_user_attributes::delete_user_attributes),
        Op::DeleteUserPool => admin(ops::delete_user_pool::delete_user_pool),
        Op::DeleteUserPoolClient => admin(ops::delete_user_pool_client::delete_user_pool_client),
        Op::DeleteUserPoolClientSecret => {
            admin(ops::delete_user_pool_client_secret::delete_user_pool_client_secret)
        }
        Op::DeleteUserPoolDomain => admin(ops::delete_user_pool_domain::delete_user_pool_domain),
        Op::DeleteUserPoolReplica => admin(ops::delete_user_pool_replica::delete_user_pool_replica),
        Op::DeleteWebAuthnCredential => {
            signed_in(ops::delete_web_authn_credential::delete_web_authn_credential)
        }
        Op::DescribeIdentityProvider => admin(ops::describe_identity_provider::describe_identity_provider),
        Op::DescribeManagedLoginBranding => admin(ops::describe_managed_login_branding::describe_managed_login_branding),
        Op::DescribeManagedLoginBrandingByClient => admin(ops::describe_managed_login_branding_by_client::describe_managed_login_branding_by_client),
        Op::DescribeResourceServer => admin(ops::describe_resource_server::describe_resource_server),
        Op::DescribeRiskConfiguration => admin(ops::describe_risk_configuration::describe_risk_configuration),
        Op::DescribeTerms => admin(ops::describe_terms::describe_terms),
        Op::DescribeTermsByClient => admin(ops::describe_terms_by_client::describe_terms_by_client),
        Op::DescribeUserImportJob => admin(ops::describe_user_import_job::describe_user_import_job),
        Op::DescribeUserPool => admin(ops::describe_user_pool::describe_user_pool),
        Op::DescribeUserPoolClient => {
            admin(ops::describe_user_pool_client::describe_user_pool_client)
        }
        Op::DescribeUserPoolDomain => {
            admin(ops::describe_user_pool_domain::describe_user_pool_domain)
        }
        Op::ForgetDevice => signed_in(ops::forget_device::forget_device),
        Op::ForgotPassword => anyone(ops::forgot_password::forgot_password),
        Op::GetCSVHeader => admin(ops::get_csv_header::get_csv_header),
        Op::GetClientToken => anyone(ops::get_client_token::get_client_token),
        Op::GetDerivedToken => client(ops::get_derived_token::get_derived_token),
        Op::GetDevice => signed_in(ops::get_device::get_device),
        Op::GetGroup => admin(ops::get_group::get_group),
        Op::GetIdentityProviderByIdentifier => admin(ops::get_identity_provider_by_identifier::get_identity_provider_by_identifier),
        Op::GetLogDeliveryConfiguration => admin(ops::get_log_delivery_configuration::get_log_delivery_configuration),
        Op::GetSigningCertificate => admin(ops::get_signing_certificate::get_signing_certificate),
        Op::GetProvisionedLimit => admin(ops::get_provisioned_limit::get_provisioned_limit),
        Op::GetTokensFromRefreshToken => {
            anyone(ops::get_tokens_from_refresh_token::get_tokens_from_refresh_token)
        }
        Op::GetUICustomization => admin(ops::get_ui_customization::get_ui_customization),
        Op::GetUser => signed_in(ops::get_user::get_user),
        Op::GetUserAttributeVerificationCode => signed_in(
            ops::get_user_attribute_verification_code::get_user_attribute_verification_code,
        ),
        Op::GetUserAuthFactors => signed_in(ops::get_user_auth_factors::get_user_auth_factors),
        Op::GetUserPoolClientSessionConfiguration => {
            admin(ops::get_user_pool_client_session_configuration::get_user_pool_client_session_configuration)
        }
        Op::GetUserPoolMfaConfig => admin(ops::get_user_pool_mfa_config::get_user_pool_mfa_config),
        Op::GetUserPoolSessionConfiguration => {
            admin(ops::get_user_pool_session_configuration::get_user_pool_session_configuration)
        }
        Op::GlobalSignOut => signed_in(ops::global_sign_out::global_sign_out),
        Op::InitiateAuth => anyone(ops::initiate_auth::initiate_auth),
        Op::ListDevices => signed_in(ops::list_devices::list_devices),
        Op::ListGroups => admin(ops::list_groups::list_groups),
        Op::ListIdentityProviders => admin(ops::list_identity_providers::list_identity_providers),
        Op::ListResourceServers => admin(ops::list_resource_servers::list_resource_servers),
        Op::ListTagsForResource => admin(ops::list_tags_for_resource::list_tags_for_resource),
        Op::ListTerms => admin(ops::list_terms::list_terms),
        Op::ListUserImportJobs => admin(ops::list_user_import_jobs::list_user_import_jobs),
        Op::ListUserPoolClientSecrets => {
            admin(ops::list_user_pool_client_secrets::list_user_pool_client_secrets)
        }
        Op::ListUserPoolClients => admin(ops::list_user_pool_clients::list_user_pool_clients),
        Op::ListUserPoolReplicas => admin(ops::list_user_pool_replicas::list_user_pool_replicas),
        Op::ListUserPools => admin(ops::list_user_pools::list_user_pools),
        Op::ListUserSessions => signed_in(ops::list_user_sessions::list_user_sessions),
        Op::ListUsers => admin(ops::list_users::list_users),
        Op::ListUsersInGroup => admin(ops::list_users_in_group::list_users_in_group),
        Op::ListWebAuthnCredentials => {
            signed_in(ops::list_web_authn_credentials::list_web_authn_credentials)
        }
        Op::ResendConfirmationCode => {
            anyone(ops::resend_confirmation_code::resend_confirmation_code)
        }
        Op::RespondToAuthChallenge => {
            anyone(ops::respond_to_auth_challenge::respond_to_auth_challenge)
        }
        Op::RevokeToken => anyone(ops::revoke_token::revoke_token),
        Op::RevokeUserSession => signed_in(ops::revoke_user_session::revoke_user_session),
        Op::SetLogDeliveryConfiguration => admin(ops::set_log_delivery_configuration::set_log_delivery_configuration),
        Op::SetRiskConfiguration => admin(ops::set_risk_configuration::set_risk_configuration),
        Op::SetUICustomization => admin(ops::set_ui_customization::set_ui_customization),
        Op::SetUserMFAPreference => {
            signed_in(ops::set_user_mfa_preference::set_user_mfa_preference)
        }
        Op::SetUserPoolClientSessionConfiguration => {
            admin(ops::set_user_pool_client_session_configuration::set_user_pool_client_session_configuration)
        }
        Op::SetUserPoolMfaConfig => admin(ops::set_user_pool_mfa_config::set_user_pool_mfa_config),
        Op::SetUserPoolSessionConfiguration => {
            admin(ops::set_user_pool_session_configuration::set_user_pool_session_configuration)
        }
        Op::SetUserSettings => signed_in(ops::set_user_settings::set_user_settings),
        Op::SignUp => anyone(ops::sign_up::sign_up),
        Op::StartUserImportJob => admin(ops::start_user_import_job::start_user_import_job),
        Op::StartWebAuthnRegistration => {
            signed_in(ops::start_web_authn_registration::start_web_authn_registration)
        }
        Op::StopUserImportJob => admin(ops::stop_user_import_job::stop_user_import_job),
        Op::TagResource => admin(ops::tag_resource::tag_resource),
        Op::UntagResource => admin(ops::untag_resource::untag_resource),
        Op::UpdateAuthEventFeedback => anyone(ops::update_auth_event_feedback::update_auth_event_feedback),
        Op::UpdateDeviceStatus => signed_in(ops::update_device_status::update_device_status),
        Op::UpdateGroup => admin(ops::update_group::update_group),
        Op::UpdateIdentityProvider => admin(ops::update_identity_provider::update_identity_provider),
        Op::UpdateManagedLoginBranding => admin(ops::update_managed_login_branding::update_managed_login_branding),
        Op::UpdateProvisionedLimit => {
            admin(ops::update_provisioned_limit::update_provisioned_limit)
        }
        Op::UpdateResourceServer => admin(ops::update_resource_server::update_resource_server),
        Op::UpdateTerms => admin(ops::update_terms::update_terms),
        Op::UpdateUserAttributes => signed_in(ops::update_user_attributes::update_user_attributes),
        Op::UpdateUserPool => admin(ops::update_user_pool::update_user_pool),
        Op::UpdateUserPoolClient => admin(ops::update_user_pool_client::update_user_pool_client),
        Op::UpdateUserPoolDomain => admin(ops::update_user_pool_domain::update_user_pool_domain),
        Op::UpdateUserPoolReplica => admin(ops::update_user_pool_replica::update_user_pool_replica),
        Op::VerifySoftwareToken => anyone(ops::verify_software_token::verify_software_token),
        Op::VerifyUserAttribute => signed_in(ops::verify_user_attribute::verify_user_attribute),
    }
}
