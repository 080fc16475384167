//! Request ids: random UUIDs, from the operating system's generator as everything random here.

use rustls::crypto::SecureRandom;

/// A source of request ids.
#[derive(Clone, Copy, Debug)]
pub struct RequestIds {
    random: &'static dyn SecureRandom,
}

impl RequestIds {
    pub fn new() -> Self {
        RequestIds { random: rustls::crypto::aws_lc_rs::default_provider().secure_random }
    }

    /// The next id: a version 4 UUID in lower case.
    pub fn next(&self) -> String {
        let mut bytes = [0u8; 16];
        self.random.fill(&mut bytes).expect("the system's generator does not fail once started");
        bytes[6] = bytes[6] & 0x0f | 0x40;
        bytes[8] = bytes[8] & 0x3f | 0x80;
        let mut text = String::with_capacity(36);
        for (index, byte) in bytes.iter().enumerate() {
            if matches!(index, 4 | 6 | 8 | 10) {
                text.push('-');
            }
            text.push(char::from_digit(u32::from(byte >> 4), 16).expect("four bits"));
            text.push(char::from_digit(u32::from(byte & 15), 16).expect("four bits"));
        }
        text
    }
}

impl Default for RequestIds {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_random_uuids() {
        let (one, two) = (RequestIds::new().next(), RequestIds::new().next());
        assert_ne!(one, two);
        assert_eq!(one.len(), 36);
        assert_eq!(&one[14..15], "4");
        assert!(one.chars().enumerate().all(|(index, c)| match index {
            8 | 13 | 18 | 23 => c == '-',
            _ => c.is_ascii_hexdigit() && !c.is_ascii_uppercase(),
        }));
    }
}
