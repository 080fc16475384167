//! # DescribeUserPoolDomain
//!
//! Shows a domain. One that nobody has is described as nothing, which is no error.
//!
//! Caller: an IAM principal allowed `cognito-idp:DescribeUserPoolDomain`.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: none of its own.
//!
//! Differences from AWS: `S3Bucket` is absent, there being none; a prefix domain has no
//! `CustomDomainConfig`, where AWS shows an empty one; `Version` is the time of the last change.

use cognate_core::{Admin, Result, domains};
use cognate_domain::domain_name;
use cognate_shapes::idp::{
    DescribeUserPoolDomainRequest, DescribeUserPoolDomainResponse, DomainDescriptionType,
};

use crate::document;

pub async fn describe_user_pool_domain(
    caller: Admin,
    req: DescribeUserPoolDomainRequest,
) -> Result<DescribeUserPoolDomainResponse> {
    let key = domains::key(&caller.occurrence.region, &req.domain);
    let description = match caller.domain(&key).await? {
        None => DomainDescriptionType::default(),
        Some((domain, pool)) => {
            let config = caller.config();
            let target = domains::public_host(config);
            let mut shown = domain_name::describe(&domain, &pool.id, &config.account, target);
            // Its only required member has no value to show.
            shown.retain(|_, value| value.as_object().is_none_or(|members| !members.is_empty()));
            document::read(shown)?
        }
    };
    Ok(DescribeUserPoolDomainResponse { domain_description: Some(description) })
}
