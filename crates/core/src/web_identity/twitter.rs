//! X's (Twitter's) access tokens: whose they are is asked with them, signed as OAuth 1.0 wants it.
//!
//! The pool's setting is `<consumer key>;<consumer secret>`, the login `<token>;<token secret>`. A token
//! of another application does not fit the consumer key, and X refuses the request.

use cognate_crypto::oauth1::{self, Credentials};

use super::social::{claims, id, problem, verified};
use super::{Checked, TokenProblem, Verified, ask};
use crate::cx::Cx;

pub(super) const KEY: &str = "api.twitter.com";

pub(super) async fn verify(cx: &Cx, token: &str, application: &str) -> Checked<Verified> {
    let (consumer_key, consumer_secret) =
        application.split_once(';').ok_or(TokenProblem::UnsupportedKey)?;
    let (token, token_secret) = token.split_once(';').ok_or(TokenProblem::NotAJwt)?;
    let base = &cx.config().identity_pools.twitter_url;
    let url = format!("{base}/1.1/account/verify_credentials.json");
    let credentials = Credentials { consumer_key, consumer_secret, token, token_secret };
    let nonce = hex::encode(cx.random().array::<16>());
    let now = cx.clock().now_s();
    let authorization = oauth1::authorization("GET", &url, &[], &credentials, &nonce, now);
    let asked = ask::object(cx, &url, Some(&authorization)).await;
    let said = asked.map_err(|no| problem(KEY, no))?;
    let user = id(&said, "id_str").ok_or(TokenProblem::Rejected)?;
    let claims = claims(KEY, consumer_key, &user, &[]);
    Ok(verified(KEY, consumer_key.to_owned(), user, claims, None))
}
