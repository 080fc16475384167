//! `NameQualifier`: makes the subject of an assertion unique among providers.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use cognate_crypto::sha1_name;

/// As AWS computes it, from the assertion's issuer, the account, and the provider's name in IAM.
pub fn name_qualifier(issuer: &str, account: &str, provider: &str) -> String {
    STANDARD.encode(sha1_name(format!("{issuer}{account}/{provider}").as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_what_aws_documents() {
        // printf 'https://example.com/saml123456789012/MySAMLIdP' | openssl sha1 -binary | base64
        let qualifier = name_qualifier("https://example.com/saml", "123456789012", "MySAMLIdP");
        assert_eq!(qualifier, "1uAJanUnBc2XeUkHURMht+xam2c=");
    }
}
