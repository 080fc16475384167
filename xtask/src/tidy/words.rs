//! Words that mark unfinished work, and paths of somebody's machine.

use super::{Problem, Source};

/// Spelled in two halves, so that this file passes its own check.
const UNFINISHED: [&str; 6] = [
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("to", "do!"),
    concat!("un", "implemented!"),
    concat!("for ", "now"),
    concat!("not implemented ", "yet"),
];

const MACHINE: [&str; 2] = [concat!("../", "shared"), concat!("/wo", "rk/")];

pub fn check(source: &Source) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (number, line) in source.lines() {
        let marks = UNFINISHED.iter().filter(|mark| source.is_rust() && stands_in(line, mark));
        problems.extend(marks.map(|mark| {
            let text = format!("`{mark}`: finish it, or refuse it with the error AWS has for it");
            Problem::at(source, number, text)
        }));
        let paths = MACHINE.iter().filter(|path| is_path_in(line, path));
        problems.extend(paths.map(|path| {
            let text = format!("`{path}` is a path of somebody's machine; the project is complete");
            Problem::at(source, number, text)
        }));
    }
    problems
}

/// Whether a mark stands in the line as a word of its own. Shouted marks must be shouted, the
/// others may begin a sentence.
fn stands_in(line: &str, mark: &str) -> bool {
    let shouted = mark.chars().all(|c| c.is_ascii_uppercase());
    let line = if shouted { line.to_owned() } else { line.to_ascii_lowercase() };
    let part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    line.match_indices(mark).any(|(at, _)| {
        let after = &line[at + mark.len()..];
        // A loop over moments in time is finished work.
        !line[..at].ends_with(part) && !after.starts_with(part) && !after.starts_with(" in ")
    })
}

/// Whether the path begins here, and is not the end of a longer one.
fn is_path_in(line: &str, path: &str) -> bool {
    let longer = |c: char| c.is_ascii_alphanumeric() || "_-.~}".contains(c);
    line.match_indices(path).any(|(at, _)| !line[..at].ends_with(longer))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaints(path: &str, text: &str) -> usize {
        check(&Source::new(path, text)).len()
    }

    #[test]
    fn finds_unfinished_work() {
        for line in [
            concat!("// TO", "DO: later"),
            concat!("// FIX", "ME"),
            concat!("    to", "do!()"),
            concat!("un", "implemented!(\"x\")"),
            concat!("// For ", "now this is enough."),
            concat!("\"Not implemented ", "yet\""),
        ] {
            assert_eq!(complaints("crates/a/src/b.rs", line), 1, "{line}");
            assert_eq!(complaints("README.md", line), 0, "{line}");
        }
        for line in [
            "TODOS",
            "for nowhere",
            "wait for now_ms",
            "for now in [1, 2] {",
            "let todo = 1;",
            "MASTODON",
        ] {
            assert_eq!(complaints("crates/a/src/b.rs", line), 0, "{line}");
        }
    }

    #[test]
    fn finds_paths_of_a_machine_in_every_file() {
        for path in MACHINE {
            for file in ["a.rs", "b.md", "c.toml"] {
                assert_eq!(complaints(file, &format!("see {path}spec")), 1, "{path}");
                assert_eq!(complaints(file, &format!("\"{path}\"")), 1, "{path}");
            }
        }
        assert_eq!(complaints("a.md", concat!("https://example.com/home/wo", "rk/x")), 0);
        assert_eq!(complaints("a.md", "/workspace/"), 0);
    }
}
