//! The room that session policies and tags take.

/// Characters of the inline session policy and the ARNs of managed ones together.
pub const PLAIN_CHARACTERS_MAX: usize = 2_048;

/// Deflated bytes of policies and tags together. AWS keeps its own number to itself.
pub const PACKED_BYTES_MAX: usize = 4_096;

pub fn plain_characters<'a>(
    policy: Option<&str>,
    policy_arns: impl IntoIterator<Item = &'a str>,
) -> usize {
    let inline = policy.map_or(0, |policy| policy.chars().count());
    inline + policy_arns.into_iter().map(|arn| arn.chars().count()).sum::<usize>()
}

/// `PackedPolicySize`: how much of the room is taken. Something takes 1 at least, more than 100 is too
/// much.
pub fn percent(packed_bytes: usize) -> i64 {
    let percent = (packed_bytes * 100).div_ceil(PACKED_BYTES_MAX).max(1);
    i64::try_from(percent).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_up() {
        for (bytes, share) in [(0, 1), (1, 1), (41, 2), (4_096, 100), (4_097, 101), (8_192, 200)] {
            assert_eq!(percent(bytes), share, "{bytes}");
        }
    }

    #[test]
    fn counts_characters_of_both_kinds() {
        assert_eq!(plain_characters(Some("äb"), ["arn:1", "arn:2"]), 12);
        assert_eq!(plain_characters(None, []), 0);
    }
}
