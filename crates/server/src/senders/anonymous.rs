//! What others say of a failure, without whom it is about (LG-1).

/// Words that hold an address or a number are left out.
pub fn anonymous(text: &str) -> String {
    let digits = |word: &str| word.bytes().filter(u8::is_ascii_digit).count();
    let shown = |word: &&str| !word.contains('@') && digits(word) < 7;
    text.split_whitespace().filter(shown).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::anonymous;

    #[test]
    fn addresses_and_numbers_are_left_out() {
        assert_eq!(anonymous("550 5.1.1 <a@b.example>: no such user"), "550 5.1.1 no such user");
        assert_eq!(anonymous("+15551234567 is unknown"), "is unknown");
        assert_eq!(anonymous("421 4.7.0 try\r\nlater"), "421 4.7.0 try later");
    }
}
