//! Java's regular expressions in the `regex` crate's notation.
//!
//! Differences that matter to the models: Java's `\w`, `\d` and `\s` are ASCII, its `.` stops at
//! five line ends, and it writes code points as `\uXXXX`. Everything else the models use reads the same.

use std::iter::Peekable;
use std::str::Chars;

const WORD: &str = "0-9A-Z_a-z";
const SPACE: &str = r"\t\n\x0B\f\r ";
const LINE_ENDS: &str = r"\n\r\x{85}\x{2028}\x{2029}";

/// XML's character range as AWS's models spell it. Java would read `\u1000` and a `0`; what is meant
/// is the planes above the basic one.
const ASTRAL: &str = r"\u10000-\u10FFFF";

pub(super) fn translate(pattern: &str) -> String {
    let pattern = pattern.replace(ASTRAL, r"\x{10000}-\x{10FFFF}");
    let dot_matches_all = pattern.starts_with("(?s)");
    let mut out = String::with_capacity(pattern.len() + 16);
    let mut in_class = false;
    let mut chars = pattern.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => escape(&mut chars, in_class, &mut out),
            '.' if !in_class && !dot_matches_all => out.push_str(&format!("[^{LINE_ENDS}]")),
            '[' if in_class => out.push_str(r"\["),
            '[' => {
                in_class = true;
                out.push(c);
            }
            ']' => {
                in_class = false;
                out.push(c);
            }
            other => out.push(other),
        }
    }
    out
}

fn escape(chars: &mut Peekable<Chars<'_>>, in_class: bool, out: &mut String) {
    let set = |out: &mut String, negated: &str, members: &str| match (in_class, negated) {
        (true, "") => out.push_str(members),
        _ => out.push_str(&format!("[{negated}{members}]")),
    };
    match chars.next() {
        Some('w') => set(out, "", WORD),
        Some('W') => set(out, "^", WORD),
        Some('d') => set(out, "", "0-9"),
        Some('D') => set(out, "^", "0-9"),
        Some('s') => set(out, "", SPACE),
        Some('S') => set(out, "^", SPACE),
        Some('u') => {
            let digits: String = chars.by_ref().take(4).collect();
            out.push_str(&format!("\\x{{{digits}}}"));
        }
        Some(other) => {
            out.push('\\');
            out.push(other);
        }
        None => out.push('\\'),
    }
}
