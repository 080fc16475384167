//! The password policy of a pool, and temporary passwords that satisfy it.

use crate::id::Draw;
use crate::member::{flag, whole};
use crate::{Map, Refusal, refusal};

/// Longest password the API takes, in characters.
pub const LENGTH_MAX: usize = 256;

/// `PasswordPolicy`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    pub minimum_length: usize,
    pub uppercase: bool,
    pub lowercase: bool,
    pub numbers: bool,
    pub symbols: bool,
    /// Former passwords that may not come back, 0-24.
    pub history: usize,
    pub temporary_days: i64,
}

const SYMBOLS: &str = "^$*.[]{}()?-\"!@#%&/\\,><':;|_~`+=";

impl Policy {
    pub(crate) fn read(policy: &Map) -> Option<Policy> {
        Some(Policy {
            minimum_length: usize::try_from(whole(policy, "MinimumLength")?).ok()?,
            uppercase: flag(policy, "RequireUppercase")?,
            lowercase: flag(policy, "RequireLowercase")?,
            numbers: flag(policy, "RequireNumbers")?,
            symbols: flag(policy, "RequireSymbols")?,
            history: usize::try_from(whole(policy, "PasswordHistorySize").unwrap_or(0)).ok()?,
            temporary_days: whole(policy, "TemporaryPasswordValidityDays")?,
        })
    }

    /// Refuses with AWS's text for the first demand that is not met: length, upper case, lower case,
    /// digits, symbols. The password is never part of the text (PW-9).
    pub fn check(&self, password: &str) -> Result<(), Refusal> {
        let has = |test: fn(&u8) -> bool| password.bytes().any(|b| test(&b));
        let demands = [
            (password.chars().count() >= self.minimum_length, "Password not long enough"),
            (
                !self.uppercase || has(u8::is_ascii_uppercase),
                "Password must have uppercase characters",
            ),
            (
                !self.lowercase || has(u8::is_ascii_lowercase),
                "Password must have lowercase characters",
            ),
            (!self.numbers || has(u8::is_ascii_digit), "Password must have numeric characters"),
            (!self.symbols || has_symbol(password), "Password must have symbol characters"),
            (password.chars().count() <= LENGTH_MAX, "Password too long"),
        ];
        match demands.iter().find(|(met, _)| !met) {
            None => Ok(()),
            Some((_, text)) => Err(refusal::invalid_password(format!(
                "Password did not conform with policy: {text}"
            ))),
        }
    }

    /// When a temporary password set at `set` (ms) stops working.
    pub fn temporary_until(&self, set: i64) -> i64 {
        set + self.temporary_days * 24 * 60 * 60 * 1000
    }
}

/// The password is the current one, or one that `PasswordHistorySize` remembers.
pub fn reused() -> Refusal {
    refusal::password_history_violation(
        "Password has previously been used, and the password policy does not allow the reuse of the \
         last passwords.",
    )
}

/// AWS's list, and a space that is neither first nor last.
fn has_symbol(password: &str) -> bool {
    password.contains(|c| SYMBOLS.contains(c)) || password.trim_matches(' ').contains(' ')
}

/// Shortest generated password: about 80 random bits.
const GENERATED_LENGTH_MIN: usize = 14;

// Without characters that are easily confused, or that HTML and shells treat specially.
const UPPER: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZ";
const LOWER: &[u8] = b"abcdefghijkmnopqrstuvwxyz";
const DIGITS: &[u8] = b"23456789";
const MARKS: &[u8] = b"!#%*+-.=?@^_~";

/// A temporary password: one of each kind, the rest of any kind, in random order. 256 random bytes are
/// enough for the longest policy (99 characters) without bias.
pub fn generate(policy: &Policy, random: &[u8; 256]) -> String {
    let mut draw = Draw::new(random);
    let any = [UPPER, LOWER, DIGITS, MARKS].concat();
    let mut password: Vec<u8> =
        [UPPER, LOWER, DIGITS, MARKS].iter().map(|kind| draw.pick(kind)).collect();
    while password.len() < policy.minimum_length.max(GENERATED_LENGTH_MIN) {
        password.push(draw.pick(&any));
    }
    draw.shuffle(&mut password);
    password.into_iter().map(char::from).collect()
}
