//! Session ids as the API writes them: `tkn` or `sso` and 25 of `[a-z0-9]`, which is the session's id
//! as a number to the base 36.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionKind {
    Token,
    Sso,
}

const DIGITS: usize = 25;

/// The id of a session, in its text form.
pub fn text(kind: SessionKind, id: &[u8; 16]) -> String {
    let mut number = u128::from_be_bytes(*id);
    let mut digits = [b'0'; DIGITS];
    for digit in digits.iter_mut().rev() {
        // Below 36, so it fits.
        *digit = match (number % 36) as u8 {
            value @ 0..10 => b'0' + value,
            value => b'a' + value - 10,
        };
        number /= 36;
    }
    let prefix = match kind {
        SessionKind::Token => "tkn",
        SessionKind::Sso => "sso",
    };
    digits.iter().fold(prefix.to_owned(), |mut text, digit| {
        text.push(char::from(*digit));
        text
    })
}

/// None for a text that names no session: of another form, or a number that no id has.
pub fn parse(text: &str) -> Option<(SessionKind, [u8; 16])> {
    let (kind, digits) = match text.split_at_checked(3)? {
        ("tkn", digits) => (SessionKind::Token, digits),
        ("sso", digits) => (SessionKind::Sso, digits),
        _ => return None,
    };
    if digits.len() != DIGITS {
        return None;
    }
    let number = digits.bytes().try_fold(0_u128, |number, digit| {
        let value = match digit {
            b'0'..=b'9' => digit - b'0',
            b'a'..=b'z' => digit - b'a' + 10,
            _ => return None,
        };
        number.checked_mul(36)?.checked_add(u128::from(value))
    })?;
    Some((kind, number.to_be_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_survive_the_way_there_and_back() {
        for id in [[0; 16], [0xFF; 16], [7; 16], *b"0123456789abcdef"] {
            for kind in [SessionKind::Token, SessionKind::Sso] {
                let text = text(kind, &id);
                assert_eq!(text.len(), 28);
                assert_eq!(parse(&text), Some((kind, id)));
            }
        }
    }

    #[test]
    fn what_names_no_session_is_none() {
        let above = format!("tkn{}", "z".repeat(25));
        for text in ["", "tkn", "tknabc", "TKN0000000000000000000000000", above.as_str()] {
            assert_eq!(parse(text), None, "{text}");
        }
        assert_eq!(parse("abc0000000000000000000000000"), None);
        assert_eq!(parse("tkn000000000000000000000000A"), None);
        assert_eq!(parse("ééé"), None);
    }
}
