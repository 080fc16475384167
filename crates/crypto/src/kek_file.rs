//! The text form of the key-encryption key, as it stands in its file (KEY-2).
//!
//! One line: `cognate-kek-1:<id, 16 hex digits>:<key, base64>:<checksum, 8 hex digits>`. The
//! checksum finds typing and copying errors; it protects nothing.

use crate::digest::sha256;
use crate::kek::Kek;
use base64::prelude::{BASE64_STANDARD, Engine};
use zeroize::Zeroizing;

const NAME: &str = "cognate-kek-1";

/// Why a text is not a key file. The messages never contain parts of the key.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum KekFileError {
    #[error("the key file is empty")]
    Empty,
    #[error("the key file must hold one line, `cognate-kek-1:<id>:<key>:<checksum>`")]
    Form,
    #[error("the key file is of a newer kind than this version of cognate knows")]
    Newer,
    #[error("the key file's id is not 16 hexadecimal digits")]
    Id,
    #[error("the key file's key is not the base64 form of 32 bytes")]
    Key,
    #[error("the key file's checksum does not match: the file is damaged or was edited")]
    Checksum,
}

impl Kek {
    /// Reads the content of a key file; white space around the line is ignored.
    ///
    /// # Errors
    /// [`KekFileError`] says which part is wrong.
    pub fn from_file_text(text: &str) -> Result<Self, KekFileError> {
        let line = text.trim();
        if line.is_empty() {
            return Err(KekFileError::Empty);
        }
        let fields: Vec<&str> = line.split(':').collect();
        if fields[0] != NAME && fields[0].starts_with("cognate-kek-") {
            return Err(KekFileError::Newer);
        }
        let [NAME, id_text, key_text, checksum_text] = fields[..] else {
            return Err(KekFileError::Form);
        };
        let mut id = [0; 8];
        hex::decode_to_slice(id_text, &mut id).map_err(|_| KekFileError::Id)?;
        let bytes = Zeroizing::new(BASE64_STANDARD.decode(key_text).unwrap_or_default());
        let key: &[u8; 32] = bytes.as_slice().try_into().map_err(|_| KekFileError::Key)?;
        if checksum_text != checksum(id_text, key_text) {
            return Err(KekFileError::Checksum);
        }
        Ok(Self::from_parts(id, key))
    }

    /// The content of the key file, with a line end.
    #[must_use]
    pub fn to_file_text(&self) -> Zeroizing<String> {
        let id = hex::encode(self.id());
        let key = Zeroizing::new(BASE64_STANDARD.encode(self.expose()));
        Zeroizing::new(format!("{NAME}:{id}:{}:{}\n", *key, checksum(&id, &key)))
    }
}

fn checksum(id: &str, key: &str) -> String {
    let covered = Zeroizing::new(format!("{NAME}:{id}:{key}"));
    hex::encode(&sha256(covered.as_bytes())[..4])
}
