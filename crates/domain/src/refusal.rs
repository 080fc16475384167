//! What a rule says when it says no: AWS's exception name and the text clients match on.

use std::fmt;

/// A refusal. `code` is the exception's wire name, `message` goes to the caller as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub code: &'static str,
    pub message: String,
}

impl Refusal {
    pub fn new(code: &'static str, message: impl Into<String>) -> Refusal {
        Refusal { code, message: message.into() }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.message)
    }
}

impl std::error::Error for Refusal {}

pub fn invalid_parameter(message: impl Into<String>) -> Refusal {
    Refusal::new("InvalidParameterException", message)
}

/// What the model leaves optional and the operation needs.
pub fn missing_parameter(name: &str) -> Refusal {
    invalid_parameter(format!("Missing required parameter {name}"))
}

pub fn not_authorized(message: impl Into<String>) -> Refusal {
    Refusal::new("NotAuthorizedException", message)
}

pub fn resource_not_found(message: impl Into<String>) -> Refusal {
    Refusal::new("ResourceNotFoundException", message)
}

pub fn user_not_found(message: impl Into<String>) -> Refusal {
    Refusal::new("UserNotFoundException", message)
}

pub fn user_not_confirmed(message: impl Into<String>) -> Refusal {
    Refusal::new("UserNotConfirmedException", message)
}

pub fn username_exists(message: impl Into<String>) -> Refusal {
    Refusal::new("UsernameExistsException", message)
}

pub fn alias_exists(message: impl Into<String>) -> Refusal {
    Refusal::new("AliasExistsException", message)
}

pub fn group_exists(message: impl Into<String>) -> Refusal {
    Refusal::new("GroupExistsException", message)
}

pub fn invalid_password(message: impl Into<String>) -> Refusal {
    Refusal::new("InvalidPasswordException", message)
}

pub fn password_history_violation(message: impl Into<String>) -> Refusal {
    Refusal::new("PasswordHistoryPolicyViolationException", message)
}

pub fn password_reset_required(message: impl Into<String>) -> Refusal {
    Refusal::new("PasswordResetRequiredException", message)
}

pub fn code_mismatch(message: impl Into<String>) -> Refusal {
    Refusal::new("CodeMismatchException", message)
}

pub fn expired_code(message: impl Into<String>) -> Refusal {
    Refusal::new("ExpiredCodeException", message)
}

pub fn code_delivery_failure(message: impl Into<String>) -> Refusal {
    Refusal::new("CodeDeliveryFailureException", message)
}

pub fn managed_login_branding_exists(message: impl Into<String>) -> Refusal {
    Refusal::new("ManagedLoginBrandingExistsException", message)
}

pub fn terms_exists(message: impl Into<String>) -> Refusal {
    Refusal::new("TermsExistsException", message)
}

pub fn limit_exceeded(message: impl Into<String>) -> Refusal {
    Refusal::new("LimitExceededException", message)
}

pub fn too_many_failed_attempts(message: impl Into<String>) -> Refusal {
    Refusal::new("TooManyFailedAttemptsException", message)
}

pub fn too_many_requests(message: impl Into<String>) -> Refusal {
    Refusal::new("TooManyRequestsException", message)
}

pub fn unsupported_user_state(message: impl Into<String>) -> Refusal {
    Refusal::new("UnsupportedUserStateException", message)
}

pub fn unsupported_operation(message: impl Into<String>) -> Refusal {
    Refusal::new("UnsupportedOperationException", message)
}

pub fn unsupported_token_type(message: impl Into<String>) -> Refusal {
    Refusal::new("UnsupportedTokenTypeException", message)
}

pub fn unauthorized(message: impl Into<String>) -> Refusal {
    Refusal::new("UnauthorizedException", message)
}

pub fn refresh_token_reuse(message: impl Into<String>) -> Refusal {
    Refusal::new("RefreshTokenReuseException", message)
}

pub fn mfa_method_not_found(message: impl Into<String>) -> Refusal {
    Refusal::new("MFAMethodNotFoundException", message)
}

pub fn software_token_mfa_not_found(message: impl Into<String>) -> Refusal {
    Refusal::new("SoftwareTokenMFANotFoundException", message)
}

pub fn enable_software_token_mfa(message: impl Into<String>) -> Refusal {
    Refusal::new("EnableSoftwareTokenMFAException", message)
}

pub fn device_key_exists(message: impl Into<String>) -> Refusal {
    Refusal::new("DeviceKeyExistsException", message)
}

pub fn invalid_user_pool_configuration(message: impl Into<String>) -> Refusal {
    Refusal::new("InvalidUserPoolConfigurationException", message)
}

pub fn user_pool_tagging(message: impl Into<String>) -> Refusal {
    Refusal::new("UserPoolTaggingException", message)
}

pub fn user_pool_add_on_not_enabled(message: impl Into<String>) -> Refusal {
    Refusal::new("UserPoolAddOnNotEnabledException", message)
}

pub fn invalid_oauth_flow(message: impl Into<String>) -> Refusal {
    Refusal::new("InvalidOAuthFlowException", message)
}

pub fn scope_does_not_exist(message: impl Into<String>) -> Refusal {
    Refusal::new("ScopeDoesNotExistException", message)
}

pub fn feature_unavailable_in_tier(message: impl Into<String>) -> Refusal {
    Refusal::new("FeatureUnavailableInTierException", message)
}

pub fn tier_change_not_allowed(message: impl Into<String>) -> Refusal {
    Refusal::new("TierChangeNotAllowedException", message)
}

pub fn user_import_in_progress(message: impl Into<String>) -> Refusal {
    Refusal::new("UserImportInProgressException", message)
}

pub fn precondition_not_met(message: impl Into<String>) -> Refusal {
    Refusal::new("PreconditionNotMetException", message)
}

pub fn duplicate_provider(message: impl Into<String>) -> Refusal {
    Refusal::new("DuplicateProviderException", message)
}

pub fn unsupported_identity_provider(message: impl Into<String>) -> Refusal {
    Refusal::new("UnsupportedIdentityProviderException", message)
}

pub fn concurrent_modification(message: impl Into<String>) -> Refusal {
    Refusal::new("ConcurrentModificationException", message)
}

pub fn operation_not_enabled(message: impl Into<String>) -> Refusal {
    Refusal::new("OperationNotEnabledException", message)
}

pub fn unexpected_lambda(message: impl Into<String>) -> Refusal {
    Refusal::new("UnexpectedLambdaException", message)
}

pub fn user_lambda_validation(message: impl Into<String>) -> Refusal {
    Refusal::new("UserLambdaValidationException", message)
}

pub fn invalid_lambda_response(message: impl Into<String>) -> Refusal {
    Refusal::new("InvalidLambdaResponseException", message)
}

pub fn invalid_email_role_access_policy(message: impl Into<String>) -> Refusal {
    Refusal::new("InvalidEmailRoleAccessPolicyException", message)
}

pub fn invalid_sms_role_access_policy(message: impl Into<String>) -> Refusal {
    Refusal::new("InvalidSmsRoleAccessPolicyException", message)
}

pub fn internal_error(message: impl Into<String>) -> Refusal {
    Refusal::new("InternalErrorException", message)
}
