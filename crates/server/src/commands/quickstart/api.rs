//! Calls of a running server, signed where there are keys.

use std::path::Path;

use anyhow::{Context, anyhow};
use bytes::Bytes;
use cognate_access::sigv4::{self, Credentials, RequestView};
use http::{Method, Request};
use serde_json::Value;

use crate::egress::{Client, Guard, NoAnswer, Target};

const CONTENT_TYPE: &str = "application/x-amz-json-1.1";

/// An access key of the environment.
pub struct Keys {
    pub id: String,
    pub secret: String,
    pub session_token: Option<String>,
}

pub struct Api {
    client: Client,
    endpoint: String,
    region: String,
    keys: Keys,
    /// False: the keys are made up, which only development takes. They carry the region.
    known: bool,
}

impl Api {
    pub fn new(
        endpoint: &str,
        region: String,
        keys: Option<Keys>,
        root_certificate: Option<&Path>,
    ) -> anyhow::Result<Api> {
        let endpoint = endpoint.trim_end_matches('/').to_owned();
        let target = Target::any(&endpoint).map_err(|why| anyhow!("--endpoint: {why}"))?;
        let client = Client::new(target, Guard::Operator, root_certificate)?;
        let known = keys.is_some();
        let made_up = || "quickstart".to_owned();
        let keys =
            keys.unwrap_or_else(|| Keys { id: made_up(), secret: made_up(), session_token: None });
        Ok(Api { client, endpoint, region, keys, known })
    }

    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    pub fn region(&self) -> &str {
        &self.region
    }

    /// A signed operation.
    pub async fn admin(&self, operation: &str, input: Value) -> anyhow::Result<Value> {
        self.call(operation, &input, Some(&self.keys)).await
    }

    /// An operation that anybody may call.
    pub async fn public(&self, operation: &str, input: Value) -> anyhow::Result<Value> {
        self.call(operation, &input, None).await
    }

    async fn call(
        &self,
        operation: &str,
        input: &Value,
        keys: Option<&Keys>,
    ) -> anyhow::Result<Value> {
        let body = input.to_string();
        let action = format!("AWSCognitoIdentityProviderService.{operation}");
        let target = self.client.target();
        let mut request = Request::builder()
            .method(Method::POST)
            .header("content-type", CONTENT_TYPE)
            .header("x-amz-target", &action);
        if let Some(keys) = keys {
            let path = target.path.to_string();
            let headers = [
                ("content-type", CONTENT_TYPE.as_bytes()),
                ("host", target.host_header.as_bytes()),
                ("x-amz-target", action.as_bytes()),
            ];
            let view = RequestView {
                method: "POST",
                target: &path,
                headers: &headers,
                body: body.as_bytes(),
            };
            let credentials = Credentials {
                access_key_id: &keys.id,
                secret_access_key: &keys.secret,
                session_token: keys.session_token.as_deref(),
            };
            let now_ms = crate::clock::now_ms();
            let signed = sigv4::sign(&view, &credentials, &self.region, "cognito-idp", now_ms);
            for (name, value) in signed.map_err(|_| anyhow!("the request cannot be signed"))? {
                request = request.header(name, value);
            }
        }
        let answer = self.client.send(request.body(Bytes::from(body))?).await;
        let answer = answer.map_err(|why| self.explained(&why))?;
        let value: Value = serde_json::from_slice(answer.body())
            .with_context(|| format!("what answers at {} is not Cognate", self.endpoint))?;
        if answer.status().is_success() {
            return Ok(value);
        }
        Err(self.refused(operation, &value))
    }

    fn explained(&self, why: &NoAnswer) -> anyhow::Error {
        match why {
            NoAnswer::Unreachable(_) => anyhow!(
                "no server answers at {}: start one with `cognate serve --dev`, or name it with \
                 --endpoint",
                self.endpoint
            ),
            why => anyhow!("{}: {why}", self.endpoint),
        }
    }

    fn refused(&self, operation: &str, answer: &Value) -> anyhow::Error {
        let member = |name: &str| answer.get(name).and_then(Value::as_str);
        let code = member("__type").unwrap_or("an error");
        let message = member("message").or_else(|| member("Message")).unwrap_or_default();
        let hint = match code {
            "UnrecognizedClientException" if !self.known => {
                "\nSet AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY to a key of this server; `cognate \
                 init` showed the root's."
            }
            _ => "",
        };
        anyhow!("{operation} was answered with {code}: {message}{hint}")
    }
}
