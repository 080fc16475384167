//! `sub`: the immutable, never reused identity of a user, 128 random bits shown as a UUID.

use std::fmt;

use crate::id;

/// A user's id. Displayed as a lowercase UUID of 36 characters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sub(pub [u8; 16]);

impl Sub {
    /// A new sub from 16 random bytes, marked as a version 4 UUID for clients that insist on one.
    pub fn from_random(random: [u8; 16]) -> Sub {
        Sub(id::version_4(random))
    }

    /// Reads the canonical lowercase text; any UUID version passes, other spellings do not.
    pub fn parse(text: &str) -> Option<Sub> {
        id::parse_uuid(text).map(Sub)
    }
}

impl fmt::Display for Sub {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&id::uuid(&self.0))
    }
}

impl fmt::Debug for Sub {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sub({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_round_trips_and_is_strict() {
        let sub = Sub::from_random([0xAB; 16]);
        assert_eq!(sub.to_string(), "abababab-abab-4bab-abab-abababababab");
        assert_eq!(Sub::parse(&sub.to_string()), Some(sub));
        for bad in [
            "",
            "abababab-abab-4bab-abab-ababababab",
            "ABABABAB-abab-4bab-abab-abababababab",
            "ababababxabab-4bab-abab-abababababab",
            "{bababab-abab-4bab-abab-abababababa}",
        ] {
            assert_eq!(Sub::parse(bad), None, "{bad}");
        }
    }
}
