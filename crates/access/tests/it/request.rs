//! A request that owns its parts, so that tests can change it.

use cognate_access::sigv4::{
    Credentials, Expect, Presented, RegionRule, RequestView, Rules, SigError, SigningSecret,
    presented, presign, sign, verify_under,
};

pub const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

/// 2024-01-01T00:00:00Z
pub const NOW_MS: i64 = 1_704_067_200_000;

#[derive(Clone, Debug)]
pub struct Request {
    pub method: String,
    pub target: String,
    pub headers: Vec<(String, Vec<u8>)>,
    pub body: Vec<u8>,
}

impl Request {
    pub fn new(method: &str, target: &str, headers: &[(&str, &str)], body: &str) -> Request {
        Request {
            method: method.to_owned(),
            target: target.to_owned(),
            headers: headers
                .iter()
                .map(|(name, value)| (name.to_lowercase(), value.as_bytes().to_vec()))
                .collect(),
            body: body.as_bytes().to_vec(),
        }
    }

    /// A signed call of a JSON operation.
    pub fn json(service: &str) -> Request {
        let headers = [
            ("host", "localhost:9229"),
            ("content-type", "application/x-amz-json-1.1"),
            ("x-amz-target", "AWSCognitoIdentityProviderService.ListUserPools"),
        ];
        Request::new("POST", "/", &headers, "{\"MaxResults\":5}").signed(service)
    }

    pub fn signed(mut self, service: &str) -> Request {
        let added =
            self.with(|view| sign(view, &credentials(), "us-east-1", service, NOW_MS)).unwrap();
        self.headers.extend(added.into_iter().map(|(name, value)| (name, value.into_bytes())));
        self
    }

    pub fn presigned(mut self, service: &str, expires_seconds: u32) -> Request {
        self.target = self
            .with(|view| {
                presign(view, &credentials(), "us-east-1", service, NOW_MS, expires_seconds)
            })
            .unwrap();
        self
    }

    pub fn push(&mut self, name: &str, value: &str) {
        self.headers.push((name.to_owned(), value.as_bytes().to_vec()));
    }

    pub fn remove(&mut self, name: &str) {
        self.headers.retain(|(n, _)| n != name);
    }

    /// Replaces text in a header.
    pub fn edit(&mut self, name: &str, from: &str, to: &str) {
        let (_, value) = self.headers.iter_mut().find(|(n, _)| n == name).unwrap();
        let text = String::from_utf8(value.clone()).unwrap();
        assert!(text.contains(from), "{text}");
        *value = text.replace(from, to).into_bytes();
    }

    pub fn with<T>(&self, see: impl FnOnce(&RequestView) -> T) -> T {
        let headers: Vec<(&str, &[u8])> =
            self.headers.iter().map(|(name, value)| (name.as_str(), value.as_slice())).collect();
        see(&RequestView {
            method: &self.method,
            target: &self.target,
            headers: &headers,
            body: &self.body,
        })
    }

    pub fn presented(&self, expect: &Expect) -> Result<Option<Presented>, SigError> {
        self.with(|view| presented(view, expect))
    }

    /// Both steps, with the rules and the secret given.
    pub fn check_under(
        &self,
        expect: &Expect,
        rules: Rules,
        secret: &SigningSecret,
    ) -> Result<(), SigError> {
        self.with(|view| {
            let presented = presented(view, expect)?.ok_or(SigError::MissingToken)?;
            verify_under(rules, &presented, view, secret)
        })
    }

    /// Both steps, as a server of the service does them.
    pub fn check(&self, expect: &Expect) -> Result<(), SigError> {
        self.check_under(expect, Rules::of(expect.service), &SigningSecret::new(SECRET))
    }
}

pub fn credentials() -> Credentials<'static> {
    Credentials { access_key_id: "AKIDEXAMPLE", secret_access_key: SECRET, session_token: None }
}

pub fn expect(service: &str) -> Expect<'_> {
    Expect { service, regions: RegionRule::AwsShaped, now_ms: NOW_MS, window_seconds: 300 }
}
