//! AWS's names in Rust's spelling.

/// `UserPoolId` to `user_pool_id`; keywords get `r#`.
pub fn field(name: &str) -> String {
    let snake = words(name).join("_").to_lowercase();
    let keyword = ["type", "match", "ref", "use", "enum", "struct", "move"].contains(&&*snake);
    if keyword { format!("r#{snake}") } else { snake }
}

/// `UserPoolIdType` to `USER_POOL_ID_TYPE`.
pub fn constant(name: &str) -> String {
    words(name).join("_").to_uppercase()
}

/// A shape's name as a type: `roleDetailType` to `RoleDetailType`.
pub fn type_name(name: &str) -> String {
    let mut chars = name.chars();
    let first = chars.next().map(|c| c.to_ascii_uppercase());
    first.into_iter().chain(chars).collect()
}

/// An enumeration's text as a variant: `USER_SRP_AUTH` to `UserSrpAuth`, `text/csv` to `TextCsv`.
pub fn variant(text: &str) -> String {
    let parts = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty());
    let name: String = parts
        .map(|part| {
            let shouted = !part.chars().any(|c| c.is_ascii_lowercase());
            let (first, rest) = part.split_at(1);
            let rest = if shouted { rest.to_ascii_lowercase() } else { rest.to_owned() };
            first.to_ascii_uppercase() + &rest
        })
        .collect();
    if name.starts_with(|c: char| c.is_ascii_digit()) { format!("V{name}") } else { name }
}

/// Words end before a capital that follows a small letter or digit, and before the last capital of a
/// run that a small letter follows. `OAuth` and plurals of abbreviations (`URLs`) are one word.
fn words(name: &str) -> Vec<String> {
    let name = name.replace("OAuth", "Oauth");
    let chars: Vec<char> = name.chars().collect();
    let mut words: Vec<String> = Vec::new();
    for (at, &c) in chars.iter().enumerate() {
        let before = at.checked_sub(1).map(|at| chars[at]);
        let after = chars.get(at + 1).copied();
        let plural = after == Some('s') && chars.get(at + 2).is_none_or(|c| c.is_uppercase());
        let starts = match before {
            None => true,
            Some('_' | '-') => true,
            Some(before) if c.is_uppercase() && before.is_uppercase() => {
                after.is_some_and(|after| after.is_lowercase()) && !plural
            }
            Some(before) => c.is_uppercase() && !before.is_uppercase(),
        };
        if starts {
            words.push(String::new());
        }
        if c != '_' && c != '-' {
            words.last_mut().expect("the first character starts a word").push(c);
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields() {
        for (name, expected) in [
            ("UserPoolId", "user_pool_id"),
            ("SMSMfaSettings", "sms_mfa_settings"),
            ("CallbackURLs", "callback_urls"),
            ("DefaultRedirectURI", "default_redirect_uri"),
            ("AllowedOAuthFlowsUserPoolClient", "allowed_oauth_flows_user_pool_client"),
            ("ClientIDList", "client_id_list"),
            ("S3Configuration", "s3_configuration"),
            ("IsMFAEnabled", "is_mfa_enabled"),
            ("isTruncated", "is_truncated"),
            ("Type", "r#type"),
        ] {
            assert_eq!(field(name), expected);
        }
    }

    #[test]
    fn variants() {
        for (text, expected) in [
            ("USER_SRP_AUTH", "UserSrpAuth"),
            ("text/csv", "TextCsv"),
            ("client_credentials", "ClientCredentials"),
            ("aws-managed", "AwsManaged"),
            ("LocalManagedPolicy", "LocalManagedPolicy"),
            ("V1_0", "V10"),
        ] {
            assert_eq!(variant(text), expected);
        }
    }
}
