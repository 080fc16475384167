//! Terms documents: links by language, shown where people sign up.
//!
//! Source: API reference, `CreateTerms`; developer guide, "Terms documents".

use std::collections::BTreeMap;

use crate::{Refusal, refusal};

/// Documents of one pool, at most, by AWS's quota.
pub const PER_POOL_MAX: i64 = 40;

/// The language that stands in for those without a link of their own.
const DEFAULT: &str = "cognito:default";

/// There is a default, and links are absolute web addresses: they are shown to people.
pub fn check(links: &BTreeMap<String, String>) -> Result<(), Refusal> {
    if !links.contains_key(DEFAULT) {
        return Err(refusal::invalid_parameter(format!("Links must have an entry for {DEFAULT}.")));
    }
    let is_web = |link: &String| {
        let rest = link.strip_prefix("https://").or_else(|| link.strip_prefix("http://"));
        rest.is_some_and(|rest| rest.starts_with(|c: char| c.is_alphanumeric() || c == '['))
    };
    match links.iter().find(|(_, link)| !is_web(link)) {
        Some((language, _)) => Err(refusal::invalid_parameter(format!(
            "The link for {language} must be an absolute URL that begins with https:// or http://."
        ))),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links(entries: &[(&str, &str)]) -> BTreeMap<String, String> {
        entries.iter().map(|(key, link)| ((*key).to_owned(), (*link).to_owned())).collect()
    }

    #[test]
    fn links_are_web_addresses_with_a_default() {
        let fine = links(&[(DEFAULT, "https://example.com/t"), ("cognito:french", "http://x/fr")]);
        assert_eq!(check(&fine), Ok(()));
        for bad in [
            links(&[("cognito:french", "https://example.com")]),
            links(&[(DEFAULT, "javascript:alert(1)")]),
            links(&[(DEFAULT, "/terms")]),
            links(&[(DEFAULT, "https:///terms")]),
        ] {
            assert!(check(&bad).is_err(), "{bad:?}");
        }
    }
}
