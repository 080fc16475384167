//! Where a value came from, so that an error can say so.

use std::fmt;
use std::path::PathBuf;

/// The origin of a value; a later one in this list wins over an earlier one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    Default,
    File { path: PathBuf, line: usize },
    Environment { variable: String },
    Flag { name: &'static str },
}

impl fmt::Display for Source {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Source::Default => write!(out, "default"),
            Source::File { path, line } => write!(out, "{}, line {line}", path.display()),
            Source::Environment { variable } => write!(out, "environment variable {variable}"),
            Source::Flag { name } => write!(out, "flag {name}"),
        }
    }
}

/// Something wrong with the configuration: where, and what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub source: Source,
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.source {
            Source::Default => write!(out, "{}", self.message),
            _ => write!(out, "{}: {}", self.source, self.message),
        }
    }
}
