//! A reader of the CBOR that authenticators write: definite lengths, shortest heads, no tags, no
//! floating point numbers, bounded depth and number of items.
//!
//! Source: RFC 8949; CTAP2 canonical form, of which the order of keys is not demanded.

use super::Fault;

/// Nesting of lists and maps. CTAP2 permits four levels.
const DEPTH_MAX: u8 = 6;
/// Items in one value, at any depth: chains of certificates and extensions need a few dozen.
const ITEMS_MAX: u32 = 256;

/// One value. Text and bytes are those of the input.
#[derive(Clone, PartialEq, Debug)]
pub enum Item<'a> {
    Int(i64),
    Bytes(&'a [u8]),
    Text(&'a str),
    List(Vec<Item<'a>>),
    /// Keys are distinct.
    Map(Vec<(Item<'a>, Item<'a>)>),
    Bool(bool),
    Null,
}

impl<'a> Item<'a> {
    /// The value of a key in a map; None in anything else.
    pub fn get(&self, key: &Item) -> Option<&Item<'a>> {
        match self {
            Item::Map(entries) => entries.iter().find(|(k, _)| k == key).map(|(_, value)| value),
            _ => None,
        }
    }

    pub fn text(&self, key: &str) -> Option<&Item<'a>> {
        self.get(&Item::Text(key))
    }

    pub fn int(&self, key: i64) -> Option<&Item<'a>> {
        self.get(&Item::Int(key))
    }

    pub fn as_int(&self) -> Option<i64> {
        match self {
            Item::Int(value) => Some(*value),
            _ => None,
        }
    }

    pub fn as_bytes(&self) -> Option<&'a [u8]> {
        match self {
            Item::Bytes(value) => Some(value),
            _ => None,
        }
    }

    pub fn as_text(&self) -> Option<&'a str> {
        match self {
            Item::Text(value) => Some(value),
            _ => None,
        }
    }
}

/// The one value that the bytes are.
pub fn parse(bytes: &[u8]) -> Result<Item<'_>, Fault> {
    match parse_first(bytes)? {
        (item, []) => Ok(item),
        _ => Err(Fault::Malformed),
    }
}

/// The value that the bytes begin with, and what comes after it.
pub fn parse_first(bytes: &[u8]) -> Result<(Item<'_>, &[u8]), Fault> {
    let mut reader = Reader { rest: bytes, items: 0 };
    let item = reader.item(0).ok_or(Fault::Malformed)?;
    Ok((item, reader.rest))
}

struct Reader<'a> {
    rest: &'a [u8],
    items: u32,
}

