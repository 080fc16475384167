//! The door to IAM: the subset that stacks around user and identity pools use.

pub mod add_client_id_to_open_id_connect_provider;
pub mod add_role_to_instance_profile;
pub mod add_user_to_group;
pub mod attach_group_policy;
pub mod attach_role_policy;
pub mod attach_user_policy;
pub mod create_access_key;
pub mod create_account_alias;
pub mod create_group;
pub mod create_instance_profile;
pub mod create_open_id_connect_provider;
pub mod create_policy;
pub mod create_policy_version;
pub mod create_role;
pub mod create_saml_provider;
pub mod create_service_linked_role;
pub mod create_user;
pub mod create_virtual_mfa_device;
pub mod deactivate_mfa_device;
pub mod delete_access_key;
pub mod delete_account_alias;
pub mod delete_group;
pub mod delete_group_policy;
pub mod delete_instance_profile;
pub mod delete_login_profile;
pub mod delete_open_id_connect_provider;
pub mod delete_policy;
pub mod delete_policy_version;
pub mod delete_role;
pub mod delete_role_permissions_boundary;
pub mod delete_role_policy;
pub mod delete_saml_provider;
pub mod delete_service_linked_role;
pub mod delete_user;
pub mod delete_user_permissions_boundary;
pub mod delete_user_policy;
pub mod delete_virtual_mfa_device;
pub mod detach_group_policy;
pub mod detach_role_policy;
pub mod detach_user_policy;
pub mod disable_outbound_web_identity_federation;
pub mod enable_mfa_device;
pub mod enable_outbound_web_identity_federation;
pub mod get_access_key_last_used;
pub mod get_account_authorization_details;
pub mod get_account_summary;
pub mod get_context_keys_for_custom_policy;
pub mod get_context_keys_for_principal_policy;
pub mod get_group;
pub mod get_group_policy;
pub mod get_instance_profile;
pub mod get_login_profile;
pub mod get_mfa_device;
pub mod get_open_id_connect_provider;
pub mod get_outbound_web_identity_federation_info;
pub mod get_policy;
pub mod get_policy_version;
pub mod get_role;
pub mod get_role_policy;
pub mod get_saml_provider;
pub mod get_service_linked_role_deletion_status;
pub mod get_user;
pub mod get_user_policy;
pub mod list_access_keys;
pub mod list_account_aliases;
pub mod list_attached_group_policies;
pub mod list_attached_role_policies;
pub mod list_attached_user_policies;
pub mod list_entities_for_policy;
pub mod list_group_policies;
pub mod list_groups;
pub mod list_groups_for_user;
pub mod list_instance_profile_tags;
pub mod list_instance_profiles;
pub mod list_instance_profiles_for_role;
pub mod list_mfa_device_tags;
pub mod list_mfa_devices;
pub mod list_open_id_connect_provider_tags;
pub mod list_open_id_connect_providers;
pub mod list_policies;
pub mod list_policy_tags;
pub mod list_policy_versions;
pub mod list_role_policies;
pub mod list_role_tags;
pub mod list_roles;
pub mod list_saml_provider_tags;
pub mod list_saml_providers;
pub mod list_service_specific_credentials;
pub mod list_signing_certificates;
pub mod list_ssh_public_keys;
pub mod list_user_policies;
pub mod list_user_tags;
pub mod list_users;
pub mod list_virtual_mfa_devices;
pub mod put_group_policy;
pub mod put_role_permissions_boundary;
pub mod put_role_policy;
pub mod put_user_permissions_boundary;
pub mod put_user_policy;
pub mod remove_client_id_from_open_id_connect_provider;
pub mod remove_role_from_instance_profile;
pub mod remove_user_from_group;
pub mod resync_mfa_device;
pub mod set_default_policy_version;
pub mod simulate_custom_policy;
pub mod simulate_principal_policy;
pub mod tag_instance_profile;
pub mod tag_mfa_device;
pub mod tag_open_id_connect_provider;
pub mod tag_policy;
pub mod tag_role;
pub mod tag_saml_provider;
pub mod tag_user;
pub mod untag_instance_profile;
pub mod untag_mfa_device;
pub mod untag_open_id_connect_provider;
pub mod untag_policy;
pub mod untag_role;
pub mod untag_saml_provider;
pub mod untag_user;
pub mod update_access_key;
pub mod update_assume_role_policy;
pub mod update_group;
pub mod update_open_id_connect_provider_thumbprint;
pub mod update_role;
pub mod update_role_description;
pub mod update_saml_provider;
pub mod update_user;

