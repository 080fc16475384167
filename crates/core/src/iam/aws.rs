//! The managed policies of AWS that stacks around user and identity pools attach: one file each.
//! Nobody can change them.

use std::sync::{Arc, OnceLock};

use cognate_crypto::sha256;
use cognate_domain::id;

use super::{Held, Source};
use crate::config::Config;

/// The account in their ARNs.
pub const ACCOUNT: &str = "aws";

/// A managed policy of AWS.
pub struct Shipped {
    pub path: &'static str,
    pub name: &'static str,
    pub document: &'static str,
    /// The number of its only version here, which is the default one.
    pub version: i64,
    /// Seconds since the epoch.
    pub created: i64,
    pub updated: i64,
    held: OnceLock<Arc<Held>>,
}

macro_rules! shipped {
    ($($path:literal $name:literal $version:literal $created:literal $updated:literal)*) => {
        [$(Shipped {
            path: $path,
            name: $name,
            document: include_str!(concat!("aws/", $name, ".json")),
            version: $version,
            created: $created,
            updated: $updated,
            held: OnceLock::new(),
        }),*]
    };
}

/// In the order of names. Path, name, version, when it was made, and when this version was.
pub static SHIPPED: [Shipped; 32] = shipped![
    "/" "AWSAppSyncInvokeFullAccess" 1 1_521_580_880 1_521_580_880
    "/" "AWSDenyAll" 2 1_556_750_174 1_702_917_725
    "/service-role/" "AWSLambdaBasicExecutionRole" 1 1_428_591_823 1_428_591_823
    "/service-role/" "AWSLambdaRole" 1 1_423_248_088 1_423_248_088
    "/" "AWSLambda_FullAccess" 7 1_605_647_648 1_770_919_251
    "/" "AdministratorAccess" 1 1_423_247_986 1_423_247_986
    "/" "AdministratorAccess-Amplify" 12 1_606_849_388 1_712_262_931
    "/" "AmazonAPIGatewayInvokeFullAccess" 2 1_436_463_372 1_545_157_510
    "/" "AmazonCognitoDeveloperAuthenticatedIdentities" 1 1_427_217_743 1_427_217_743
    "/aws-service-role/" "AmazonCognitoIdpEmailServiceRolePolicy" 1 1_553_203_945 1_553_203_945
    "/aws-service-role/" "AmazonCognitoIdpServiceRolePolicy" 1 1_593_210_620 1_593_210_620
    "/" "AmazonCognitoPowerUser" 9 1_427_217_296 1_770_919_209
    "/" "AmazonCognitoReadOnly" 4 1_427_216_806 1_564_687_264
    "/" "AmazonCognitoUnAuthedIdentitiesSessionPolicy" 4 1_689_807_845 1_777_665_431
    "/" "AmazonCognitoUnauthenticatedIdentities" 1 1_675_290_987 1_675_290_987
    "/" "AmazonDynamoDBFullAccess" 15 1_423_248_011 1_611_941_910
    "/" "AmazonDynamoDBReadOnlyAccess" 15 1_423_248_012 1_731_951_495
    "/" "AmazonS3FullAccess" 2 1_423_248_058 1_632_773_797
    "/" "AmazonS3ReadOnlyAccess" 3 1_423_248_059 1_691_703_099
    "/" "AmazonSESFullAccess" 1 1_423_248_062 1_423_248_062
    "/" "AmazonSNSFullAccess" 2 1_423_248_065 1_727_217_125
    "/service-role/" "AmplifyBackendDeployFullAccess" 9 1_696_627_979 1_731_611_379
    "/root-task/" "IAMAuditRootUserCredentials" 1 1_730_932_078 1_730_932_078
    "/root-task/" "IAMCreateRootUserPassword" 1 1_730_932_379 1_730_932_379
    "/root-task/" "IAMDeleteRootUserCredentials" 1 1_730_933_278 1_730_933_278
    "/" "IAMFullAccess" 2 1_423_248_038 1_561_146_000
    "/" "IAMReadOnlyAccess" 4 1_423_248_039 1_516_907_487
    "/" "PowerUserAccess" 12 1_423_247_987 1_770_919_154
    "/" "ReadOnlyAccess" 190 1_423_247_988 1_790_271_428
    "/root-task/" "S3UnlockBucketPolicy" 1 1_730_930_156 1_730_930_156
    "/root-task/" "SQSUnlockQueuePolicy" 1 1_730_929_862 1_730_929_862
    "/" "SecurityAudit" 94 1_423_248_061 1_790_800_028
];

impl Shipped {
    pub fn arn(&self) -> String {
        super::arn::policy(ACCOUNT, self.path, self.name)
    }

    /// The unique id, the same in every installation.
    pub fn id(&self) -> String {
        id(&self.arn())
    }

    /// Compiled when it is first asked for.
    pub fn held(&self) -> &Arc<Held> {
        self.held.get_or_init(|| Arc::new(Held::identity(self.arn(), Source::Aws, self.document)))
    }
}

/// The unique id of the policy with this ARN.
pub fn id(arn: &str) -> String {
    id::principal_id("ANPA", &sha256(arn.as_bytes()))
}

/// By its ARN; None for an unknown one.
pub fn shipped(arn: &str) -> Option<&'static Shipped> {
    let named = super::arn::parse(arn)?;
    let is_it = |it: &&Shipped| it.name == named.name && it.path == named.path;
    let of_aws = named.account == ACCOUNT && named.kind == "policy";
    SHIPPED.iter().find(is_it).filter(|_| of_aws)
}

/// What an unknown one amounts to where the operator accepts it: it matches no action.
pub const EMPTY: &str =
    r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","NotAction":"*","Resource":"*"}]}"#;

/// The policy behind an ARN of AWS. One that is not known here is None, or, where the operator wants it
/// so, grants nothing.
pub fn policy(config: &Config, arn: &str) -> Option<Arc<Held>> {
    match shipped(arn) {
        Some(shipped) => Some(shipped.held().clone()),
        None if config.limits.iam.accept_unknown_aws_policies => {
            Some(Arc::new(Held::identity(arn, Source::Aws, EMPTY)))
        }
        None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_are_policies() {
        for shipped in &SHIPPED {
            let held = shipped.held();
            assert!(held.policy.is_ok(), "{}: {:?}", shipped.name, held.policy.as_ref().err());
            assert_eq!(super::shipped(&shipped.arn()).map(|it| it.name), Some(shipped.name));
        }
        assert!(SHIPPED.is_sorted_by_key(|shipped| shipped.name));
        assert!(Held::identity("x", Source::Aws, EMPTY).policy.is_ok());
    }

    #[test]
    fn paths_belong_to_names() {
        assert!(shipped("arn:aws:iam::aws:policy/service-role/AWSLambdaRole").is_some());
        for other in [
            "arn:aws:iam::aws:policy/AWSLambdaRole",
            "arn:aws:iam::aws:policy/adminstratoraccess",
            "arn:aws:iam::123456789012:policy/AdministratorAccess",
            "arn:aws:iam::aws:role/AdministratorAccess",
        ] {
            assert!(shipped(other).is_none(), "{other}");
        }
    }
}
