//! How long session policies may be as they are written.

/// Characters of the inline session policy and the ARNs of managed ones together.
pub const PLAIN_CHARACTERS_MAX: usize = 2_048;

pub fn plain_characters<'a>(
    policy: Option<&str>,
    policy_arns: impl IntoIterator<Item = &'a str>,
) -> usize {
    let inline = policy.map_or(0, |policy| policy.chars().count());
    inline + policy_arns.into_iter().map(|arn| arn.chars().count()).sum::<usize>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_characters_of_both_kinds() {
        assert_eq!(plain_characters(Some("äb"), ["arn:1", "arn:2"]), 12);
        assert_eq!(plain_characters(None, []), 0);
    }
}
