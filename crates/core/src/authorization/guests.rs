//! What Amazon Cognito lets guests of the enhanced flow do at most, whatever their role allows: the
//! union of these two session policies.

use std::sync::LazyLock;

use cognate_access::policy::{Kind, Policy};

/// The managed one.
pub const MANAGED: &str = "arn:aws:iam::aws:policy/AmazonCognitoUnAuthedIdentitiesSessionPolicy";

/// The inline one, which AWS describes by its services.
const INLINE: &str = r#"{
    "Version": "2012-10-17",
    "Statement": {
        "Effect": "Allow",
        "Action": [
            "appsync:*", "cloudwatch:*", "codewhisperer:*", "cognito-identity:*", "cognito-idp:*",
            "cognito-sync:*", "comprehend:*", "dynamodb:*", "execute-api:*", "firehose:*",
            "gamelift:*", "geo:*", "iot:*", "kinesis:*", "kinesisanalytics:*", "kms:Decrypt",
            "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*", "lambda:*", "lex:*", "logs:*",
            "machinelearning:*", "mobileanalytics:*", "personalize:*", "polly:*", "rekognition:*",
            "s3:*", "sagemaker:InvokeEndpoint", "sdb:*", "ses:*", "sns:*", "sqs:*",
            "sumerian:View*", "textract:AnalyzeDocument", "textract:DetectDocumentText",
            "transcribe:*", "translate:*"
        ],
        "Resource": "*"
    }
}"#;

pub fn inline() -> &'static Policy {
    static POLICY: LazyLock<Policy> = LazyLock::new(|| {
        Policy::parse(INLINE, Kind::Identity, "aws").expect("the policy is well formed")
    });
    &POLICY
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_parses() {
        assert_eq!(inline().context_keys().count(), 0);
    }
}
