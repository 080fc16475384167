//! What the published models do not say: `models/overlay.json`, each entry with its reason.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use super::model::Model;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// The model file's name without its ending.
    service: String,
    shape: String,
    /// Values that the service accepts, to be appended to the shape's enumeration.
    #[serde(default)]
    add_values: Vec<String>,
    /// The shape holds a secret that the model does not mark as sensitive.
    #[serde(default)]
    unlogged: bool,
    /// What the service really demands of a text, instead of the shape's own constraints.
    pattern: Option<String>,
    max: Option<i64>,
    reason: String,
}

pub fn load(path: &Path) -> Result<Vec<Change>> {
    let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let changes: Vec<Change> =
        serde_json::from_str(&text).with_context(|| path.display().to_string())?;
    for change in &changes {
        ensure!(!change.reason.is_empty(), "overlay of {} has no reason", change.shape);
    }
    Ok(changes)
}

/// Applies the changes of one service. A change the model has caught up with is an error, so that it
/// gets removed.
pub fn apply(changes: &[Change], service: &str, model: &mut Model) -> Result<()> {
    for change in changes.iter().filter(|change| change.service == service) {
        let shape = model.shapes.get_mut(&change.shape);
        let shape = shape.with_context(|| format!("overlay of unknown shape {}", change.shape))?;
        ensure!(!change.unlogged || !shape.sensitive, "{} is sensitive by now", change.shape);
        shape.unlogged |= change.unlogged;
        if let Some(pattern) = &change.pattern {
            ensure!(shape.pattern.as_ref() != Some(pattern), "{} has it by now", change.shape);
            shape.pattern = Some(pattern.clone());
        }
        if let Some(max) = change.max {
            ensure!(shape.max != Some(max), "{} has it by now", change.shape);
            shape.max = Some(max);
        }
        for value in &change.add_values {
            ensure!(!shape.values.contains(value), "{} has {value} by now", change.shape);
            shape.values.push(value.clone());
        }
    }
    Ok(())
}
