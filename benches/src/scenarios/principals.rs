//! IAM users and roles as they are at work: five policies of eight statements each.

use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::Result;
use serde_json::{Value, json};

use crate::api::{Key, REGION};
use crate::http::Connection;
use crate::query::{IAM, element, key};
use crate::server::Server;

const POLICIES: usize = 5;

/// IAM of one server, with the policies that everybody here has.
pub struct Principals {
    host: String,
    root: Key,
    to: Connection,
    /// ARNs.
    policies: Vec<String>,
}

impl Principals {
    pub fn on(server: &Server) -> Result<Principals> {
        let (host, root) = (server.address.clone(), server.root.clone());
        let to = Connection::open(&host)?;
        let mut made = Principals { host, root, to, policies: Vec::new() };
        for at in 0..POLICIES {
            let document = document(&statements(at));
            let name = unused("policy");
            let asked = [("PolicyName", name.as_str()), ("PolicyDocument", document.as_str())];
            let policy = made.iam("CreatePolicy", &asked)?;
            made.policies.push(element(&policy, "Arn")?);
        }
        Ok(made)
    }

    /// A new user, by access key.
    pub fn user(&mut self) -> Result<Key> {
        let name = unused("user");
        self.iam("CreateUser", &[("UserName", &name)])?;
        for policy in self.policies.clone() {
            self.iam("AttachUserPolicy", &[("UserName", &name), ("PolicyArn", &policy)])?;
        }
        key(&self.iam("CreateAccessKey", &[("UserName", &name)])?)
    }

    /// A new role with this statement of trust; its ARN.
    pub fn role(&mut self, trust: &Value) -> Result<String> {
        let (name, trust) = (unused("role"), document(trust));
        let asked = [("RoleName", name.as_str()), ("AssumeRolePolicyDocument", trust.as_str())];
        let arn = element(&self.iam("CreateRole", &asked)?, "Arn")?;
        for policy in self.policies.clone() {
            self.iam("AttachRolePolicy", &[("RoleName", &name), ("PolicyArn", &policy)])?;
        }
        Ok(arn)
    }

    /// A role that everybody in the account may assume whose own policies say so.
    pub fn role_of_account(&mut self) -> Result<String> {
        let account = self.policies[0].split(':').nth(4).unwrap_or_default();
        let principal = json!({ "AWS": account });
        let trust =
            json!({ "Effect": "Allow", "Action": "sts:AssumeRole", "Principal": principal });
        self.role(&trust)
    }

    fn iam(&mut self, operation: &str, parameters: &[(&str, &str)]) -> Result<String> {
        IAM.call(&mut self.to, &self.host, &self.root, operation, parameters)
    }
}

pub fn document(statements: &Value) -> String {
    json!({ "Version": "2012-10-17", "Statement": statements }).to_string()
}

/// A folder that an earlier run has left has names already.
fn unused(kind: &str) -> String {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let now = std::time::SystemTime::UNIX_EPOCH.elapsed().map_or(0, |since| since.as_millis());
    format!("{kind}-{now}-{}", NEXT.fetch_add(1, Ordering::Relaxed))
}

/// Eight statements as people write them; `at` makes each policy different.
fn statements(at: usize) -> Value {
    json!([
        { "Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"],
          "Resource": format!("arn:aws:s3:::bucket-{at}/${{aws:PrincipalTag/team}}/*") },
        { "Effect": "Allow", "Action": "dynamodb:*", "Resource": "*",
          "Condition": { "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": ["${aws:userid}"] } } },
        { "Effect": "Allow", "Action": ["logs:Create*", "logs:Put*"], "Resource": "arn:aws:logs:*:*:*" },
        { "Effect": "Deny", "Action": "iam:*", "Resource": "*",
          "Condition": { "BoolIfExists": { "aws:MultiFactorAuthPresent": "false" } } },
        { "Effect": "Deny", "NotAction": ["cognito-idp:*", "s3:*", "sts:*"], "Resource": "*",
          "Condition": { "NotIpAddress": { "aws:SourceIp": ["192.0.2.0/24", "2001:db8::/32"] } } },
        { "Effect": "Allow", "Action": ["cognito-idp:Describe*", "cognito-idp:List*"],
          "Resource": format!("arn:aws:cognito-idp:*:*:userpool/{REGION}_{at}*"),
          "Condition": { "DateGreaterThan": { "aws:CurrentTime": "2020-01-01T00:00:00Z" } } },
        { "Effect": "Allow", "Action": ["cognito-idp:*", "sts:AssumeRole"],
          "Resource": [format!("arn:aws:cognito-idp:{REGION}:*:userpool/*"), "arn:aws:iam::*:role/*"],
          "Condition": { "StringLike": { "aws:PrincipalArn": "arn:aws:iam::*" } } },
        { "Effect": "Deny", "Action": "cognito-idp:Delete*", "Resource": "*",
          "Condition": { "StringNotEquals": { "aws:PrincipalTag/team": ["red", "blue"] } } },
    ])
}
