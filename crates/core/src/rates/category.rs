//! AWS's categories of user-pool operations.

/// Operations that are counted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Category {
    UserAuthentication,
    UserCreation,
    /// Answers of identity providers.
    UserFederation,
    UserAccountRecovery,
    UserRead,
    UserUpdate,
    UserToken,
    UserResourceRead,
    UserResourceUpdate,
    UserList,
    UserPoolRead,
    UserPoolUpdate,
    UserPoolResourceRead,
    UserPoolResourceUpdate,
    UserPoolClientRead,
    UserPoolClientUpdate,
    /// Client credentials.
    ClientAuthentication,
    LimitManagement,
}

use Category::*;

impl Category {
    pub const ALL: [Category; 18] = [
        UserAuthentication,
        UserCreation,
        UserFederation,
        UserAccountRecovery,
        UserRead,
        UserUpdate,
        UserToken,
        UserResourceRead,
        UserResourceUpdate,
        UserList,
        UserPoolRead,
        UserPoolUpdate,
        UserPoolResourceRead,
        UserPoolResourceUpdate,
        UserPoolClientRead,
        UserPoolClientUpdate,
        ClientAuthentication,
        LimitManagement,
    ];

    /// AWS's name.
    pub fn as_str(self) -> &'static str {
        match self {
            UserAuthentication => "UserAuthentication",
            UserCreation => "UserCreation",
            UserFederation => "UserFederation",
            UserAccountRecovery => "UserAccountRecovery",
            UserRead => "UserRead",
            UserUpdate => "UserUpdate",
            UserToken => "UserToken",
            UserResourceRead => "UserResourceRead",
            UserResourceUpdate => "UserResourceUpdate",
            UserList => "UserList",
            UserPoolRead => "UserPoolRead",
            UserPoolUpdate => "UserPoolUpdate",
            UserPoolResourceRead => "UserPoolResourceRead",
            UserPoolResourceUpdate => "UserPoolResourceUpdate",
            UserPoolClientRead => "UserPoolClientRead",
            UserPoolClientUpdate => "UserPoolClientUpdate",
            ClientAuthentication => "ClientAuthentication",
            LimitManagement => "LimitManagement",
        }
    }

    pub fn named(name: &str) -> Option<Category> {
        Category::ALL.into_iter().find(|category| category.as_str() == name)
    }

    /// AWS's rate, requests per second.
    pub fn aws(self) -> i64 {
        match self {
            UserAuthentication | UserRead | UserToken => 120,
            ClientAuthentication => 150,
            UserCreation | UserResourceRead => 50,
            UserAccountRecovery | UserList => 30,
            UserFederation | UserUpdate | UserResourceUpdate => 25,
            UserPoolResourceRead => 20,
            UserPoolRead | UserPoolUpdate | UserPoolResourceUpdate => 15,
            UserPoolClientRead | UserPoolClientUpdate => 15,
            LimitManagement => 1,
        }
    }

    /// AWS sells more of it.
    pub fn is_adjustable(self) -> bool {
        matches!(
            self,
            UserAuthentication
                | UserCreation
                | UserFederation
                | UserRead
                | UserToken
                | UserResourceRead
        )
    }

    /// What belongs to a pool, as opposed to pools and users.
    pub fn is_of_pool_parts(self) -> bool {
        matches!(
            self,
            UserPoolResourceRead
                | UserPoolResourceUpdate
                | UserPoolClientRead
                | UserPoolClientUpdate
        )
    }

    /// The category of an operation of `cognito-idp`; None where AWS counts the operation by itself.
    pub fn of_operation(name: &str) -> Option<Category> {
        Some(match name {
            "AdminInitiateAuth"
            | "AdminRespondToAuthChallenge"
            | "GetDerivedToken"
            | "GetTokensFromRefreshToken"
            | "InitiateAuth"
            | "RespondToAuthChallenge" => UserAuthentication,
            "AdminConfirmSignUp" | "AdminCreateUser" | "ConfirmSignUp" | "SignUp" => UserCreation,
            "AdminResetUserPassword"
            | "AdminSetUserPassword"
            | "ChangePassword"
            | "ConfirmForgotPassword"
            | "ForgotPassword" => UserAccountRecovery,
            "AdminGetUser" | "AdminGetUserAuthFactors" | "GetUser" | "GetUserAuthFactors" => {
                UserRead
            }
            "AdminAddUserToGroup"
            | "AdminDeleteUser"
            | "AdminDeleteUserAttributes"
            | "AdminDisableProviderForUser"
            | "AdminDisableUser"
            | "AdminEnableUser"
            | "AdminLinkProviderForUser"
            | "AdminRemoveUserFromGroup"
            | "AdminRevokeUserSession"
            | "AdminUpdateUserAttributes"
            | "AdminUserGlobalSignOut"
            | "DeleteUser"
            | "DeleteUserAttributes"
            | "GlobalSignOut"
            | "RevokeUserSession"
            | "UpdateUserAttributes"
            | "VerifyUserAttribute" => UserUpdate,
            "RevokeToken" => UserToken,
            "AdminGetDevice"
            | "AdminListDevices"
            | "AdminListGroupsForUser"
            | "AdminListUserAuthEvents"
            | "AdminListUserSessions"
            | "GetDevice"
            | "GetUserAttributeVerificationCode"
            | "ListDevices"
            | "ListUserSessions"
            | "ListWebAuthnCredentials"
            | "ResendConfirmationCode" => UserResourceRead,
            "AdminDeleteSoftwareToken"
            | "AdminForgetDevice"
            | "AdminSetUserMFAPreference"
            | "AdminSetUserSettings"
            | "AdminUpdateAuthEventFeedback"
            | "AdminUpdateDeviceStatus"
            | "AssociateSoftwareToken"
            | "CompleteWebAuthnRegistration"
            | "ConfirmDevice"
            | "DeleteWebAuthnCredential"
            | "ForgetDevice"
            | "SetUserMFAPreference"
            | "SetUserSettings"
            | "StartWebAuthnRegistration"
            | "UpdateAuthEventFeedback"
            | "UpdateDeviceStatus"
            | "VerifySoftwareToken" => UserResourceUpdate,
            "ListUsers" | "ListUsersInGroup" => UserList,
            "DescribeUserPool" | "ListUserPools" => UserPoolRead,
            "CreateUserPool" | "DeleteUserPool" | "UpdateUserPool" => UserPoolUpdate,
            "DescribeIdentityProvider"
            | "DescribeManagedLoginBranding"
            | "DescribeManagedLoginBrandingByClient"
            | "DescribeResourceServer"
            | "DescribeRiskConfiguration"
            | "DescribeTerms"
            | "DescribeTermsByClient"
            | "DescribeUserImportJob"
            | "DescribeUserPoolDomain"
            | "GetCSVHeader"
            | "GetGroup"
            | "GetIdentityProviderByIdentifier"
            | "GetLogDeliveryConfiguration"
            | "GetSigningCertificate"
            | "GetUICustomization"
            | "GetUserPoolMfaConfig"
            | "GetUserPoolSessionConfiguration"
            | "ListGroups"
            | "ListIdentityProviders"
            | "ListResourceServers"
            | "ListTerms"
            | "ListUserImportJobs"
            | "ListUserPoolReplicas" => UserPoolResourceRead,
            "AddCustomAttributes"
            | "CreateGroup"
            | "CreateIdentityProvider"
            | "CreateManagedLoginBranding"
            | "CreateResourceServer"
            | "CreateTerms"
            | "CreateUserImportJob"
            | "CreateUserPoolDomain"
            | "CreateUserPoolReplica"
            | "DeleteGroup"
            | "DeleteIdentityProvider"
            | "DeleteManagedLoginBranding"
            | "DeleteResourceServer"
            | "DeleteTerms"
            | "DeleteUserPoolDomain"
            | "DeleteUserPoolReplica"
            | "SetLogDeliveryConfiguration"
            | "SetRiskConfiguration"
            | "SetUICustomization"
            | "SetUserPoolMfaConfig"
            | "SetUserPoolSessionConfiguration"
            | "StartUserImportJob"
            | "StopUserImportJob"
            | "UpdateGroup"
            | "UpdateIdentityProvider"
            | "UpdateManagedLoginBranding"
            | "UpdateResourceServer"
            | "UpdateTerms"
            | "UpdateUserPoolDomain"
            | "UpdateUserPoolReplica" => UserPoolResourceUpdate,
            "DescribeUserPoolClient"
            | "GetUserPoolClientSessionConfiguration"
            | "ListUserPoolClientSecrets"
            | "ListUserPoolClients" => UserPoolClientRead,
            "AddUserPoolClientSecret"
            | "CreateUserPoolClient"
            | "DeleteUserPoolClient"
            | "DeleteUserPoolClientSecret"
            | "SetUserPoolClientSessionConfiguration"
            | "UpdateUserPoolClient" => UserPoolClientUpdate,
            "GetClientToken" => ClientAuthentication,
            "GetProvisionedLimit" | "UpdateProvisionedLimit" => LimitManagement,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn categories_are_found_by_name() {
        for category in Category::ALL {
            assert_eq!(Category::named(category.as_str()), Some(category));
        }
        assert_eq!(Category::named("user_read"), None);
    }
}
