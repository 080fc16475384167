//! Finding a piece of a pattern anywhere in a text, in linear time also where the piece has `?`.

use super::glob::Places;

pub(super) enum Search {
    /// The standard library's search is linear (two-way).
    Plain(String),
    Holes(Automaton),
}

/// All beginnings of the piece that end here, one bit each, moved on by one character at a time
/// (shift-and, Baeza-Yates and Gonnet 1992).
pub(super) struct Automaton {
    length: usize,
    /// Bits of the places that take any character.
    holes: Vec<u64>,
    /// Bits of the places that take this character, holes included. Sorted.
    takes: Vec<(char, Vec<u64>)>,
}

impl Search {
    /// Of a piece that is not empty.
    pub(super) fn new(places: Places) -> Search {
        match places.iter().copied().collect() {
            Some(plain) => Search::Plain(plain),
            None => Search::Holes(Automaton::new(&places)),
        }
    }

    /// What follows the first occurrence.
    pub(super) fn after<'t>(&self, text: &'t str) -> Option<&'t str> {
        match self {
            Search::Plain(plain) => text.find(&plain[..]).map(|at| &text[at + plain.len()..]),
            Search::Holes(automaton) => automaton.after(text),
        }
    }
}

impl Automaton {
    fn new(places: &Places) -> Automaton {
        let mut holes = vec![0; places.len().div_ceil(64)];
        let mut characters: Vec<char> = places.iter().flatten().copied().collect();
        characters.sort_unstable();
        characters.dedup();
        for (at, _) in places.iter().enumerate().filter(|(_, place)| place.is_none()) {
            holes[at / 64] |= 1 << (at % 64);
        }
        let mut takes: Vec<(char, Vec<u64>)> =
            characters.into_iter().map(|character| (character, holes.clone())).collect();
        for (at, place) in places.iter().enumerate() {
            let Some(character) = place else { continue };
            let known = takes.binary_search_by_key(character, |(character, _)| *character);
            takes[known.expect("collected above")].1[at / 64] |= 1 << (at % 64);
        }
        Automaton { length: places.len(), holes, takes }
    }

    fn after<'t>(&self, text: &'t str) -> Option<&'t str> {
        let mut state = vec![0_u64; self.holes.len()];
        let (word, bit) = ((self.length - 1) / 64, (self.length - 1) % 64);
        for (at, character) in text.char_indices() {
            let known = self.takes.binary_search_by_key(&character, |(character, _)| *character);
            let takes = known.map_or(&self.holes, |known| &self.takes[known].1);
            let mut carry = 1;
            for (state, takes) in state.iter_mut().zip(takes) {
                let moved = *state << 1 | carry;
                carry = *state >> 63;
                *state = moved & takes;
            }
            if state[word] >> bit & 1 == 1 {
                return Some(&text[at + character.len_utf8()..]);
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn search(piece: &str) -> Search {
        Search::new(piece.chars().map(|c| (c != '?').then_some(c)).collect())
    }

    #[test]
    fn finds_the_first_occurrence() {
        for (piece, text, after) in [
            ("a", "xaya", Some("ya")),
            ("a?a", "aaba_", Some("_")),
            ("?", "é", Some("")),
            ("??", "é", None),
            ("a?c", "aabcabc", Some("abc")),
            ("ab", "ba", None),
        ] {
            assert_eq!(search(piece).after(text), after, "{piece} in {text}");
        }
    }

    #[test]
    fn carries_over_words() {
        let piece = format!("a{}?b", "x".repeat(130));
        let text = format!("ax{}", piece.replace('?', "y"));
        assert_eq!(search(&piece).after(&text), Some(""));
        assert_eq!(search(&piece).after(&text.replace('b', "c")), None);
    }
}
