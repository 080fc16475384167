//! Tokens of others, and ours for others.

mod access_tokens;
mod documents;
mod foreign;
mod identity_tokens;
mod issuers;
mod keys;
mod logins;

use cognate_core::web_identity::{Accepted, TokenProblem, UserPoolClient, Verified, verify_login};
use cognate_testkit::Cognate;

/// What is wrong, in one word, and what the problem says further.
fn problem(judged: Result<Verified, TokenProblem>) -> String {
    match judged {
        Ok(verified) => format!("verified {}", verified.subject),
        Err(problem) => {
            let text = format!("{problem:?}");
            text.split('{').next().unwrap_or_default().trim().to_owned()
        }
    }
}

/// An identity pool's settings, in one value.
#[derive(Default)]
struct Settings {
    user_pools: Vec<UserPoolClient>,
    social: Vec<(String, String)>,
    oidc: Vec<String>,
}

impl Settings {
    fn user_pool(mut self, name: &str, client: &str, server_side_check: bool) -> Settings {
        self.user_pools.push(UserPoolClient {
            provider_name: name.to_owned(),
            client_id: client.to_owned(),
            server_side_check,
        });
        self
    }

    fn social(mut self, key: &str, application: &str) -> Settings {
        self.social.push((key.to_owned(), application.to_owned()));
        self
    }

    fn oidc(mut self, arn: &str) -> Settings {
        self.oidc.push(arn.to_owned());
        self
    }

    async fn verify(
        &self,
        cognate: &Cognate,
        key: &str,
        token: &str,
    ) -> Result<Verified, TokenProblem> {
        let Settings { user_pools, social, oidc } = self;
        verify_login(&cognate.cx(), key, token, &Accepted { user_pools, social, oidc }).await
    }
}
