//! `codegen`: from `models/*.json` to `crates/shapes/src/<service>/`, and a table for that crate's tests.
//! With `--check`, compares only.
//!
//! Per service: `mod.rs` (the operation table), `schemas.rs` (constraints), `enums.rs`, `inputs.rs`,
//! `outputs.rs` and `types.rs` (Rust types). The output depends on nothing but the models, the overlay
//! and the list of IAM operations, and carries none of the models' prose.

mod emit;
mod files;
mod model;
pub mod names;
mod overlay;
mod select;

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, bail};

use model::Model;

/// One service: its model file and the module that is generated from it.
struct Source {
    model: &'static str,
    module: &'static str,
    /// A list of operation names, where only some are generated.
    operations: Option<&'static str>,
}

const SOURCES: &[Source] = &[
    Source { model: "cognito-idp", module: "idp", operations: None },
    Source { model: "cognito-identity", module: "identity", operations: None },
    Source { model: "sts", module: "sts", operations: None },
    Source { model: "iam", module: "iam", operations: Some("iam-operations.txt") },
];

pub fn run(arguments: &[String]) -> Result<()> {
    let check = match arguments {
        [] => false,
        [one] if one == "--check" => true,
        _ => bail!("codegen takes nothing but --check"),
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("xtask has a parent")?;
    let generated = generate(root)?;
    let target = root.join("crates/shapes");
    if check { files::check(&target, &generated) } else { files::write(&target, &generated) }
}

/// Path under `crates/shapes` to formatted text.
fn generate(root: &Path) -> Result<BTreeMap<String, String>> {
    let models = root.join("models");
    let overlay = overlay::load(&models.join("overlay.json"))?;
    let mut generated = BTreeMap::new();
    for source in SOURCES {
        let path = models.join(format!("{}.json", source.model));
        let mut model = Model::load(&path)?;
        overlay::apply(&overlay, source.model, &mut model)?;
        if let Some(list) = source.operations {
            select::keep_listed(&mut model, &models.join(list))?;
        }
        let shapes = select::reachable(&model).with_context(|| path.display().to_string())?;
        let module = source.module;
        for (file, text) in emit::service(source.model, &model, &shapes)? {
            generated.insert(format!("src/{module}/{file}"), files::format(root, &text)?);
        }
        let table = emit::test_table(module, &model, &shapes)?;
        generated.insert(format!("tests/suite/tables/{module}.rs"), files::format(root, &table)?);
    }
    Ok(generated)
}

#[cfg(test)]
mod tests {
    #[test]
    fn committed_shapes_are_current() {
        super::run(&["--check".to_owned()]).expect("cargo xtask codegen has been run");
    }
}
