//! What Amazon Cognito lets guests of the enhanced flow do at most, whatever their role allows: the
//! union of these two session policies.

/// The managed one.
pub const MANAGED: &str = "arn:aws:iam::aws:policy/AmazonCognitoUnAuthedIdentitiesSessionPolicy";

/// The services that the inline one allows, by AWS's description of it: the prefixes of their actions.
/// Installations whose own services have other names set `identity_pools.guest_services`.
pub const SERVICES: [&str; 30] = [
    "appsync",
    "cloudwatch",
    "codewhisperer",
    "cognito-identity",
    "cognito-idp",
    "cognito-sync",
    "comprehend",
    "dynamodb",
    "execute-api",
    "firehose",
    "gamelift",
    "geo",
    "iot",
    "kinesis",
    "kinesisanalytics",
    "lambda",
    "lex",
    "logs",
    "machinelearning",
    "mobileanalytics",
    "personalize",
    "polly",
    "rekognition",
    "s3",
    "sdb",
    "ses",
    "sns",
    "sqs",
    "transcribe",
    "translate",
];

/// Of these services, single actions only.
const ACTIONS: &str = r#"
    "kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*", "sagemaker:InvokeEndpoint",
    "sumerian:View*", "textract:AnalyzeDocument", "textract:DetectDocumentText"
"#;

/// The inline one. `services`: prefixes of ASCII letters, digits and hyphens.
pub fn inline(services: &[String]) -> String {
    let whole: String = services.iter().map(|service| format!("\"{service}:*\",")).collect();
    format!(
        r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Action":[{whole}{ACTIONS}],"Resource":"*"}}}}"#
    )
}

#[cfg(test)]
mod tests {
    use cognate_access::policy::{Kind, Policy};

    use super::*;

    #[test]
    fn the_policy_parses_whatever_the_services() {
        for services in [&[][..], &SERVICES.map(str::to_owned)] {
            let policy = Policy::parse(&inline(services), Kind::Identity, "aws").unwrap();
            assert_eq!(policy.context_keys().count(), 0);
        }
    }
}
