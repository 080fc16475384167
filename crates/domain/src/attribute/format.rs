//! Formats of values.

/// One address: exactly one `@` with something on both sides, no spaces, controls or separators that
/// could make it two recipients in a mail header (IL-3).
pub fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    !local.is_empty()
        && !domain.is_empty()
        && !domain.starts_with('.')
        && !domain.ends_with('.')
        && text.chars().filter(|c| *c == '@').count() == 1
        && !text.chars().any(|c| c.is_whitespace() || c.is_control() || ",;:<>()[]\"\\".contains(c))
}

/// E.164: `+` and 1 to 15 digits.
pub fn is_phone(text: &str) -> bool {
    text.strip_prefix('+').is_some_and(|digits| {
        (1..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
    })
}
