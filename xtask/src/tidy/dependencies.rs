//! Which crate of the workspace may depend on which.
//!
//! ```text
//! wire  crypto  access  domain  saml       leaves: no async runtime, no clock, no I/O
//! shapes -> wire     store -> domain, crypto     core -> all of these
//! idp identity iam login gateway -> core, and what core has; never each other
//! server -> doors
//! testkit -> everything but server          pgtest -> nothing; both only for tests
//! ```

use super::{Problem, Source};

const LEAVES: [&str; 5] = ["wire", "crypto", "access", "domain", "saml"];
const BELOW_DOORS: [&str; 8] =
    ["wire", "crypto", "access", "domain", "saml", "shapes", "store", "core"];
const DOORS: [&str; 5] = ["idp", "identity", "iam", "login", "gateway"];
/// Equipment that crates with a runtime may use in their tests.
const FOR_TESTS: [&str; 2] = ["testkit", "pgtest"];
const PREFIX: &str = "cognate-";

pub fn check(source: &Source) -> Vec<Problem> {
    let Some(name) = crate_of_manifest(&source.path) else { return Vec::new() };
    dependencies(&source.text)
        .into_iter()
        .filter_map(|dependency| {
            let reason = forbidden(name, &dependency)?;
            Some(Problem::at(source, dependency.line, reason))
        })
        .collect()
}

/// `crates/wire/Cargo.toml` to `wire`.
fn crate_of_manifest(path: &str) -> Option<&str> {
    let name = path.strip_prefix("crates/")?.strip_suffix("/Cargo.toml")?;
    (!name.contains('/')).then_some(name)
}

fn forbidden(name: &str, dependency: &Dependency) -> Option<String> {
    let Some(other) = dependency.package.strip_prefix(PREFIX) else {
        return needs_await(name, dependency);
    };
    let testing = dependency.for_tests && FOR_TESTS.contains(&other) && !LEAVES.contains(&name);
    (!testing && !allowed(name, other)).then(|| {
        format!(
            "{name} must not depend on {other}: {}",
            match name {
                _ if LEAVES.contains(&name) => "a leaf depends on no other crate of Cognate",
                _ if DOORS.contains(&name) && DOORS.contains(&other) =>
                    "doors do not know each other; what two of them need belongs in core",
                _ if FOR_TESTS.contains(&other) => "it is for tests",
                _ if !known(name) => "the crate is unknown to tidy; give it a place in the rule",
                _ => "see the dependency rule in the architecture",
            }
        )
    })
}

fn allowed(name: &str, other: &str) -> bool {
    match name {
        "shapes" => other == "wire",
        "store" => ["domain", "crypto"].contains(&other),
        "core" => other != "core" && BELOW_DOORS.contains(&other),
        "server" => BELOW_DOORS.contains(&other) || DOORS.contains(&other),
        "testkit" => other != "server",
        door if DOORS.contains(&door) => BELOW_DOORS.contains(&other),
        _ => false,
    }
}

fn known(name: &str) -> bool {
    BELOW_DOORS.contains(&name)
        || DOORS.contains(&name)
        || FOR_TESTS.contains(&name)
        || name == "server"
}

/// A leaf needs no await, so it needs nothing that brings a runtime.
fn needs_await(name: &str, dependency: &Dependency) -> Option<String> {
    let package = &dependency.package;
    let family = package.split(['-', '_']).next().unwrap_or_default();
    let runtime = ["tokio", "hyper", "axum"].contains(&family);
    (runtime && LEAVES.contains(&name))
        .then(|| format!("{name} must not depend on {package}: what needs no await is a leaf"))
}

struct Dependency {
    package: String,
    line: usize,
    for_tests: bool,
}

/// The dependencies named by a manifest, in the spellings that this workspace uses: `a = …`,
/// `a.workspace = true`, `[dependencies.a]` and `b = { package = "a" }`.
fn dependencies(manifest: &str) -> Vec<Dependency> {
    let mut found = Vec::new();
    let mut inside: Option<bool> = None;
    for (index, line) in manifest.lines().enumerate() {
        let line = line.split('#').next().unwrap_or_default().trim();
        let mut push = |package: &str, for_tests| {
            let package = package.trim().trim_matches('"').to_owned();
            found.push(Dependency { package, line: index + 1, for_tests });
        };
        if let Some(header) = line.strip_prefix('[') {
            let header = header.trim_matches(['[', ']']);
            let (section, package) = section(header);
            inside = section.filter(|_| package.is_none());
            if let (Some(for_tests), Some(package)) = (section, package) {
                push(package, for_tests);
            }
        } else if let (Some(for_tests), Some((key, value))) = (inside, line.split_once('=')) {
            let renamed = value.split_once("package").and_then(|(_, rest)| rest.split('"').nth(1));
            let key = key.split('.').next().unwrap_or_default();
            push(renamed.unwrap_or(key), for_tests);
        }
    }
    found
}