impl<'a> Reader<'a> {
    fn item(&mut self, depth: u8) -> Option<Item<'a>> {
        self.items += 1;
        if self.items > ITEMS_MAX || depth > DEPTH_MAX {
            return None;
        }
        let (major, argument) = self.head()?;
        Some(match major {
            0 => Item::Int(i64::try_from(argument).ok()?),
            1 => Item::Int(-1 - i64::try_from(argument).ok()?),
            2 => Item::Bytes(self.take(argument)?),
            3 => Item::Text(std::str::from_utf8(self.take(argument)?).ok()?),
            4 => {
                let mut list = Vec::new();
                for _ in 0..argument {
                    list.push(self.item(depth + 1)?);
                }
                Item::List(list)
            }
            5 => {
                let mut entries: Vec<(Item, Item)> = Vec::new();
                for _ in 0..argument {
                    let key = self.item(depth + 1)?;
                    if entries.iter().any(|(known, _)| *known == key) {
                        return None;
                    }
                    entries.push((key, self.item(depth + 1)?));
                }
                Item::Map(entries)
            }
            7 => match argument {
                20 => Item::Bool(false),
                21 => Item::Bool(true),
                22 => Item::Null,
                _ => return None,
            },
            _ => return None,
        })
    }

    /// Major type and argument, in the shortest form.
    fn head(&mut self) -> Option<(u8, u64)> {
        let first = self.take(1)?[0];
        let (major, short) = (first >> 5, first & 0x1F);
        let bytes = match short {
            0..=23 => return Some((major, short.into())),
            24 => 1,
            25 => 2,
            26 => 4,
            27 => 8,
            _ => return None,
        };
        let argument = self.take(bytes)?.iter().fold(0, |sum, b| sum << 8 | u64::from(*b));
        let shorter_max = match bytes {
            1 => 23,
            2 => 0xFF,
            4 => 0xFFFF,
            _ => 0xFFFF_FFFF,
        };
        (major != 7 && argument > shorter_max).then_some((major, argument))
    }

    fn take(&mut self, count: u64) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(usize::try_from(count).ok()?)?;
        self.rest = rest;
        Some(taken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn bytes(hex: &str) -> Vec<u8> {
        hex::decode(hex).unwrap()
    }

    /// Examples of RFC 8949, appendix A.
    #[test]
    fn values_are_read() {
        for (hex, item) in [
            ("00", Item::Int(0)),
            ("17", Item::Int(23)),
            ("1818", Item::Int(24)),
            ("1903e8", Item::Int(1_000)),
            ("1b000000e8d4a51000", Item::Int(1_000_000_000_000)),
            ("20", Item::Int(-1)),
            ("3903e7", Item::Int(-1_000)),
            ("4401020304", Item::Bytes(&[1, 2, 3, 4])),
            ("6449455446", Item::Text("IETF")),
            ("820203", Item::List(vec![Item::Int(2), Item::Int(3)])),
            ("a10102", Item::Map(vec![(Item::Int(1), Item::Int(2))])),
            ("f4", Item::Bool(false)),
            ("f5", Item::Bool(true)),
            ("f6", Item::Null),
        ] {
            assert_eq!(parse(&bytes(hex)), Ok(item), "{hex}");
        }
    }

    #[test]
    fn what_authenticators_do_not_write_is_refused() {
        for (hex, why) in [
            ("", "nothing"),
            ("1817", "a longer head than needed"),
            ("190017", "a longer head than needed"),
            ("5f4101ff", "an indefinite length"),
            ("9f01ff", "an indefinite length"),
            ("bf0102ff", "an indefinite length"),
            ("c100", "a tag"),
            ("f90000", "a floating point number"),
            ("f7", "undefined"),
            ("1c", "a reserved head"),
            ("1bffffffffffffffff", "beyond 63 bits"),
            ("3bffffffffffffffff", "beyond 63 bits"),
            ("44010203", "cut off"),
            ("8201", "cut off"),
            ("5affffffff", "longer than the input"),
            ("9affffffff", "longer than the input"),
            ("bb7fffffffffffffff", "longer than the input"),
            ("62c328", "not UTF-8"),
            ("a201010102", "a key twice"),
            ("0000", "more than one value"),
        ] {
            assert_eq!(parse(&bytes(hex)), Err(Fault::Malformed), "{why}: {hex}");
        }
    }

    #[test]
    fn depth_and_number_of_items_are_bounded() {
        let nested = |depth: usize| [vec![0x81; depth], vec![0]].concat();
        assert!(parse(&nested(usize::from(DEPTH_MAX))).is_ok());
        assert!(parse(&nested(usize::from(DEPTH_MAX) + 1)).is_err());
        assert!(parse(&nested(1_000_000)).is_err());
        let wide = |count: u8| [vec![0x98, count], vec![0; usize::from(count)]].concat();
        assert!(parse(&wide(255)).is_ok());
        let mut lists = vec![0x82];
        lists.extend(wide(128));
        lists.extend(wide(128));
        assert!(parse(&lists).is_err());
    }

    proptest! {
        /// Whatever comes, the reader returns, and takes no more than there is.
        #[test]
        fn any_bytes_are_read_or_refused(input in proptest::collection::vec(any::<u8>(), 0..200)) {
            if let Ok((_, rest)) = parse_first(&input) {
                prop_assert!(input.ends_with(rest));
            }
        }
    }
}
