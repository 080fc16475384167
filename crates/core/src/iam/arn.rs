//! Names of IAM's things, and back.

use cognate_access::arn::Arn;

pub fn user(account: &str, path: &str, name: &str) -> String {
    Arn::user(account, path, name).to_string()
}

pub fn role(account: &str, path: &str, name: &str) -> String {
    Arn::role(account, path, name).to_string()
}

pub fn group(account: &str, path: &str, name: &str) -> String {
    Arn::group(account, path, name).to_string()
}

pub fn policy(account: &str, path: &str, name: &str) -> String {
    Arn::policy(account, path, name).to_string()
}

pub fn oidc_provider(account: &str, host_and_path: &str) -> String {
    Arn::oidc_provider(account, host_and_path).to_string()
}

pub fn saml_provider(account: &str, name: &str) -> String {
    Arn::saml_provider(account, name).to_string()
}

/// Of an instance profile.
pub fn instance_profile(account: &str, path: &str, name: &str) -> String {
    format!("arn:aws:iam::{account}:instance-profile{path}{name}")
}

/// Of a virtual MFA device, which is also its serial number.
pub fn mfa(account: &str, path: &str, name: &str) -> String {
    format!("arn:aws:iam::{account}:mfa{path}{name}")
}

/// What the ARN of something in IAM says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Named<'a> {
    /// `aws` for AWS's managed policies.
    pub account: &'a str,
    /// `user`, `role`, `policy`, …
    pub kind: &'a str,
    /// Begins and ends with `/`.
    pub path: &'a str,
    pub name: &'a str,
}

/// `arn:aws:iam::<account>:<kind><path><name>`; None for anything else, the root's ARN among it.
pub fn parse(arn: &str) -> Option<Named<'_>> {
    let (account, resource) = arn.strip_prefix("arn:aws:iam::")?.split_once(':')?;
    let slash = resource.find('/')?;
    let (kind, rest) = resource.split_at(slash);
    let (path, name) = rest.split_at(rest.rfind('/')? + 1);
    let whole = !account.is_empty() && !kind.is_empty() && !name.is_empty();
    whole.then_some(Named { account, kind, path, name })
}

/// Path and name of a role, whatever its account.
pub fn parse_role(arn: &str) -> Option<Named<'_>> {
    parse(arn).filter(|named| named.kind == "role")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_writes() {
        let named = |kind, path, name| Some(Named { account: "123456789012", kind, path, name });
        let account = "123456789012";
        assert_eq!(parse(&user(account, "/", "ada")), named("user", "/", "ada"));
        assert_eq!(parse(&role(account, "/a/b/", "r")), named("role", "/a/b/", "r"));
        assert_eq!(parse_role(&user(account, "/", "ada")), None);
        assert_eq!(parse("arn:aws:iam::aws:policy/ReadOnlyAccess").unwrap().account, "aws");
        for other in [
            "",
            "arn:aws:iam::1:root",
            "arn:aws:iam::1:role/",
            "arn:aws:iam::1:/x",
            "arn:aws:iam:::role/x",
            "arn:aws:sts::1:assumed-role/r/s",
            "arn:aws-cn:iam::1:role/r",
        ] {
            assert_eq!(parse(other), None, "{other}");
        }
    }
}
