//! `Resource` and `NotResource`. Case matters.

use std::collections::BTreeSet;

use super::context::Context;
use super::malformed::Malformed;
use super::pattern::ArnPattern;
use super::template::Template;

pub(super) enum ResourcePattern {
    /// `*`: also a request without a resource.
    Any,
    Arn(ArnPattern),
}

impl ResourcePattern {
    /// `*` or an ARN of the partition. Variables may stand behind the fifth colon only: before it
    /// they would be text that no ARN has, and a Deny would silently never apply.
    pub(super) fn parse(
        text: &str,
        partition: &str,
        variables: bool,
        keys: &mut BTreeSet<String>,
    ) -> Result<ResourcePattern, Malformed> {
        if text == "*" {
            return Ok(ResourcePattern::Any);
        }
        let template =
            if variables { Template::parse(text, keys)? } else { Template::literal(text)? };
        let form = || Malformed::new(format!("Resource {text} must be in ARN format or \"*\"."));
        let parts = template.split_arn().ok_or_else(form)?;
        if parts[..5].iter().any(Template::has_variables) {
            return Err(Malformed::new(format!(
                "Resource {text} has a policy variable before the fifth colon."
            )));
        }
        let [arn, of, service, .., resource] = text.splitn(6, ':').collect::<Vec<_>>()[..] else {
            return Err(form());
        };
        if arn != "arn" || resource.is_empty() {
            return Err(form());
        }
        if of != partition && of != "*" {
            return Err(Malformed::new(format!(
                "Partition \"{of}\" is not valid for resource \"{text}\"."
            )));
        }
        if service.is_empty() || service.contains(['*', '?', '$']) {
            return Err(Malformed::new(
                "Resource vendor must be fully qualified and cannot contain regexes.",
            ));
        }
        Ok(ResourcePattern::Arn(ArnPattern::new(parts)))
    }

    /// `arn` is the request's resource in parts; None if it is no ARN (`*`).
    pub(super) fn matches(&self, arn: Option<&[&str; 6]>, context: &Context) -> bool {
        match self {
            ResourcePattern::Any => true,
            ResourcePattern::Arn(pattern) => arn.is_some_and(|arn| pattern.matches(arn, context)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_what_is_wrong() {
        for (text, message) in [
            ("b/*", "Resource b/* must be in ARN format or \"*\"."),
            ("**", "must be in ARN format"),
            ("arn:aws:s3::b", "must be in ARN format"),
            ("arn:aws:s3:::", "must be in ARN format"),
            ("arn:aws-cn:s3:::b", "Partition \"aws-cn\" is not valid"),
            ("arn:aws*:s3:::b", "Partition \"aws*\" is not valid"),
            ("arn:aws:s*:::b", "Resource vendor must be fully qualified"),
            ("arn:aws:sqs:us-east-1:${aws:PrincipalAccount}:q", "before the fifth colon"),
            ("arn:aws:s3:::b/${aws:usrname}", "does not exist"),
        ] {
            let parsed = ResourcePattern::parse(text, "aws", true, &mut BTreeSet::new());
            let refused = parsed.err().unwrap();
            assert!(refused.message.contains(message), "{text}: {refused}");
        }
        assert!(ResourcePattern::parse("arn:*:s3:::b", "aws", true, &mut BTreeSet::new()).is_ok());
    }
}
