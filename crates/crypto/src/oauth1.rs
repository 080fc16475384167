//! Signed requests of OAuth 1.0 (RFC 5849) with HMAC-SHA1, which X still wants.

use aws_lc_rs::hmac;
use base64::prelude::{BASE64_STANDARD, Engine};

/// Who asks, and for whom.
pub struct Credentials<'a> {
    pub consumer_key: &'a str,
    pub consumer_secret: &'a str,
    pub token: &'a str,
    pub token_secret: &'a str,
}

/// The value of the `Authorization` header. `url` is without query, in lower case as far as RFC 5849
/// §3.4.1.2 wants it; `parameters` are those of the query and of a form body; `timestamp` is in seconds.
#[must_use]
pub fn authorization(
    method: &str,
    url: &str,
    parameters: &[(&str, &str)],
    credentials: &Credentials<'_>,
    nonce: &str,
    timestamp: i64,
) -> String {
    let timestamp = timestamp.to_string();
    let oauth = [
        ("oauth_consumer_key", credentials.consumer_key),
        ("oauth_nonce", nonce),
        ("oauth_signature_method", "HMAC-SHA1"),
        ("oauth_timestamp", &timestamp),
        ("oauth_token", credentials.token),
        ("oauth_version", "1.0"),
    ];
    let all = oauth.iter().chain(parameters);
    let mut pairs: Vec<_> = all.map(|(name, value)| (encode(name), encode(value))).collect();
    pairs.sort();
    let pairs: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let base = format!("{method}&{}&{}", encode(url), encode(&pairs.join("&")));
    let (secret, token_secret) = (credentials.consumer_secret, credentials.token_secret);
    let secret = zeroize::Zeroizing::new(format!("{}&{}", encode(secret), encode(token_secret)));
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret.as_bytes());
    let signature = BASE64_STANDARD.encode(hmac::sign(&key, base.as_bytes()));
    let signature = ("oauth_signature", signature.as_str());
    let header = oauth.iter().chain([&signature]);
    let header: Vec<String> =
        header.map(|(name, value)| format!("{name}=\"{}\"", encode(value))).collect();
    format!("OAuth {}", header.join(", "))
}

/// RFC 5849 §3.6: everything but unreserved characters.
fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                out.push(char::from(byte));
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of X's page "Creating a signature".
    #[test]
    fn agrees_with_the_published_example() {
        let header = authorization(
            "POST",
            "https://api.twitter.com/1/statuses/update.json",
            &[
                ("status", "Hello Ladies + Gentlemen, a signed OAuth request!"),
                ("include_entities", "true"),
            ],
            &Credentials {
                consumer_key: "xvz1evFS4wEEPTGEFPHBog",
                consumer_secret: "kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw",
                token: "370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb",
                token_secret: "LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE",
            },
            "kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg",
            1_318_622_958,
        );
        assert!(header.starts_with("OAuth oauth_consumer_key=\"xvz1evFS4wEEPTGEFPHBog\", "));
        assert!(
            header.ends_with("oauth_signature=\"tnnArxj06cWHq44gCs1OSKk%2FjLY%3D\""),
            "{header}"
        );
    }
}
