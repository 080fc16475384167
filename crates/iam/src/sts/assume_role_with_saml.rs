//! # AssumeRoleWithSAML
//!
//! Gives temporary credentials of a role to whoever shows a response of a SAML provider that the role
//! trusts, and that offers the role to them in its attribute `Role`.
//!
//! Caller: anyone. The trust policy alone decides, by what the assertion says (`saml:sub`, `saml:aud`, …).
//! Tags in it need `sts:TagSession`, a source identity `sts:SetSourceIdentity`.
//!
//! Changes: an assertion that says `OneTimeUse` is used up.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown provider, or its metadata has expired (InvalidIdentityToken); the response is
//! none, or says that the provider refused (IDPRejectedClaim); its signature; issuer; recipient
//! (InvalidIdentityToken); it is not valid yet (InvalidIdentityToken), or not any more, or was issued
//! more than five minutes ago (ExpiredTokenException); audience; its attributes Role, RoleSessionName,
//! SessionDuration, SourceIdentity, PrincipalTag and TransitiveTagKeys (InvalidIdentityToken); it does not
//! offer the role by this provider (InvalidIdentityToken); unknown role, or one that does not trust; tags
//! or a source identity that are not allowed (AccessDenied); a duration above the role's maximum
//! (ValidationError); session policies that are too long (ValidationError), malformed
//! (MalformedPolicyDocument) or unknown (ValidationError); PackedPolicyTooLarge; an assertion for one
//! use that has been used (InvalidIdentityToken).
//!
//! Differences from AWS: encrypted assertions are refused. Signatures are RSA or ECDSA with SHA-256 or
//! more, by exclusive canonicalization. `Recipient` may also be `/saml` under the public URL of this
//! installation. `SessionTokenUtilization` and `SessionTokenSize` are not answered; how much of the room
//! policies and tags take (`PackedPolicySize`) is reckoned differently.

use cognate_core::sts::{Assume, WebIdentity, assume_with_identity};
use cognate_core::{Anyone, Result, saml};
use cognate_domain::sts::assertion::{keys, said};
use cognate_shapes::sts::{AssumeRoleWithSAMLRequest, AssumeRoleWithSAMLResponse};

use crate::sessions;

const ACTION: &str = "sts:AssumeRoleWithSAML";

pub async fn assume_role_with_saml(
    caller: Anyone,
    req: AssumeRoleWithSAMLRequest,
) -> Result<AssumeRoleWithSAMLResponse> {
    let asserted = saml::verify(&caller, &req.principal_arn, &req.saml_assertion).await;
    let asserted = asserted.map_err(sessions::assertion_refused)?;
    let assertion = asserted.assertion();
    let said = said(&assertion).map_err(|wrong| sessions::wrong(&assertion, wrong))?;
    let wanted = (&req.role_arn, &req.principal_arn);
    if !said.roles.iter().any(|(role, provider)| (role, provider) == wanted) {
        return Err(sessions::no_such_pair());
    }
    let identity = WebIdentity {
        provider: asserted.provider_arn.clone(),
        keys: keys(&assertion, &said.subject_type, &asserted.name_qualifier, &asserted.doc),
        tags: said.tags.tags,
        transitive: said.tags.transitive,
        source_identity: said.source_identity,
    };
    let arns = sessions::arns(req.policy_arns);
    let assume = Assume {
        role_arn: &req.role_arn,
        session_name: &said.session_name,
        duration_seconds: req.duration_seconds,
        policy: req.policy.as_deref(),
        policy_arns: &arns,
        scope_down: false,
        token_bytes_min: sessions::length(req.minimum_session_token_size),
    };
    let ends = asserted.session_ends.map(|ends| ends.div_euclid(1_000));
    let assumed = assume_with_identity(&caller, &assume, &identity, ACTION, ends).await?;
    if !asserted.use_up(&caller).await? {
        return Err(sessions::used());
    }
    let assumed_role_user = Some(sessions::assumed_role_user(&assumed));
    Ok(AssumeRoleWithSAMLResponse {
        credentials: Some(sessions::credentials(assumed.credentials)),
        assumed_role_user,
        packed_policy_size: assumed.packed_policy_size,
        subject: Some(asserted.subject),
        subject_type: Some(said.subject_type),
        issuer: Some(asserted.issuer),
        audience: Some(asserted.recipient),
        name_qualifier: Some(asserted.name_qualifier),
        source_identity: identity.source_identity,
        ..AssumeRoleWithSAMLResponse::default()
    })
}
