//! Hashing without a key.

/// SHA-256 of `data`.
#[must_use]
pub fn sha256(data: &[u8]) -> [u8; 32] {
    sha256_parts(&[data])
}

/// SHA-256 of the concatenation of `parts`; for formats that define it so (SRP does).
pub(crate) fn sha256_parts(parts: &[&[u8]]) -> [u8; 32] {
    let mut context = aws_lc_rs::digest::Context::new(&aws_lc_rs::digest::SHA256);
    for part in parts {
        context.update(part);
    }
    context.finish().as_ref().try_into().expect("SHA-256 gives 32 bytes")
}

/// SHA-384 of `data`.
#[must_use]
pub fn sha384(data: &[u8]) -> [u8; 48] {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA384, data);
    digest.as_ref().try_into().expect("SHA-384 gives 48 bytes")
}

/// SHA-512 of `data`.
#[must_use]
pub fn sha512(data: &[u8]) -> [u8; 64] {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA512, data);
    digest.as_ref().try_into().expect("SHA-512 gives 64 bytes")
}

/// SHA-1 of `data`, where a protocol makes names by it. Never for anything that somebody could forge.
#[must_use]
pub fn sha1_name(data: &[u8]) -> [u8; 20] {
    let algorithm = &aws_lc_rs::digest::SHA1_FOR_LEGACY_USE_ONLY;
    let digest = aws_lc_rs::digest::digest(algorithm, data);
    digest.as_ref().try_into().expect("SHA-1 gives 20 bytes")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sha256_of_abc_is_the_published_value() {
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(hex::encode(sha256(b"abc")), expected);
        assert_eq!(hex::encode(sha256_parts(&[b"a", b"", b"bc"])), expected);
    }
}
