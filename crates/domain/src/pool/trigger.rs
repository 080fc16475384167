//! The functions of a pool, by the point at which they are called.

use crate::Map;
use crate::member::{object, text};

/// A function point of a pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trigger {
    PreSignUp,
    CustomMessage,
    PostConfirmation,
    PreAuthentication,
    PostAuthentication,
    DefineAuthChallenge,
    CreateAuthChallenge,
    VerifyAuthChallengeResponse,
    PreTokenGeneration,
    UserMigration,
    CustomSmsSender,
    CustomEmailSender,
    InboundFederation,
}

impl Trigger {
    pub const ALL: [Trigger; 13] = [
        Trigger::PreSignUp,
        Trigger::CustomMessage,
        Trigger::PostConfirmation,
        Trigger::PreAuthentication,
        Trigger::PostAuthentication,
        Trigger::DefineAuthChallenge,
        Trigger::CreateAuthChallenge,
        Trigger::VerifyAuthChallengeResponse,
        Trigger::PreTokenGeneration,
        Trigger::UserMigration,
        Trigger::CustomSmsSender,
        Trigger::CustomEmailSender,
        Trigger::InboundFederation,
    ];

    /// AWS's name in error texts and, but for PreTokenGenerationConfig, in LambdaConfig.
    pub fn as_str(self) -> &'static str {
        match self {
            Trigger::PreSignUp => "PreSignUp",
            Trigger::CustomMessage => "CustomMessage",
            Trigger::PostConfirmation => "PostConfirmation",
            Trigger::PreAuthentication => "PreAuthentication",
            Trigger::PostAuthentication => "PostAuthentication",
            Trigger::DefineAuthChallenge => "DefineAuthChallenge",
            Trigger::CreateAuthChallenge => "CreateAuthChallenge",
            Trigger::VerifyAuthChallengeResponse => "VerifyAuthChallengeResponse",
            Trigger::PreTokenGeneration => "PreTokenGeneration",
            Trigger::UserMigration => "UserMigration",
            Trigger::CustomSmsSender => "CustomSMSSender",
            Trigger::CustomEmailSender => "CustomEmailSender",
            Trigger::InboundFederation => "InboundFederation",
        }
    }
}

/// `LambdaConfig`: at most one function per trigger.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Functions {
    pub kms_key: Option<String>,
    functions: Vec<Function>,
}

/// A configured function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Function {
    pub trigger: Trigger,
    pub arn: String,
    /// `V1_0`, `V2_0` or `V3_0`.
    pub version: String,
}

impl Functions {
    pub fn get(&self, trigger: Trigger) -> Option<&Function> {
        self.functions.iter().find(|function| function.trigger == trigger)
    }

    pub fn is_empty(&self) -> bool {
        self.functions.is_empty()
    }

    pub(super) fn read(config: &Map) -> Functions {
        let functions = Trigger::ALL.iter().filter_map(|&trigger| {
            // The versioned form knows more; both are stored for this trigger.
            let versioned = match trigger {
                Trigger::PreTokenGeneration => object(config, "PreTokenGenerationConfig"),
                _ => object(config, trigger.as_str()),
            };
            let (arn, version) = match versioned {
                Some(function) => (text(function, "LambdaArn")?, text(function, "LambdaVersion")?),
                None => (text(config, trigger.as_str())?, "V1_0"),
            };
            Some(Function { trigger, arn: arn.to_owned(), version: version.to_owned() })
        });
        Functions {
            kms_key: text(config, "KMSKeyID").map(str::to_owned),
            functions: functions.collect(),
        }
    }
}
