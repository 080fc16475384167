//! Requests: the AWS JSON and query protocols, signed or not, through the real dispatcher.

use std::net::IpAddr;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, Request};
use serde_json::Value;

use cognate_access::sigv4::{Credentials, RequestView, sign};

use crate::answer::Answer;
use crate::cognate::{AccessKey, Cognate};
use crate::fixture::REGION;

/// Where the requests of a test come from.
pub const ADDRESS: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 7));

const HOST: &str = "cognate.example";
const USER_POOLS: &str = "AWSCognitoIdentityProviderService";

impl Cognate {
    /// Any request, as it is.
    pub async fn send(&self, request: Request<Bytes>) -> Answer {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let request_id = format!("00000000-0000-4000-8000-{number:012x}");
        let answer = Answer::new(self.node.answer(request, ADDRESS, &request_id).await);
        let own = answer.header("x-amzn-requestid");
        assert!(own.is_empty() || own == request_id, "the request's own id is answered");
        answer
    }

    /// A user-pool operation, unsigned: the public and the token operations.
    pub async fn call(&self, operation: &str, body: Value) -> Answer {
        self.send(self.json_request(USER_POOLS, operation, &body)).await
    }

    /// A user-pool operation, signed by the root.
    pub async fn admin(&self, operation: &str, body: Value) -> Answer {
        self.admin_as(&self.root, operation, body).await
    }

    /// A user-pool operation, signed by another key.
    pub async fn admin_as(&self, key: &AccessKey, operation: &str, body: Value) -> Answer {
        let request = self.json_request(USER_POOLS, operation, &body);
        self.send(self.signed(key, "cognito-idp", REGION, request)).await
    }

    /// An STS or IAM operation, signed by the root.
    pub async fn query(&self, service: &str, parameters: &[(&str, &str)]) -> Answer {
        self.query_as(&self.root, service, parameters).await
    }

    /// An STS or IAM operation, signed by another key.
    pub async fn query_as(
        &self,
        key: &AccessKey,
        service: &str,
        parameters: &[(&str, &str)],
    ) -> Answer {
        let request = self.query_request(parameters);
        self.send(self.signed(key, service, "us-east-1", request)).await
    }

    /// `path` may carry a query.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path, Bytes::new())).await
    }

    /// A file, to an address of this installation that needs no signature.
    pub async fn put(&self, path: &str, file: Vec<u8>) -> Answer {
        let mut request = self.request(Method::PUT, path, file.into());
        let kms = HeaderValue::from_static("aws:kms");
        request.headers_mut().insert("x-amz-server-side-encryption", kms);
        self.send(request).await
    }

    /// An AWS JSON request, unsigned. `prefix` is the target's part before the dot.
    pub fn json_request(&self, prefix: &str, operation: &str, body: &Value) -> Request<Bytes> {
        let mut request = self.request(Method::POST, "/", body.to_string().into());
        let headers = request.headers_mut();
        let target = format!("{prefix}.{operation}").parse().expect("a header value");
        headers.insert("x-amz-target", target);
        let kind = HeaderValue::from_static("application/x-amz-json-1.1");
        headers.insert("content-type", kind);
        request
    }

    /// A form, unsigned.
    pub fn query_request(&self, parameters: &[(&str, &str)]) -> Request<Bytes> {
        let pairs: Vec<String> =
            parameters.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect();
        let mut request = self.request(Method::POST, "/", pairs.join("&").into());
        let kind = HeaderValue::from_static("application/x-www-form-urlencoded; charset=utf-8");
        request.headers_mut().insert("content-type", kind);
        request
    }

    /// A bare request to this installation.
    pub fn request(&self, method: Method, target: &str, body: Bytes) -> Request<Bytes> {
        let request = Request::builder().method(method).uri(target).header("host", HOST);
        request.body(body).expect("a request")
    }

    /// Adds the headers of Signature Version 4, at the time of the clock.
    pub fn signed(
        &self,
        key: &AccessKey,
        service: &str,
        region: &str,
        mut request: Request<Bytes>,
    ) -> Request<Bytes> {
        let headers: Vec<(&str, &[u8])> = request
            .headers()
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_bytes()))
            .collect();
        let view = RequestView {
            method: request.method().as_str(),
            target: request.uri().path_and_query().map_or("/", |target| target.as_str()),
            headers: &headers,
            body: request.body(),
        };
        let credentials = Credentials {
            access_key_id: &key.id,
            secret_access_key: &key.secret,
            session_token: key.token.as_deref(),
        };
        let added = sign(&view, &credentials, region, service, self.clock.now_ms());
        for (name, value) in added.expect("the target has one meaning") {
            let name: HeaderName = name.parse().expect("a header name");
            request.headers_mut().insert(name, value.parse().expect("a header value"));
        }
        request
    }
}

fn escaped(text: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-_.~".contains(&b);
    let mut out = String::new();
    for b in text.bytes() {
        match plain(b) {
            true => out.push(char::from(b)),
            false => out.push_str(&format!("%{b:02X}")),
        }
    }
    out
}
