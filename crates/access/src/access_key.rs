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

/// An access key id of the account (12 digits): `prefix` is `AKIA` or `ASIA`, of `random` 39 bits count.
///
/// # Panics
/// When the account is none.
pub fn access_key_id(prefix: &str, account: &str, random: &[u8; 5]) -> String {
    let account: u128 = account.parse().expect("an account is a number of twelve digits");
    let random =
        random.iter().fold(0, |bits, byte| bits << 8 | u128::from(*byte)) & ((1 << 39) - 1);
    let bits = 1 << 79 | account << 39 | random;
    let digits = (0..16).rev().map(|at| BASE_32[(bits >> (5 * at) & 31) as usize] as char);
    format!("{prefix}{}", digits.collect::<String>())
}

const BASE_32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

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
    fn carries_the_account() {
        for account in ["000000000000", "123456789012", "999999999999"] {
            let id = access_key_id("ASIA", account, &[0xFF, 1, 2, 3, 4]);
            assert_eq!(id.len(), 20);
            assert_eq!(account_of_access_key(&id).as_deref(), Some(account));
            assert_ne!(id, access_key_id("ASIA", account, &[0xFF, 1, 2, 3, 5]));
        }
    }

    #[test]
    fn refuses_what_is_no_access_key_id() {
        for id in
            ["", "AKIA", "AROARZPUZDIKAAAAAAAA", "AKIARZPUZDIKAAAAAAA", "AKIARZPUZDIKAAAAAAA0"]
        {
            assert_eq!(account_of_access_key(id), None, "{id}");
        }
    }
}
