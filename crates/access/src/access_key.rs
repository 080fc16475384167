//! What an access key id tells by itself.

/// The account id (12 digits) inside a current access key id.
///
/// The 16 characters after `AKIA` or `ASIA` are base32; of their first 48 bits the top one marks
/// the current generation, the next 40 are the account and the last 7 belong to the random rest.
/// `None` for ids of the old generation, whose account only a look-up can tell, and for anything
/// that is no access key id.
pub fn account_of_access_key(id: &str) -> Option<String> {
    let rest = id.strip_prefix("AKIA").or_else(|| id.strip_prefix("ASIA"))?;
    if rest.len() != 16 || !rest.bytes().all(|byte| base32(byte).is_some()) {
        return None;
    }
    // Ten characters are 50 bits: two more than needed.
    let bits =
        rest.bytes().take(10).filter_map(base32).fold(0, |bits, value| bits << 5 | value) >> 2;
    let current = bits >> 47 == 1;
    let account = bits >> 7 & ((1 << 40) - 1);
    (current && account < 1_000_000_000_000).then(|| format!("{account:012}"))
}

fn base32(byte: u8) -> Option<u64> {
    match byte {
        b'A'..=b'Z' => Some(u64::from(byte - b'A')),
        b'2'..=b'7' => Some(u64::from(byte - b'2') + 26),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_what_is_no_access_key_id() {
        for id in
            ["", "AKIA", "AROARZPUZDIKAAAAAAAA", "AKIARZPUZDIKAAAAAAA", "AKIARZPUZDIKAAAAAAA0"]
        {
            assert_eq!(account_of_access_key(id), None, "{id}");
        }
    }
}
