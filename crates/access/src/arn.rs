//! Amazon resource names.

use std::fmt;
use std::str::FromStr;

/// `arn:partition:service:region:account:resource`. The resource may contain further colons.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Arn {
    /// `aws`, `aws-cn`, `aws-us-gov`, …
    pub partition: String,
    pub service: String,
    /// Empty for global resources.
    pub region: String,
    /// Twelve digits, `aws` for managed policies, or empty.
    pub account: String,
    pub resource: String,
}

/// The text is no ARN.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAnArn;

const ARN_BYTES_MAX: usize = 2048;

impl Arn {
    /// Of a user pool, by its id.
    pub fn user_pool(region: &str, account: &str, id: &str) -> Arn {
        regional("cognito-idp", region, account, format!("userpool/{id}"))
    }

    /// Of an identity pool, by its id.
    pub fn identity_pool(region: &str, account: &str, id: &str) -> Arn {
        regional("cognito-identity", region, account, format!("identitypool/{id}"))
    }

    /// The account itself, and its root user.
    pub fn root(account: &str) -> Arn {
        global("iam", account, "root".to_owned())
    }

    /// Of an IAM user. `path` begins and ends with `/`.
    pub fn user(account: &str, path: &str, name: &str) -> Arn {
        global("iam", account, format!("user{path}{name}"))
    }

    /// Of an IAM group. `path` begins and ends with `/`.
    pub fn group(account: &str, path: &str, name: &str) -> Arn {
        global("iam", account, format!("group{path}{name}"))
    }

    /// Of an IAM role. `path` begins and ends with `/`.
    pub fn role(account: &str, path: &str, name: &str) -> Arn {
        global("iam", account, format!("role{path}{name}"))
    }

    /// Of a managed policy. `path` begins and ends with `/`; the account of AWS's own is `aws`.
    pub fn policy(account: &str, path: &str, name: &str) -> Arn {
        global("iam", account, format!("policy{path}{name}"))
    }

    /// Of an OpenID Connect provider, by its URL without the scheme.
    pub fn oidc_provider(account: &str, host_and_path: &str) -> Arn {
        global("iam", account, format!("oidc-provider/{host_and_path}"))
    }

    /// Of a SAML provider.
    pub fn saml_provider(account: &str, name: &str) -> Arn {
        global("iam", account, format!("saml-provider/{name}"))
    }

    /// Of a session of a role. The role's path is not part of it.
    pub fn assumed_role(account: &str, role_name: &str, session_name: &str) -> Arn {
        global("sts", account, format!("assumed-role/{role_name}/{session_name}"))
    }

    /// Of a session made by `GetFederationToken`.
    pub fn federated_user(account: &str, name: &str) -> Arn {
        global("sts", account, format!("federated-user/{name}"))
    }
}

/// The partition a region belongs to, by its name.
pub fn partition_of(region: &str) -> &'static str {
    const PREFIXES: [(&str, &str); 4] = [
        ("cn-", "aws-cn"),
        ("us-gov-", "aws-us-gov"),
        ("us-isob-", "aws-iso-b"),
        ("us-iso-", "aws-iso"),
    ];
    PREFIXES
        .iter()
        .find(|(prefix, _)| region.starts_with(prefix))
        .map_or("aws", |(_, partition)| partition)
}

fn regional(service: &str, region: &str, account: &str, resource: String) -> Arn {
    Arn {
        partition: partition_of(region).to_owned(),
        service: service.to_owned(),
        region: region.to_owned(),
        account: account.to_owned(),
        resource,
    }
}

/// IAM and STS data are global, and so are in the one partition `aws`.
fn global(service: &str, account: &str, resource: String) -> Arn {
    regional(service, "", account, resource)
}

impl FromStr for Arn {
    type Err = NotAnArn;

    /// Partition, service and resource must not be empty; control characters are refused.
    fn from_str(text: &str) -> Result<Arn, NotAnArn> {
        let parts: Vec<&str> = text.splitn(6, ':').collect();
        let ["arn", partition, service, region, account, resource] = parts[..] else {
            return Err(NotAnArn);
        };
        let complete = !partition.is_empty() && !service.is_empty() && !resource.is_empty();
        if !complete || text.len() > ARN_BYTES_MAX || text.chars().any(char::is_control) {
            return Err(NotAnArn);
        }
        Ok(Arn {
            partition: partition.to_owned(),
            service: service.to_owned(),
            region: region.to_owned(),
            account: account.to_owned(),
            resource: resource.to_owned(),
        })
    }
}

impl fmt::Display for Arn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Arn { partition, service, region, account, resource } = self;
        write!(f, "arn:{partition}:{service}:{region}:{account}:{resource}")
    }
}

impl fmt::Display for NotAnArn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an ARN")
    }
}

impl std::error::Error for NotAnArn {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_the_names_of_resources() {
        let account = "123456789012";
        for (arn, text) in [
            (
                Arn::user_pool("eu-west-1", account, "eu-west-1_AbCdEfGhI"),
                "arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_AbCdEfGhI",
            ),
            (
                Arn::identity_pool("us-gov-west-1", account, "us-gov-west-1:u"),
                "arn:aws-us-gov:cognito-identity:us-gov-west-1:123456789012:identitypool/us-gov-west-1:u",
            ),
            (Arn::root(account), "arn:aws:iam::123456789012:root"),
            (Arn::user(account, "/", "ada"), "arn:aws:iam::123456789012:user/ada"),
            (Arn::role(account, "/a/b/", "r"), "arn:aws:iam::123456789012:role/a/b/r"),
            (Arn::policy("aws", "/", "ReadOnlyAccess"), "arn:aws:iam::aws:policy/ReadOnlyAccess"),
            (Arn::assumed_role(account, "r", "s"), "arn:aws:sts::123456789012:assumed-role/r/s"),
        ] {
            assert_eq!(arn.to_string(), text);
            assert_eq!(text.parse(), Ok(arn));
        }
    }

    #[test]
    fn keeps_colons_of_the_resource() {
        let arn: Arn = "arn:aws:logs:us-east-1:1:log-group:a:*".parse().unwrap();
        assert_eq!(arn.resource, "log-group:a:*");
    }

    #[test]
    fn refuses_other_texts() {
        for text in [
            "",
            "arn",
            "arn:aws:iam::1",
            "arn:aws:iam::1:",
            "arn::iam::1:x",
            "ARN:aws:iam::1:x",
            "arn:aws::a:b:c",
            "arn:aws:iam::1:a\nb",
        ] {
            assert_eq!(text.parse::<Arn>(), Err(NotAnArn), "{text:?}");
        }
        assert!(format!("arn:aws:iam::1:{}", "x".repeat(2048)).parse::<Arn>().is_err());
    }
}
