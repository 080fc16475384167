//! The two things that a `packed` attestation takes from its certificate: the public key, and the
//! AAGUID that the certificate is for. Nothing is asked of its issuer.

use super::Fault;

const BOOLEAN: u8 = 0x01;
const INTEGER: u8 = 0x02;
const OCTETS: u8 = 0x04;
const OID: u8 = 0x06;
const SEQUENCE: u8 = 0x30;
const VERSION: u8 = 0xA0;
const EXTENSIONS: u8 = 0xA3;

/// 1.3.6.1.4.1.45724.1.1.4, `id-fido-gen-ce-aaguid`.
const FIDO_AAGUID: [u8; 11] = [0x2B, 0x06, 0x01, 0x04, 0x01, 0x82, 0xE5, 0x1C, 0x01, 0x01, 0x04];

pub struct Certificate<'a> {
    /// `SubjectPublicKeyInfo`, DER.
    pub key: &'a [u8],
    pub aaguid: Option<&'a [u8]>,
}

impl<'a> Certificate<'a> {
    pub fn parse(der: &'a [u8]) -> Result<Certificate<'a>, Fault> {
        read(der).ok_or(Fault::Malformed)
    }
}

fn read(der: &[u8]) -> Option<Certificate<'_>> {
    let mut certificate = Der(Der(der).whole(SEQUENCE)?);
    let mut body = Der(certificate.next(SEQUENCE)?);
    body.optional(VERSION);
    body.next(INTEGER)?; // serial number
    for _ in ["signature", "issuer", "validity", "subject"] {
        body.next(SEQUENCE)?;
    }
    let before = body.0;
    body.next(SEQUENCE)?;
    let key = &before[..before.len() - body.0.len()];
    let mut aaguid = None;
    while !body.0.is_empty() {
        let (tag, content) = body.any()?;
        if tag != EXTENSIONS {
            continue; // unique identifiers
        }
        let mut extensions = Der(Der(content).whole(SEQUENCE)?);
        while !extensions.0.is_empty() {
            let mut extension = Der(extensions.next(SEQUENCE)?);
            let id = extension.next(OID)?;
            extension.optional(BOOLEAN);
            let value = extension.next(OCTETS)?;
            if id == FIDO_AAGUID {
                aaguid = Some(Der(value).whole(OCTETS)?);
            }
        }
    }
    Some(Certificate { key, aaguid })
}

/// A row of DER elements.
struct Der<'a>(&'a [u8]);

impl<'a> Der<'a> {
    /// The content of the next element, which must have this tag.
    fn next(&mut self, tag: u8) -> Option<&'a [u8]> {
        let (found, content) = self.any()?;
        (found == tag).then_some(content)
    }

    /// The content of the only element.
    fn whole(mut self, tag: u8) -> Option<&'a [u8]> {
        let content = self.next(tag)?;
        self.0.is_empty().then_some(content)
    }

    fn optional(&mut self, tag: u8) {
        if self.0.first() == Some(&tag) {
            self.any();
        }
    }

    fn any(&mut self) -> Option<(u8, &'a [u8])> {
        let (tag, rest) = self.0.split_first()?;
        let (first, rest) = rest.split_first()?;
        let (length, rest) = match first {
            0..=0x7F => (usize::from(*first), rest),
            0x81..=0x83 => {
                let (bytes, rest) = rest.split_at_checked(usize::from(first & 0x7F))?;
                (bytes.iter().fold(0, |sum, b| sum << 8 | usize::from(*b)), rest)
            }
            _ => return None,
        };
        let (content, rest) = rest.split_at_checked(length)?;
        self.0 = rest;
        Some((*tag, content))
    }
}
