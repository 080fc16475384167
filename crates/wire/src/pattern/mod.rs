//! The models' regular expressions: written for Java, matched here in linear time (IL-5).

mod java;
mod predicate;

use std::fmt;
use std::sync::OnceLock;

use regex::Regex;

/// A model's pattern, compiled at its first use. It always describes the whole string.
pub struct Pattern {
    text: &'static str,
    compiled: OnceLock<Matcher>,
}

enum Matcher {
    Regex(Regex),
    Predicate(fn(&str) -> bool),
}

impl Pattern {
    pub const fn new(text: &'static str) -> Pattern {
        Pattern { text, compiled: OnceLock::new() }
    }

    /// The text as in the model, which is what error messages show.
    pub fn text(&self) -> &'static str {
        self.text
    }

    pub fn matches(&self, value: &str) -> bool {
        let compiled = self.compiled.get_or_init(|| {
            compile(self.text).expect("code generation refuses patterns that do not compile")
        });
        match compiled {
            Matcher::Regex(regex) => regex.is_match(value),
            Matcher::Predicate(holds) => holds(value),
        }
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text)
    }
}

/// Whether [`Pattern::matches`] can work with this text; the reason otherwise. For code generation.
pub fn supported(text: &str) -> Result<(), String> {
    compile(text).map(drop)
}

fn compile(text: &str) -> Result<Matcher, String> {
    if let Some(holds) = predicate::for_pattern(text) {
        return Ok(Matcher::Predicate(holds));
    }
    let whole = format!(r"\A(?:{})\z", java::translate(text));
    Regex::new(&whole).map(Matcher::Regex).map_err(|e| e.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_string_is_matched() {
        for (pattern, value, expected) in [
            (r"[\w-]+_[0-9a-zA-Z]+", "eu-west-1_Abc", true),
            (r"[\w-]+_[0-9a-zA-Z]+", "eu-west-1_Abc!", false),
            (r"[\w-]+_[0-9a-zA-Z]+", "\neu-west-1_Abc", false),
            (r"[\w-]+_[0-9a-zA-Z]+", "eu-west-1_Abc\n", false),
            (r"^(terms-of-use|privacy-policy)$", "terms-of-use", true),
            (r"^(terms-of-use|privacy-policy)$", "terms-of-use\n", false),
            (r"a|b", "ab", false),
            (r"[\S]+", "a b", false),
            (r"[\S]+", "ab\u{a0}", true), // Java's \s is ASCII
            (r"[\w]+", "é", false),       // and so is its \w
            (r"[\p{L}\p{M}\p{S}\p{N}\p{P}]+", "é", true),
            (r"[\p{L}\p{M}\p{S}\p{N}\p{P}]+", "a b", false),
            (r"[\d]+", "٣", false),
            (r"[A-Za-z0-9-_+/=.]+", "a-_9+/=.", true),
            (r"\u002F[\u0021-\u007F]*", "/abc", true),
            (r"(?s).*", "a\nb", true),
            (r".*\{####\}.*", "code {####}!", true),
            (r".*\{####\}.*", "a\n{####}", false),
        ] {
            assert_eq!(Pattern::new(pattern).matches(value), expected, "{pattern} on {value:?}");
        }
    }

    #[test]
    fn look_around_needs_a_predicate() {
        assert!(supported(r"^[0-9A-Za-z\.\-_]*(?<!\.)$").is_ok());
        assert!(supported(r"(?<!a)b").is_err());
    }
}
