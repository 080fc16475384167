//! The one normalisation of names (IL-3), used at write and at look-up.

use unicode_normalization::UnicodeNormalization;

/// Stored with each pool; a change of the rule needs a new number and a migration.
pub const VERSION: i64 = 1;

/// NFC of the per-character lower case of NFC in case-insensitive pools; the text itself otherwise.
/// Idempotent. No final-sigma or locale rules: a character's image never depends on its neighbours.
pub fn fold(text: &str, case_sensitive: bool) -> String {
    if case_sensitive {
        text.to_owned()
    } else if text.is_ascii() {
        text.to_ascii_lowercase()
    } else {
        text.nfc().flat_map(char::to_lowercase).nfc().collect()
    }
}