use self::remove_client_id_from_open_id_connect_provider as remove_client_id;
use cognate_core::call::{Door, Handler, admin, missing};
use cognate_shapes::iam::{Op, SERVICE};

/// `iam` with everything that is built.
pub fn door() -> Door {
    Door::new(&SERVICE, Op::ALL.iter().map(|op| (op.spec().name, handler(*op))))
}

/// The function behind each operation. The match is exhaustive: an operation that the model knows
/// and this table forgets does not compile.
fn handler(op: Op) -> Handler {
    match op {
        Op::AddClientIDToOpenIDConnectProvider => admin(
            add_client_id_to_open_id_connect_provider::add_client_id_to_open_id_connect_provider,
        ),
        Op::AddRoleToInstanceProfile => {
            admin(add_role_to_instance_profile::add_role_to_instance_profile)
        }
        Op::AddUserToGroup => admin(add_user_to_group::add_user_to_group),
        Op::AttachGroupPolicy => admin(attach_group_policy::attach_group_policy),
        Op::AttachRolePolicy => admin(attach_role_policy::attach_role_policy),
        Op::AttachUserPolicy => admin(attach_user_policy::attach_user_policy),
        Op::CreateAccessKey => admin(create_access_key::create_access_key),
        Op::CreateAccountAlias => admin(create_account_alias::create_account_alias),
        Op::CreateGroup => admin(create_group::create_group),
        Op::CreateInstanceProfile => admin(create_instance_profile::create_instance_profile),
        Op::CreateOpenIDConnectProvider => {
            admin(create_open_id_connect_provider::create_open_id_connect_provider)
        }
        Op::CreatePolicy => admin(create_policy::create_policy),
        Op::CreatePolicyVersion => admin(create_policy_version::create_policy_version),
        Op::CreateRole => admin(create_role::create_role),
        Op::CreateSAMLProvider => admin(create_saml_provider::create_saml_provider),
        Op::CreateServiceLinkedRole => {
            admin(create_service_linked_role::create_service_linked_role)
        }
        Op::CreateUser => admin(create_user::create_user),
        Op::CreateVirtualMFADevice => admin(create_virtual_mfa_device::create_virtual_mfa_device),
        Op::DeactivateMFADevice => admin(deactivate_mfa_device::deactivate_mfa_device),
        Op::DeleteAccessKey => admin(delete_access_key::delete_access_key),
        Op::DeleteAccountAlias => admin(delete_account_alias::delete_account_alias),
        Op::DeleteGroup => admin(delete_group::delete_group),
        Op::DeleteGroupPolicy => admin(delete_group_policy::delete_group_policy),
        Op::DeleteInstanceProfile => admin(delete_instance_profile::delete_instance_profile),
        Op::DeleteLoginProfile => admin(delete_login_profile::delete_login_profile),
        Op::DeleteOpenIDConnectProvider => {
            admin(delete_open_id_connect_provider::delete_open_id_connect_provider)
        }
        Op::DeletePolicy => admin(delete_policy::delete_policy),
        Op::DeletePolicyVersion => admin(delete_policy_version::delete_policy_version),
        Op::DeleteRole => admin(delete_role::delete_role),
        Op::DeleteRolePermissionsBoundary => {
            admin(delete_role_permissions_boundary::delete_role_permissions_boundary)
        }
        Op::DeleteRolePolicy => admin(delete_role_policy::delete_role_policy),
        Op::DeleteSAMLProvider => admin(delete_saml_provider::delete_saml_provider),
        Op::DeleteServiceLinkedRole => {
            admin(delete_service_linked_role::delete_service_linked_role)
        }
        Op::DeleteUser => admin(delete_user::delete_user),
        Op::DeleteUserPermissionsBoundary => {
            admin(delete_user_permissions_boundary::delete_user_permissions_boundary)
        }
        Op::DeleteUserPolicy => admin(delete_user_policy::delete_user_policy),
        Op::DeleteVirtualMFADevice => admin(delete_virtual_mfa_device::delete_virtual_mfa_device),
        Op::DetachGroupPolicy => admin(detach_group_policy::detach_group_policy),
        Op::DetachRolePolicy => admin(detach_role_policy::detach_role_policy),
        Op::DetachUserPolicy => admin(detach_user_policy::detach_user_policy),
        Op::DisableOutboundWebIdentityFederation => admin(
            disable_outbound_web_identity_federation::disable_outbound_web_identity_federation,
        ),
        Op::EnableMFADevice => admin(enable_mfa_device::enable_mfa_device),
        Op::EnableOutboundWebIdentityFederation => {
            admin(enable_outbound_web_identity_federation::enable_outbound_web_identity_federation)
        }
        Op::GetAccessKeyLastUsed => admin(get_access_key_last_used::get_access_key_last_used),
        Op::GetAccountAuthorizationDetails => {
            admin(get_account_authorization_details::get_account_authorization_details)
        }
        Op::GetAccountSummary => admin(get_account_summary::get_account_summary),
        Op::GetContextKeysForCustomPolicy => {
            admin(get_context_keys_for_custom_policy::get_context_keys_for_custom_policy)
        }
        Op::GetContextKeysForPrincipalPolicy => {
            admin(get_context_keys_for_principal_policy::get_context_keys_for_principal_policy)
        }
        Op::GetGroup => admin(get_group::get_group),
        Op::GetGroupPolicy => admin(get_group_policy::get_group_policy),
        Op::GetInstanceProfile => admin(get_instance_profile::get_instance_profile),
        Op::GetLoginProfile => admin(get_login_profile::get_login_profile),
        Op::GetMFADevice => admin(get_mfa_device::get_mfa_device),
        Op::GetOpenIDConnectProvider => {
            admin(get_open_id_connect_provider::get_open_id_connect_provider)
        }
        Op::GetOutboundWebIdentityFederationInfo => admin(
            get_outbound_web_identity_federation_info::get_outbound_web_identity_federation_info,
        ),
        Op::GetPolicy => admin(get_policy::get_policy),
        Op::GetPolicyVersion => admin(get_policy_version::get_policy_version),
        Op::GetRole => admin(get_role::get_role),
        Op::GetRolePolicy => admin(get_role_policy::get_role_policy),
        Op::GetSAMLProvider => admin(get_saml_provider::get_saml_provider),
        Op::GetServiceLinkedRoleDeletionStatus => {
            admin(get_service_linked_role_deletion_status::get_service_linked_role_deletion_status)
        }
        Op::GetUser => admin(get_user::get_user),
        Op::GetUserPolicy => admin(get_user_policy::get_user_policy),
        Op::ListAccessKeys => admin(list_access_keys::list_access_keys),
        Op::ListAccountAliases => admin(list_account_aliases::list_account_aliases),
        Op::ListAttachedGroupPolicies => {
            admin(list_attached_group_policies::list_attached_group_policies)
        }
        Op::ListAttachedRolePolicies => {
            admin(list_attached_role_policies::list_attached_role_policies)
        }
        Op::ListAttachedUserPolicies => {
            admin(list_attached_user_policies::list_attached_user_policies)
        }
        Op::ListEntitiesForPolicy => admin(list_entities_for_policy::list_entities_for_policy),
        Op::ListGroupPolicies => admin(list_group_policies::list_group_policies),
        Op::ListGroups => admin(list_groups::list_groups),
        Op::ListGroupsForUser => admin(list_groups_for_user::list_groups_for_user),
        Op::ListInstanceProfileTags => {
            admin(list_instance_profile_tags::list_instance_profile_tags)
        }
        Op::ListInstanceProfiles => admin(list_instance_profiles::list_instance_profiles),
        Op::ListInstanceProfilesForRole => {
            admin(list_instance_profiles_for_role::list_instance_profiles_for_role)
        }
        Op::ListMFADeviceTags => admin(list_mfa_device_tags::list_mfa_device_tags),
        Op::ListMFADevices => admin(list_mfa_devices::list_mfa_devices),
        Op::ListOpenIDConnectProviderTags => {
            admin(list_open_id_connect_provider_tags::list_open_id_connect_provider_tags)
        }
        Op::ListOpenIDConnectProviders => {
            admin(list_open_id_connect_providers::list_open_id_connect_providers)
        }
        Op::ListPolicies => admin(list_policies::list_policies),
        Op::ListPolicyTags => admin(list_policy_tags::list_policy_tags),
        Op::ListPolicyVersions => admin(list_policy_versions::list_policy_versions),
        Op::ListRolePolicies => admin(list_role_policies::list_role_policies),
        Op::ListRoleTags => admin(list_role_tags::list_role_tags),
        Op::ListRoles => admin(list_roles::list_roles),
        Op::ListSAMLProviderTags => admin(list_saml_provider_tags::list_saml_provider_tags),
        Op::ListSAMLProviders => admin(list_saml_providers::list_saml_providers),
        Op::ListSSHPublicKeys => admin(list_ssh_public_keys::list_ssh_public_keys),
        Op::ListServiceSpecificCredentials => {
            admin(list_service_specific_credentials::list_service_specific_credentials)
        }
        Op::ListSigningCertificates => admin(list_signing_certificates::list_signing_certificates),
        Op::ListUserPolicies => admin(list_user_policies::list_user_policies),
        Op::ListUserTags => admin(list_user_tags::list_user_tags),
        Op::ListUsers => admin(list_users::list_users),
        Op::ListVirtualMFADevices => admin(list_virtual_mfa_devices::list_virtual_mfa_devices),
        Op::PutGroupPolicy => admin(put_group_policy::put_group_policy),
        Op::PutRolePermissionsBoundary => {
            admin(put_role_permissions_boundary::put_role_permissions_boundary)
        }
        Op::PutRolePolicy => admin(put_role_policy::put_role_policy),
        Op::PutUserPermissionsBoundary => {
            admin(put_user_permissions_boundary::put_user_permissions_boundary)
        }
        Op::PutUserPolicy => admin(put_user_policy::put_user_policy),
        Op::RemoveClientIDFromOpenIDConnectProvider => {
            admin(remove_client_id::remove_client_id_from_open_id_connect_provider)
        }
        Op::RemoveRoleFromInstanceProfile => {
            admin(remove_role_from_instance_profile::remove_role_from_instance_profile)
        }
        Op::RemoveUserFromGroup => admin(remove_user_from_group::remove_user_from_group),
        Op::ResyncMFADevice => admin(resync_mfa_device::resync_mfa_device),
        Op::SetDefaultPolicyVersion => {
            admin(set_default_policy_version::set_default_policy_version)
        }
        Op::SimulateCustomPolicy => admin(simulate_custom_policy::simulate_custom_policy),
        Op::SimulatePrincipalPolicy => admin(simulate_principal_policy::simulate_principal_policy),
        Op::TagInstanceProfile => admin(tag_instance_profile::tag_instance_profile),
        Op::TagMFADevice => admin(tag_mfa_device::tag_mfa_device),
        Op::TagOpenIDConnectProvider => {
            admin(tag_open_id_connect_provider::tag_open_id_connect_provider)
        }
        Op::TagPolicy => admin(tag_policy::tag_policy),
        Op::TagRole => admin(tag_role::tag_role),
        Op::TagSAMLProvider => admin(tag_saml_provider::tag_saml_provider),
        Op::TagUser => admin(tag_user::tag_user),
        Op::UntagInstanceProfile => admin(untag_instance_profile::untag_instance_profile),
        Op::UntagMFADevice => admin(untag_mfa_device::untag_mfa_device),
        Op::UntagOpenIDConnectProvider => {
            admin(untag_open_id_connect_provider::untag_open_id_connect_provider)
        }
        Op::UntagPolicy => admin(untag_policy::untag_policy),
        Op::UntagRole => admin(untag_role::untag_role),
        Op::UntagSAMLProvider => admin(untag_saml_provider::untag_saml_provider),
        Op::UntagUser => admin(untag_user::untag_user),
        Op::UpdateAccessKey => admin(update_access_key::update_access_key),
        Op::UpdateAssumeRolePolicy => admin(update_assume_role_policy::update_assume_role_policy),
        Op::UpdateGroup => admin(update_group::update_group),
        Op::UpdateOpenIDConnectProviderThumbprint => admin(
            update_open_id_connect_provider_thumbprint::update_open_id_connect_provider_thumbprint,
        ),
        Op::UpdateRole => admin(update_role::update_role),
        Op::UpdateRoleDescription => admin(update_role_description::update_role_description),
        Op::UpdateSAMLProvider => admin(update_saml_provider::update_saml_provider),
        Op::UpdateUser => admin(update_user::update_user),
        Op::ChangePassword
        | Op::CreateLoginProfile
        | Op::DeleteAccountPasswordPolicy
        | Op::GenerateCredentialReport
        | Op::GenerateServiceLastAccessedDetails
        | Op::GetAccountPasswordPolicy
        | Op::GetCredentialReport
        | Op::GetServiceLastAccessedDetails
        | Op::GetServiceLastAccessedDetailsWithEntities
        | Op::ListPoliciesGrantingServiceAccess
        | Op::UpdateAccountPasswordPolicy
        | Op::UpdateLoginProfile => missing(),
    }
}
