//! Which operations and shapes of a model are generated.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use super::model::Model;

/// Drops every operation that the list (one name per line, `#` for comments) does not name.
pub fn keep_listed(model: &mut Model, list: &Path) -> Result<()> {
    let text = std::fs::read_to_string(list).with_context(|| list.display().to_string())?;
    let lines = text.lines().map(str::trim);
    let names: BTreeSet<&str> =
        lines.filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    for name in &names {
        ensure!(model.operations.get(name).is_some(), "{}: no operation {name}", list.display());
    }
    model.operations.0.retain(|(name, _)| names.contains(name.as_str()));
    Ok(())
}

/// The shapes that inputs and outputs are made of, sorted by name. Errors are not among them: a fault's
/// name and status stand in the operation table.
pub fn reachable(model: &Model) -> Result<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    let mut open: Vec<&str> = Vec::new();
    for (_, operation) in &model.operations.0 {
        let both = [&operation.input, &operation.output].into_iter().flatten();
        open.extend(both.map(|reference| reference.shape.as_str()));
    }
    while let Some(name) = open.pop() {
        if found.insert(name.to_owned()) {
            open.extend(model.shape(name)?.parts());
        }
    }
    for name in &found {
        refuse_infinite_size(model, name, name, &mut BTreeSet::new())?;
    }
    Ok(found)
}

/// A structure may contain itself through a list or map, which live on the heap, but not directly.
fn refuse_infinite_size<'a>(
    model: &'a Model,
    start: &str,
    at: &'a str,
    seen: &mut BTreeSet<&'a str>,
) -> Result<()> {
    for (_, member) in &model.shape(at)?.members.0 {
        ensure!(member.shape != start, "{start} contains itself; its field needs a Box");
        if seen.insert(&member.shape) {
            refuse_infinite_size(model, start, &member.shape, seen)?;
        }
    }
    Ok(())
}
