//! Which condition keys exist (IM-R1). A key of the services served here must be known, since a
//! misspelt one would be absent for ever and switch its condition off. Keys of other services and of
//! identity providers are taken in any name.

use super::malformed::Malformed;

/// By vendor, all in lower case. A name that ends with `/` is followed by a tag's key.
const KNOWN: [(&str, &[&str]); 11] = [
    (
        "aws",
        &[
            "assumedroot",
            "calledvia",
            "calledviaawsmcp",
            "calledviafirst",
            "calledvialast",
            "chatbotsourcearn",
            "currenttime",
            "ec2instancesourceprivateipv4",
            "ec2instancesourcevpc",
            "epochtime",
            "federatedprovider",
            "multifactorauthage",
            "multifactorauthpresent",
            "principalaccount",
            "principalarn",
            "principalisawsservice",
            "principalorgid",
            "principalorgpaths",
            "principalservicename",
            "principalservicenameslist",
            "principaltag/",
            "principaltype",
            "referer",
            "requestedregion",
            "requesttag/",
            "resourceaccount",
            "resourceorgid",
            "resourceorgpaths",
            "resourcetag/",
            "securetransport",
            "signinsessionarn",
            "sourceaccount",
            "sourcearn",
            "sourceidentity",
            "sourceip",
            "sourceorgid",
            "sourceorgpaths",
            "sourceowner",
            "sourcevpc",
            "sourcevpcarn",
            "sourcevpce",
            "tagkeys",
            "tokenissuetime",
            "useragent",
            "userid",
            "username",
            "viaawsmcpservice",
            "viaawsservice",
            "vpceaccount",
            "vpceorgid",
            "vpceorgpaths",
            "vpcsourceip",
        ],
    ),
    (
        "sts",
        &[
            "awsservicename",
            "durationseconds",
            "externalid",
            "identitytokenaudience",
            "requestcontext/",
            "requestcontextproviders",
            "roleauthorizedbyidp",
            "rolesessionname",
            "signingalgorithm",
            "sourceidentity",
            "taskpolicyarn",
            "transitivetagkeys",
        ],
    ),
    (
        "iam",
        &[
            "associatedresourcearn",
            "awsservicename",
            "delegationduration",
            "delegationrequestowner",
            "fido-certification",
            "fido-fips-140-2-certification",
            "fido-fips-140-3-certification",
            "notificationchannel",
            "organizationspolicyid",
            "passedtoservice",
            "permissionsboundary",
            "policyarn",
            "registersecuritykey",
            "resourcetag/",
            "servicespecificcredentialagedays",
            "servicespecificcredentialservicename",
            "templatearn",
        ],
    ),
    (
        "saml",
        &[
            "aud",
            "cn",
            "commonname",
            "doc",
            "eduorghomepageuri",
            "eduorgidentityauthnpolicyuri",
            "eduorglegalname",
            "eduorgsuperioruri",
            "eduorgwhitepagesuri",
            "edupersonaffiliation",
            "edupersonassurance",
            "edupersonentitlement",
            "edupersonnickname",
            "edupersonorgdn",
            "edupersonorgunitdn",
            "edupersonprimaryaffiliation",
            "edupersonprimaryorgunitdn",
            "edupersonprincipalname",
            "edupersonscopedaffiliation",
            "edupersontargetedid",
            "givenname",
            "iss",
            "mail",
            "name",
            "namequalifier",
            "organizationstatus",
            "primarygroupsid",
            "sub",
            "sub_type",
            "surname",
            "uid",
            "x500uniqueidentifier",
        ],
    ),
    ("cognito-idp", &[]),
    ("cognito-identity", &["identitypoolarn"]),
    ("cognito-identity-auth", &["accountid", "identitypoolarn"]),
    ("cognito-identity-unauth", &["accountid", "identitypoolarn"]),
    ("cognito-identity.amazonaws.com", &["amr", "aud", "sub"]),
    ("graph.facebook.com", &["app_id", "id"]),
    ("www.amazon.com", &["app_id", "user_id"]),
];

/// The key in lower case, if it may stand in a policy.
pub(super) fn accept(key: &str) -> Result<String, Malformed> {
    let lower = key.to_lowercase();
    let (vendor, name) = lower.split_once(':').ok_or_else(Malformed::no_vendor)?;
    // Providers' keys begin with host and path of their URL.
    let spelt =
        vendor.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._/~%".contains(&byte));
    if vendor.is_empty() || !spelt {
        return Err(Malformed::no_vendor());
    }
    let mut known = KNOWN.iter().filter(|(of, _)| *of == vendor);
    if name.is_empty() || known.next().is_some_and(|(_, names)| !names.iter().any(is(name))) {
        return Err(Malformed::new(format!("Condition key {key} does not exist.")));
    }
    Ok(lower)
}

fn is(name: &str) -> impl Fn(&&str) -> bool {
    move |known| {
        if known.ends_with('/') {
            name.strip_prefix(*known).is_some_and(|tag| !tag.is_empty())
        } else {
            name == *known
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_keys_of_the_services_served() {
        for key in [
            "aws:username",
            "AWS:SourceIP",
            "aws:PrincipalTag/cost center:a/b",
            "sts:ExternalId",
            "cognito-identity.amazonaws.com:amr",
            "cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI:aud",
            "token.actions.githubusercontent.com:sub",
            "accounts.google.com:aud",
            "s3:max-keys",
            "ec2:anything",
        ] {
            assert_eq!(accept(key), Ok(key.to_lowercase()));
        }
        for key in [
            "",
            "username",
            ":username",
            "aws:",
            "aws:user name",
            "aws:usrname",
            "aws:PrincipalTag",
            "aws:PrincipalTag/",
            "aws:username/x",
            "cognito-idp:UserPoolId",
            "cognito-identity.amazonaws.com:iss",
            "s3*:prefix",
        ] {
            assert!(accept(key).is_err(), "{key}");
        }
    }

    #[test]
    fn the_lists_are_sorted_and_in_lower_case() {
        for (_, names) in KNOWN {
            assert!(names.is_sorted());
            assert!(names.iter().all(|name| *name == name.to_lowercase()));
        }
    }
}
