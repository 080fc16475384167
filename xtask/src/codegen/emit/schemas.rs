//! The static tables that `accept` checks against.

use std::collections::BTreeSet;
use std::fmt::Write;

use anyhow::{Context, Result, anyhow, bail};

use super::literal;
use crate::codegen::model::{Model, Reference, Shape};
use crate::codegen::names;

pub fn emit(model: &Model, shapes: &BTreeSet<String>) -> Result<String> {
    let mut patterns = BTreeSet::new();
    for name in shapes {
        if let Some(pattern) = &model.shape(name)?.pattern {
            cognate_wire::pattern::supported(pattern).map_err(|reason| {
                anyhow!("{name}: pattern {pattern} needs a predicate: {reason}")
            })?;
            patterns.insert(pattern.as_str());
        }
    }
    let mut body = String::new();
    for (number, pattern) in patterns.iter().enumerate() {
        writeln!(body, "static P{number}: Pattern = Pattern::new({});", literal(pattern))?;
    }
    for name in shapes {
        let shape = model.shape(name)?;
        let number = shape.pattern.as_ref().map(|it| patterns.iter().position(|p| p == it));
        let pattern = number.flatten().map(|number| format!("P{number}"));
        let schema = schema(name, shape, pattern.as_deref()).with_context(|| name.clone())?;
        let sensitive = if shape.sensitive { ".sensitive()" } else { "" };
        let unlogged = if shape.unlogged { ".unlogged()" } else { "" };
        let constant = names::constant(name);
        writeln!(body, "\npub static {constant}: Schema = {schema}{sensitive}{unlogged};")?;
    }
    Ok(imports(&body) + &body)
}

fn imports(body: &str) -> String {
    let candidates = ["Enumeration", "Kind", "Member", "Pattern", "Schema", "TextRules"];
    let used = candidates.into_iter().filter(|name| {
        body.contains(&format!("{name}::")) || (*name == "Enumeration" && body.contains("::NAMES"))
    });
    let used: Vec<&str> = used.collect();
    let enums = if body.contains("enums::") { "use super::enums;\n" } else { "" };
    format!("use cognate_wire::{{{}}};\n\n{enums}\n", used.join(", "))
}

fn schema(name: &str, shape: &Shape, pattern: Option<&str>) -> Result<String> {
    let (min, max) = (shape.min, shape.max);
    let kind = match shape.kind.as_str() {
        "structure" if shape.document => "Document".to_owned(),
        "structure" => return Ok(structure(name, shape)),
        "list" => {
            let member = part(&shape.member)?;
            return Ok(format!("Schema::list({name:?}, {member}, {min:?}, {max:?})"));
        }
        "map" => {
            let (key, value) = (part(&shape.key)?, part(&shape.value)?);
            return Ok(format!("Schema::map({name:?}, {key}, {value}, {min:?}, {max:?})"));
        }
        "string" => return Ok(format!("Schema::text({name:?}, {})", rules(name, shape, pattern))),
        "integer" => format!("Integer {{ min: {min:?}, max: {max:?} }}"),
        "long" => format!("Long {{ min: {min:?}, max: {max:?} }}"),
        "double" | "float" => "Double".to_owned(),
        "boolean" => "Boolean".to_owned(),
        "blob" => format!("Blob {{ min: {min:?}, max: {max:?} }}"),
        "timestamp" => "Timestamp".to_owned(),
        other => bail!("unknown type {other}"),
    };
    Ok(format!("Schema::new({name:?}, Kind::{kind})"))
}

fn structure(name: &str, shape: &Shape) -> String {
    let members: Vec<String> = shape
        .members
        .0
        .iter()
        .map(|(member, reference)| {
            let need = if shape.required.contains(member) { "required" } else { "optional" };
            format!("Member::{need}({member:?}, &{})", names::constant(&reference.shape))
        })
        .collect();
    format!("Schema::structure({name:?}, &[{}])", members.join(", "))
}

fn rules(name: &str, shape: &Shape, pattern: Option<&str>) -> String {
    let mut rules = String::from("TextRules::ANY");
    rules.extend(shape.min.map(|min| format!(".min({min})")));
    rules.extend(shape.max.map(|max| format!(".max({max})")));
    rules.extend(pattern.map(|pattern| format!(".pattern(&{pattern})")));
    if shape.is_enum() {
        rules.push_str(&format!(".values(enums::{}::NAMES)", names::type_name(name)));
    }
    rules
}

fn part(reference: &Option<Reference>) -> Result<String> {
    let reference = reference.as_ref().context("has no element")?;
    Ok(format!("&{}", names::constant(&reference.shape)))
}
