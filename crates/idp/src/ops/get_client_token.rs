//! # GetClientToken
//!
//! Issues an access token to an app client that acts for itself (machine to machine).
//!
//! Caller: anyone who knows the client's secret; a signature is ignored.
//!
//! Changes: none.
//!
//! Triggers and messages: PreTokenGeneration, where its version is V3_0.
//!
//! Errors, in order: unknown client, one without a secret, wrong secret (all NotAuthorizedException
//! `Invalid client or secret`); a site without an active replica of the pool
//! (OperationNotEnabledException); the client does not have ALLOW_CLIENT_TOKEN_AUTH
//! (InvalidParameterException); a scope that the client does not have, or that no resource server knows
//! (InvalidParameterException); function (OperationNotEnabledException: the operation declares no other).
//!
//! Differences from AWS: none known. A client without scopes gets a token without `scope`.

use cognate_core::clients::INVALID_SECRET;
use cognate_core::{Anyone, Error, Result, client_token};
use cognate_domain::refusal;
use cognate_shapes::idp::{
    ClientAuthenticationResultType, GetClientTokenRequest, GetClientTokenResponse,
};

pub async fn get_client_token(
    caller: Anyone,
    req: GetClientTokenRequest,
) -> Result<GetClientTokenResponse> {
    let invalid = || Error::not_authorized(INVALID_SECRET);
    let entry = caller.client(&req.client_id).await?;
    let entry =
        entry.filter(|entry| entry.secret_matches(Some(&req.secret))).ok_or_else(invalid)?;
    let pool = caller.pool_by_key(entry.client.pool).await?.ok_or_else(invalid)?;
    caller.at_this_site(&pool).await?;
    if !entry.client.rules.flows.client_token {
        return Err(refusal::invalid_parameter(
            "ALLOW_CLIENT_TOKEN_AUTH flow not enabled for this client",
        )
        .into());
    }
    let metadata = req.client_metadata.unwrap_or_default();
    let issued = client_token::issue(&caller, &pool, &entry, req.scopes, &metadata).await;
    let issued = issued.map_err(declared)?;
    Ok(GetClientTokenResponse {
        client_authentication_result: Some(ClientAuthenticationResultType {
            access_token: Some(issued.access),
            expires_in: Some(issued.expires_in),
            token_type: Some("Bearer".to_owned()),
        }),
    })
}

fn declared(error: Error) -> Error {
    match error.code.as_ref() {
        "UserLambdaValidationException"
        | "UnexpectedLambdaException"
        | "InvalidLambdaResponseException" => refusal::operation_not_enabled(error.message).into(),
        _ => error,
    }
}
