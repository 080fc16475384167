//! Patterns with look-around, which a linear-time engine does not have, as plain functions.

/// The function that stands for this pattern text, if it needs one.
pub(super) fn for_pattern(text: &str) -> Option<fn(&str) -> bool> {
    match text {
        r"^[0-9A-Za-z\.\-_]*(?<!\.)$" => Some(dotted_name),
        r"^[a-z0-9]([a-z0-9]|-(?!-)){1,61}[a-z0-9]$" => Some(account_alias),
        _ => None,
    }
}

/// Letters, digits, `.`, `-`, `_`; does not end in a dot.
fn dotted_name(value: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_');
    value.bytes().all(allowed) && !value.ends_with('.')
}

/// 3 to 63 lower-case letters, digits and single hyphens, none at either end.
fn account_alias(value: &str) -> bool {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    (3..=63).contains(&value.len())
        && value.bytes().all(|b| plain(b) || b == b'-')
        && !value.starts_with('-')
        && !value.ends_with('-')
        && !value.contains("--")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn predicates_say_what_their_patterns_say() {
        for (value, expected) in
            [("", true), ("a.b", true), ("a.", false), (".", false), ("é", false)]
        {
            assert_eq!(dotted_name(value), expected, "{value}");
        }
        let long = "a".repeat(64);
        for (value, expected) in [
            ("ab", false),
            ("abc", true),
            ("a-b", true),
            ("a--b", false),
            ("-ab", false),
            ("ab-", false),
            (&long[..63], true),
            (&long, false),
            ("aBc", false),
        ] {
            assert_eq!(account_alias(value), expected, "{value}");
        }
    }
}
