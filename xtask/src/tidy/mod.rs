//! `cargo xtask tidy`: the habits of this repository that a tool can check.
//!
//! Which crate may know which, where operations live and what their docs say, calls that belong to
//! the outermost layer, file sizes, unfinished work, and paths of somebody's machine. Every
//! complaint says where, what and why; the command fails when there is one.
//!
//! ```text
//! cargo xtask tidy
//! ```

mod calls;
mod dependencies;
mod operations;
mod sizes;
mod source;
mod words;

use std::fmt;
use std::path::Path;

use anyhow::{Result, bail};

use source::Source;

/// One complaint.
#[derive(Debug, PartialEq, Eq)]
pub struct Problem {
    path: String,
    /// From 1; 0 for the file as a whole.
    line: usize,
    text: String,
}

impl Problem {
    fn at(source: &Source, line: usize, text: impl Into<String>) -> Problem {
        Problem { path: source.path.clone(), line, text: text.into() }
    }

    fn whole(source: &Source, text: impl Into<String>) -> Problem {
        Problem::at(source, 0, text)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.path, self.text),
            line => write!(f, "{}:{line}: {}", self.path, self.text),
        }
    }
}

/// Checks the whole tree. There are no arguments.
pub fn run(args: &[String]) -> Result<()> {
    if let Some(word) = args.first() {
        bail!("cargo xtask tidy does not know {word}; it takes no arguments");
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask is in the workspace");
    let tree = source::tree(root)?;
    let mut problems = Vec::new();
    for source in &tree {
        problems.extend(dependencies::check(source));
        problems.extend(calls::check(source));
        problems.extend(sizes::check(source));
        problems.extend(words::check(source));
    }
    problems.extend(operations::check(&tree)?);
    for problem in &problems {
        println!("{problem}");
    }
    println!("{}", sizes::summary(&tree));
    match problems.len() {
        0 => Ok(()),
        1 => bail!("tidy found a problem"),
        count => bail!("tidy found {count} problems"),
    }
}
