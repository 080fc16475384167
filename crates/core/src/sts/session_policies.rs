//! The policies that a session is made with.

use cognate_access::arn::Arn;
use cognate_access::policy::{Kind, Policy};
use cognate_domain::sts::{PLAIN_CHARACTERS_MAX, plain_characters};

use super::Refused;
use crate::cx::Cx;

/// ARNs in one request.
const ARNS_MAX: usize = 10;

/// Session policies as a request has them.
#[derive(Clone, Copy, Debug)]
pub struct SessionPolicies<'a> {
    pub inline: Option<&'a str>,
    pub arns: &'a [String],
}

impl SessionPolicies<'_> {
    /// Errors, in order: too long together; an inline policy that is none; more than ten ARNs; one that
    /// is unknown here.
    pub async fn check(&self, cx: &Cx) -> Result<(), Refused> {
        let arns = self.arns.iter().map(String::as_str);
        if plain_characters(self.inline, arns) > PLAIN_CHARACTERS_MAX {
            return Err(Refused::PlainTooLong);
        }
        if let Some(document) = self.inline {
            Policy::parse(document, Kind::Identity, "aws").map_err(Refused::Policy)?;
        }
        if self.arns.len() > ARNS_MAX {
            let text = format!("There can be {ARNS_MAX} managed session policies at most.");
            return Err(cognate_domain::Refusal::new("ValidationError", text).into());
        }
        for arn in self.arns {
            if !is_policy(arn) || cx.iam_policy(arn).await?.is_none() {
                return Err(Refused::PolicyArn(arn.clone()));
            }
        }
        Ok(())
    }
}

fn is_policy(arn: &str) -> bool {
    let arn = arn.parse::<Arn>();
    arn.is_ok_and(|arn| arn.service == "iam" && arn.resource.starts_with("policy/"))
}