/// What a table header is: of dependencies (for tests?), and of which one.
fn section(header: &str) -> (Option<bool>, Option<&str>) {
    let at_end = |kind: &str| header == kind || header.ends_with(&format!(".{kind}"));
    for (kind, for_tests) in
        [("dev-dependencies", true), ("build-dependencies", false), ("dependencies", false)]
    {
        if at_end(kind) {
            return (Some(for_tests), None);
        }
        if let Some((before, package)) = header.rsplit_once('.')
            && (before == kind || before.ends_with(&format!(".{kind}")))
        {
            return (Some(for_tests), Some(package));
        }
    }
    (None, None)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaints(name: &str, manifest: &str) -> Vec<String> {
        let path = format!("crates/{name}/Cargo.toml");
        check(&Source::new(&path, manifest)).iter().map(Problem::to_string).collect()
    }

    fn may_depend(name: &str, other: &str) -> bool {
        complaints(name, &format!("[dependencies]\ncognate-{other}.workspace = true")).is_empty()
    }

    #[test]
    fn the_rule() {
        for (name, other, good) in [
            ("wire", "crypto", false),
            ("access", "wire", false),
            ("domain", "shapes", false),
            ("shapes", "wire", true),
            ("shapes", "domain", false),
            ("store", "domain", true),
            ("store", "crypto", true),
            ("store", "wire", false),
            ("core", "store", true),
            ("core", "idp", false),
            ("core", "testkit", false),
            ("idp", "core", true),
            ("idp", "wire", true),
            ("idp", "iam", false),
            ("login", "idp", false),
            ("idp", "server", false),
            ("server", "gateway", true),
            ("server", "testkit", false),
            ("testkit", "idp", true),
            ("testkit", "server", false),
            ("newcomer", "wire", false),
        ] {
            assert_eq!(may_depend(name, other), good, "{name} -> {other}");
        }
    }

    #[test]
    fn every_spelling_is_seen() {
        for manifest in [
            "[dependencies]\ncognate-core = { workspace = true }",
            "[dependencies.cognate-core]\nworkspace = true",
            "[dependencies]\n\"cognate-core\" = \"1\"",
            "[target.'cfg(unix)'.dependencies]\ncognate-core.workspace = true",
            "[dependencies]\nother = { package = \"cognate-core\", path = \"../core\" }",
            "[build-dependencies]\ncognate-core.workspace = true",
            "[dev-dependencies]\ncognate-core.workspace = true",
        ] {
            assert_eq!(complaints("wire", manifest).len(), 1, "{manifest}");
        }
        let other = "[package]\nname = \"cognate-wire\"\n[lints]\nworkspace = true\n";
        assert_eq!(complaints("wire", other), [""; 0]);
    }

    #[test]
    fn equipment_is_for_tests_of_what_is_not_a_leaf() {
        for name in FOR_TESTS {
            let manifest = format!("[dev-dependencies]\ncognate-{name}.workspace = true");
            assert!(complaints("store", &manifest).is_empty());
            assert_eq!(complaints("domain", &manifest).len(), 1);
            assert_eq!(complaints("store", &manifest.replace("dev-", "")).len(), 1);
        }
    }

    #[test]
    fn leaves_have_no_runtime() {
        for package in ["tokio", "tokio-rustls", "hyper", "hyper-util", "axum"] {
            let manifest = format!("[dependencies]\n{package}.workspace = true");
            assert_eq!(complaints("crypto", &manifest).len(), 1, "{package}");
            assert!(complaints("store", &manifest).is_empty(), "{package}");
        }
    }

    #[test]
    fn says_where_and_why() {
        let manifest = "[package]\n\n[dependencies]\nhex = \"1\"\ncognate-iam.workspace = true\n";
        assert_eq!(
            complaints("idp", manifest),
            ["crates/idp/Cargo.toml:5: idp must not depend on iam: doors do not know each other; \
              what two of them need belongs in core"]
        );
    }
}
