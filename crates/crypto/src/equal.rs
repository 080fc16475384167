//! The one comparison for secrets (CT-1).

/// Whether `a` and `b` are the same bytes, in time that depends on their lengths only.
///
/// Use it for MACs, hashes, codes, verifiers and tokens; `==` stops at the first difference.
#[must_use]
pub fn equal(a: &[u8], b: &[u8]) -> bool {
    aws_lc_rs::constant_time::verify_slices_are_equal(a, b).is_ok()
}

#[cfg(test)]
mod tests {
    use super::equal;

    #[test]
    fn ct_1_equal_is_equality() {
        assert!(equal(b"", b"") && equal(b"abc", b"abc"));
        assert!(!equal(b"abc", b"abd") && !equal(b"abc", b"abcd") && !equal(b"", b"a"));
    }
}
