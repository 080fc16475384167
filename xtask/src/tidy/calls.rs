//! Calls that belong to the outermost layer: time, randomness and the environment are parameters
//! everywhere else. `clippy.toml` bans the same functions by path; this check also sees code that
//! clippy does not compile, and says where each may stand.

use super::{Problem, Source};

struct Ban {
    call: &'static str,
    reason: &'static str,
    /// Files that may, beside the outermost layer.
    allowed: &'static [&'static str],
}

const CLOCK: &str = "time is a parameter: take `now_ms`, or the clock of the context";
const RANDOM: &str = "randomness is a parameter: take `&dyn Random`, or bytes";
const ENVIRONMENT: &str = "settings are parameters: only the server reads the environment";

const GENERATOR: &[&str] = &["crates/crypto/src/random.rs", "crates/crypto/src/signing_key.rs"];

const BANS: [Ban; 9] = [
    Ban { call: "SystemTime::now", reason: CLOCK, allowed: &[] },
    Ban { call: "Instant::now", reason: CLOCK, allowed: &["crates/core/src/slot.rs"] },
    Ban { call: "OffsetDateTime::now_utc", reason: CLOCK, allowed: &[] },
    Ban { call: "Utc::now", reason: CLOCK, allowed: &[] },
    Ban { call: "rand::", reason: RANDOM, allowed: GENERATOR },
    Ban { call: "thread_rng", reason: RANDOM, allowed: &[] },
    Ban { call: "getrandom", reason: RANDOM, allowed: &[] },
    Ban { call: "env::var", reason: ENVIRONMENT, allowed: &[] },
    Ban { call: "env::var_os", reason: ENVIRONMENT, allowed: &[] },
];

/// The server gives the parameters, the others are no part of it.
const OUTERMOST: [&str; 6] =
    ["crates/server/src/", "crates/testkit/", "crates/pgtest/", "xtask/", "e2e/", "benches/"];

pub fn check(source: &Source) -> Vec<Problem> {
    if !source.is_rust() || is_outermost(&source.path) {
        return Vec::new();
    }
    let tests_begin = source.tests_begin();
    let mut problems = Vec::new();
    for (number, line) in source.lines().take_while(|(number, _)| *number < tests_begin) {
        let code = without_comment(line);
        for ban in &BANS {
            if names(code, ban.call) && !ban.allowed.contains(&source.path.as_str()) {
                let text = format!("{} is banned here because {}", ban.call, ban.reason);
                problems.push(Problem::at(source, number, text));
            }
        }
    }
    problems
}

fn is_outermost(path: &str) -> bool {
    OUTERMOST.iter().any(|folder| path.starts_with(folder))
        || path.split('/').any(|part| part == "tests" || part == "tests.rs" || part == "benches")
}

/// Good enough: `//` in a string hides the rest of its line from this check, not from clippy.
fn without_comment(line: &str) -> &str {
    line.split("//").next().unwrap_or_default()
}

/// Whether the code names the call, and not something that only ends or begins like it.
fn names(code: &str, call: &str) -> bool {
    let part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    code.match_indices(call).any(|(at, _)| {
        let after = &code[at + call.len()..];
        !code[..at].ends_with(part) && (call.ends_with(':') || !after.starts_with(part))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaints(path: &str, text: &str) -> Vec<String> {
        check(&Source::new(path, text)).iter().map(Problem::to_string).collect()
    }

    #[test]
    fn bans_ambient_time_randomness_and_environment() {
        for line in [
            "let now = std::time::SystemTime::now();",
            "let now = Instant::now();",
            "OffsetDateTime::now_utc()",
            "let id: u64 = rand::random();",
            "aws_lc_rs::rand::fill(&mut out)",
            "thread_rng().fill(out)",
            "getrandom(&mut out)",
            "getrandom::fill(&mut out)",
            "std::env::var(\"HOME\")",
            "env::var_os(\"HOME\")",
        ] {
            assert_eq!(complaints("crates/core/src/a.rs", line).len(), 1, "{line}");
        }
        for line in [
            "// SystemTime::now() is banned",
            "let operand::X = 1;",
            "MyInstant::now_ms()",
            "fn instant_now() {}",
            "env::vars_of()",
        ] {
            assert_eq!(complaints("crates/core/src/a.rs", line), [""; 0], "{line}");
        }
    }

    #[test]
    fn says_where_and_why() {
        assert_eq!(
            complaints("crates/core/src/a.rs", "fn a() {\n    Instant::now()\n}"),
            ["crates/core/src/a.rs:2: Instant::now is banned here because time is a parameter: \
              take `now_ms`, or the clock of the context"]
        );
    }

    #[test]
    fn allows_the_outermost_layer_and_tests() {
        for path in [
            "crates/server/src/main.rs",
            "crates/testkit/src/lib.rs",
            "crates/core/tests/it/main.rs",
            "crates/core/src/auth/tests.rs",
            "xtask/src/main.rs",
            "benches/src/main.rs",
            "e2e/a.rs",
        ] {
            assert_eq!(complaints(path, "Instant::now()"), [""; 0], "{path}");
        }
        let tests_below = "fn a() {}\n#[cfg(test)]\nmod tests { fn b() { Instant::now(); } }";
        assert_eq!(complaints("crates/core/src/a.rs", tests_below), [""; 0]);
        assert_eq!(complaints("crates/crypto/src/random.rs", "rand::fill(out)"), [""; 0]);
        assert_eq!(complaints("crates/crypto/src/random.rs", "Instant::now()").len(), 1);
        assert_eq!(complaints("crates/server/benefit.rs", "Instant::now()").len(), 1);
    }
}
