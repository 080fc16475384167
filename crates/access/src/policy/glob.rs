//! Patterns in which `*` stands for any run of characters and `?` for exactly one.
//!
//! A pattern falls apart at its stars. What precedes the first must open the text, what follows the
//! last must close it, and the pieces between are found from left to right, the first occurrence of
//! each: never a step back, so time is linear in the text.

use super::search::Search;

/// One place of a pattern.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Token {
    Char(char),
    /// `?`
    One,
    /// `*`
    Run,
}

impl Token {
    /// Of a character of a pattern as written.
    pub(super) fn wild(character: char) -> Token {
        match character {
            '*' => Token::Run,
            '?' => Token::One,
            other => Token::Char(other),
        }
    }
}

pub(super) struct Glob {
    first: Piece,
    /// None without a star: `first` is the whole.
    rest: Option<(Vec<Search>, Piece)>,
}

/// What stands between stars. None is a `?`.
pub(super) type Places = Vec<Option<char>>;

enum Piece {
    Plain(String),
    Holes(Places),
}

impl Glob {
    pub(super) fn new(pattern: &str) -> Glob {
        Glob::of(pattern.chars().map(Token::wild))
    }

    pub(super) fn of(tokens: impl Iterator<Item = Token>) -> Glob {
        let mut pieces = vec![Places::new()];
        for token in tokens {
            let last = pieces.last_mut().expect("never empty");
            match token {
                Token::Char(character) => last.push(Some(character)),
                Token::One => last.push(None),
                Token::Run => pieces.push(Places::new()),
            }
        }
        let mut pieces = pieces.into_iter();
        let first = Piece::new(pieces.next().unwrap_or_default());
        let rest = pieces.next_back().map(|last| {
            (pieces.filter(|piece| !piece.is_empty()).map(Search::new).collect(), Piece::new(last))
        });
        Glob { first, rest }
    }

    pub(super) fn matches(&self, text: &str) -> bool {
        let Some(after) = self.first.strip_from_start(text) else { return false };
        let Some((middle, last)) = &self.rest else { return after.is_empty() };
        let Some(between) = last.strip_from_end(after) else { return false };
        middle.iter().try_fold(between, |text, piece| piece.after(text)).is_some()
    }
}

impl Piece {
    fn new(places: Places) -> Piece {
        match places.iter().copied().collect() {
            Some(plain) => Piece::Plain(plain),
            None => Piece::Holes(places),
        }
    }

    fn strip_from_start<'t>(&self, text: &'t str) -> Option<&'t str> {
        let places = match self {
            Piece::Plain(plain) => return text.strip_prefix(&plain[..]),
            Piece::Holes(places) => places,
        };
        let mut characters = text.chars();
        places.iter().all(|place| fits(*place, characters.next())).then_some(characters.as_str())
    }

    fn strip_from_end<'t>(&self, text: &'t str) -> Option<&'t str> {
        let places = match self {
            Piece::Plain(plain) => return text.strip_suffix(&plain[..]),
            Piece::Holes(places) => places,
        };
        let mut characters = text.chars();
        places
            .iter()
            .rev()
            .all(|place| fits(*place, characters.next_back()))
            .then_some(characters.as_str())
    }
}

fn fits(place: Option<char>, character: Option<char>) -> bool {
    character.is_some_and(|character| place.is_none_or(|wanted| wanted == character))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matches_whole_texts() {
        for (pattern, text, expected) in [
            ("", "", true),
            ("", "a", false),
            ("*", "", true),
            ("**", "a/b:c", true),
            ("?", "é", true),
            ("?", "", false),
            ("a*a", "a", false),
            ("a*a", "aa", true),
            ("*ab*ba*", "aba", false),
            ("*ab*ba*", "abba", true),
            ("a?c*x?z", "abcxyz", true),
            ("a?c*x?z", "abcyz", false),
            ("*?b?*", "ab", false),
            ("*?b?*", "xxabcxx", true),
            ("Get?bject", "GetObject", true),
            ("ab", "abc", false),
        ] {
            assert_eq!(Glob::new(pattern).matches(text), expected, "{pattern} {text}");
        }
    }
}
