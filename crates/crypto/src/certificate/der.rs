//! As much of DER (X.690) as certificates need. Lengths are definite and as short as they can be.

pub const BOOLEAN: u8 = 0x01;
pub const INTEGER: u8 = 0x02;
pub const BIT_STRING: u8 = 0x03;
pub const OCTET_STRING: u8 = 0x04;
pub const NULL: u8 = 0x05;
pub const OID: u8 = 0x06;
pub const UTF8_STRING: u8 = 0x0C;
pub const UTC_TIME: u8 = 0x17;
pub const GENERALIZED_TIME: u8 = 0x18;
pub const SEQUENCE: u8 = 0x30;
pub const SET: u8 = 0x31;
/// The context-specific tags of a certificate.
pub const VERSION: u8 = 0xA0;
pub const EXTENSIONS: u8 = 0xA3;

pub fn tagged(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let mut out = vec![tag];
    match u8::try_from(length) {
        Ok(short @ 0..=0x7F) => out.push(short),
        _ => {
            let bytes = length.to_be_bytes();
            let long = &bytes[bytes.iter().position(|b| *b != 0).unwrap_or(bytes.len() - 1)..];
            out.push(0x80 | long.len() as u8);
            out.extend_from_slice(long);
        }
    }
    out.extend_from_slice(content);
    out
}

pub fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    tagged(SEQUENCE, &parts.concat())
}

/// A positive number, big-endian without leading zeros.
pub fn integer(number: &[u8]) -> Vec<u8> {
    let sign: &[u8] = if number.first().is_some_and(|first| *first >= 0x80) { &[0] } else { &[] };
    tagged(INTEGER, &[sign, number].concat())
}

pub fn bit_string(unused_bits: u8, bytes: &[u8]) -> Vec<u8> {
    tagged(BIT_STRING, &[&[unused_bits], bytes].concat())
}

pub struct BadDer;

/// Takes values off the front.
pub struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    pub fn new(bytes: &'a [u8]) -> Reader<'a> {
        Reader(bytes)
    }

    /// The content of the next value, which must have this tag.
    pub fn take(&mut self, tag: u8) -> Result<&'a [u8], BadDer> {
        self.take_if(tag)?.ok_or(BadDer)
    }

    /// The same, if the next value has this tag.
    pub fn take_if(&mut self, tag: u8) -> Result<Option<&'a [u8]>, BadDer> {
        let [first, length, rest @ ..] = self.0 else { return Ok(None) };
        if *first != tag {
            return Ok(None);
        }
        let (length, rest) = match length {
            0..=0x7F => (usize::from(*length), rest),
            0x81..=0x83 => {
                let (bytes, rest) =
                    rest.split_at_checked(usize::from(length & 0x7F)).ok_or(BadDer)?;
                let long = bytes.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte));
                if bytes[0] == 0 || long < 0x80 {
                    return Err(BadDer);
                }
                (long, rest)
            }
            _ => return Err(BadDer),
        };
        let (content, rest) = rest.split_at_checked(length).ok_or(BadDer)?;
        self.0 = rest;
        Ok(Some(content))
    }

    /// Nothing may be left.
    pub fn end(&self) -> Result<(), BadDer> {
        if self.0.is_empty() { Ok(()) } else { Err(BadDer) }
    }
}
