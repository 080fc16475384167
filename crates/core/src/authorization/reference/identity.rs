//! Amazon Cognito identity pools. Actions on nothing need the resource `*`, also where the request
//! names a pool.

use super::Of::{self, Arn, Identities, Identity, IdentityPool, Nothing};

pub const TABLE: &[(&str, Of)] = &[
    ("CreateIdentityPool", Nothing),
    ("DeleteIdentities", Identities),
    ("DeleteIdentityPool", IdentityPool),
    ("DescribeIdentity", Identity),
    ("DescribeIdentityPool", IdentityPool),
    ("GetIdentityPoolRoles", IdentityPool),
    ("GetOpenIdTokenForDeveloperIdentity", IdentityPool),
    ("GetPrincipalTagAttributeMap", IdentityPool),
    ("ListIdentities", IdentityPool),
    ("ListIdentityPools", Nothing),
    ("ListTagsForResource", Arn("ResourceArn")),
    ("LookupDeveloperIdentity", IdentityPool),
    ("MergeDeveloperIdentities", IdentityPool),
    ("SetIdentityPoolRoles", Nothing),
    ("SetPrincipalTagAttributeMap", Nothing),
    ("TagResource", Arn("ResourceArn")),
    ("UnlinkDeveloperIdentity", IdentityPool),
    ("UntagResource", Arn("ResourceArn")),
    ("UpdateIdentityPool", IdentityPool),
];
