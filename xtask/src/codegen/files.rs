//! Formatting, writing and comparing generated files.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};

/// The text as rustfmt leaves it under the repository's settings.
pub fn format(root: &Path, text: &str) -> Result<String> {
    let mut rustfmt = Command::new("rustfmt")
        .current_dir(root)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("starting rustfmt")?;
    let mut input = rustfmt.stdin.take().context("rustfmt takes input")?;
    let text = text.to_owned();
    let writer = std::thread::spawn(move || input.write_all(text.as_bytes()));
    let output = rustfmt.wait_with_output()?;
    writer.join().expect("the writer does not panic")?;
    ensure!(output.status.success(), "rustfmt refused generated code");
    Ok(String::from_utf8(output.stdout)?)
}

pub fn write(target: &Path, generated: &BTreeMap<String, String>) -> Result<()> {
    for name in stale(target, generated)? {
        std::fs::remove_file(target.join(name))?;
    }
    for (name, text) in generated {
        let path = target.join(name);
        std::fs::create_dir_all(path.parent().context("files have a folder")?)?;
        // Untouched files keep their time, and cargo its cache.
        if std::fs::read_to_string(&path).ok().as_deref() != Some(text) {
            std::fs::write(path, text)?;
        }
    }
    Ok(())
}

/// Fails with one line per file that differs.
pub fn check(target: &Path, generated: &BTreeMap<String, String>) -> Result<()> {
    let mut differences: Vec<String> = Vec::new();
    for (name, text) in generated {
        match std::fs::read_to_string(target.join(name)) {
            Err(_) => differences.push(format!("{name}: missing")),
            Ok(found) if found == *text => {}
            Ok(found) => differences.push(format!("{name}: {}", first_difference(&found, text))),
        }
    }
    let stale = stale(target, generated)?;
    differences.extend(stale.into_iter().map(|name| format!("{name}: no longer generated")));
    if differences.is_empty() {
        return Ok(());
    }
    bail!("generated shapes are out of date; run `cargo xtask codegen`\n{}", differences.join("\n"))
}

fn first_difference(found: &str, expected: &str) -> String {
    let (mut found_lines, mut expected_lines) = (found.lines(), expected.lines());
    for line in 1.. {
        match (found_lines.next(), expected_lines.next()) {
            (None, None) => break,
            (found, expected) if found == expected => {}
            (found, expected) => {
                let show = |text: Option<&str>| text.unwrap_or("end of file").trim().to_owned();
                return format!(
                    "line {line}: found `{}`, expected `{}`",
                    show(found),
                    show(expected)
                );
            }
        }
    }
    "differs in line ends".to_owned()
}

/// Files in generated folders that are not generated (any more).
fn stale(target: &Path, generated: &BTreeMap<String, String>) -> Result<Vec<String>> {
    let folders: BTreeSet<&str> = generated
        .keys()
        .filter_map(|name| name.rsplit_once('/'))
        .map(|(folder, _)| folder)
        .collect();
    let mut found = Vec::new();
    for folder in folders {
        let Ok(entries) = std::fs::read_dir(target.join(folder)) else { continue };
        for entry in entries {
            let name = format!("{folder}/{}", entry?.file_name().to_string_lossy());
            if !generated.contains_key(&name) {
                found.push(name);
            }
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_are_named() {
        let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/codegen-test");
        let text = |pairs: &[(&str, &str)]| -> BTreeMap<String, String> {
            pairs.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
        };
        let first =
            text(&[("src/a/same.rs", "1\n"), ("src/a/changed.rs", "1\n2\n"), ("src/a/old.rs", "")]);
        write(&target, &first).expect("the target folder is writable");
        check(&target, &first).expect("what was written is current");

        let second =
            text(&[("src/a/same.rs", "1\n"), ("src/a/changed.rs", "1\n3\n"), ("src/a/new.rs", "")]);
        let report = check(&target, &second).expect_err("differs").to_string();
        let lines: Vec<&str> = report.lines().skip(1).collect();
        assert_eq!(
            lines,
            [
                "src/a/changed.rs: line 2: found `2`, expected `3`",
                "src/a/new.rs: missing",
                "src/a/old.rs: no longer generated",
            ]
        );
        write(&target, &second).expect("the target folder is writable");
        check(&target, &second).expect("stale files are removed");
    }
}
