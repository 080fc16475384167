//! # GetSigningCertificate
//!
//! Shows the newest certificate of the key that signs the pool's SAML requests: X.509 in DER as
//! base64, without armour, good for ten years. It is made anew after a year, of the same key, so that
//! older ones stay good.
//!
//! Caller: an IAM principal allowed `cognito-idp:GetSigningCertificate` on the pool.
//!
//! Changes: the key and its certificate, when there is none yet; the certificate, when it is a year
//! old.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool.
//!
//! Differences from AWS: a pool without a SAML provider has a certificate, too.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use cognate_core::{Admin, Result};
use cognate_shapes::idp::{GetSigningCertificateRequest, GetSigningCertificateResponse};

pub async fn get_signing_certificate(
    caller: Admin,
    req: GetSigningCertificateRequest,
) -> Result<GetSigningCertificateResponse> {
    let pool = caller.pool(&req.user_pool_id).await?;
    let certificate = caller.signing_certificate(&pool).await?;
    Ok(GetSigningCertificateResponse { certificate: Some(BASE64_STANDARD.encode(certificate)) })
}
