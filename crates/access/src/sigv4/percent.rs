//! The one percent-encoding of Signature Version 4.

const UPPER_HEX: &[u8; 16] = b"0123456789ABCDEF";

/// Appends `bytes`, leaving `A-Z a-z 0-9 - . _ ~` and the byte `keep` as they are and writing
/// everything else as `%XX`.
pub fn encode_into(out: &mut Vec<u8>, bytes: &[u8], keep: Option<u8>) {
    for &byte in bytes {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) || Some(byte) == keep {
            out.push(byte);
        } else {
            let (high, low) = (usize::from(byte >> 4), usize::from(byte & 15));
            out.extend([b'%', UPPER_HEX[high], UPPER_HEX[low]]);
        }
    }
}

pub fn encode(bytes: &[u8]) -> String {
    let mut out = Vec::with_capacity(bytes.len() + 16);
    encode_into(&mut out, bytes, None);
    String::from_utf8(out).expect("percent-encoded text is ASCII")
}

/// Decodes `%XX`, and nothing else: `+` stays `+`. None for an escape that is cut off or not
/// hexadecimal.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] == b'%' {
            let high = char::from(*bytes.get(at + 1)?).to_digit(16)?;
            let low = char::from(*bytes.get(at + 2)?).to_digit(16)?;
            out.push((high * 16 + low) as u8);
            at += 3;
        } else {
            out.push(bytes[at]);
            at += 1;
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodes_all_but_unreserved_bytes() {
        assert_eq!(encode("aZ09-._~ /+é%".as_bytes()), "aZ09-._~%20%2F%2B%C3%A9%25");
    }

    #[test]
    fn decodes_either_case_and_refuses_broken_escapes() {
        assert_eq!(decode("%c3%A9+"), Some("é+".as_bytes().to_vec()));
        for broken in ["%", "%2", "%zz", "%+1", "a%2"] {
            assert_eq!(decode(broken), None, "{broken}");
        }
    }
}
