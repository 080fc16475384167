//! Structures: fields in model order, required ones plain and the others as `Option`.

use std::collections::BTreeSet;
use std::fmt::Write;

use anyhow::{Context, Result, bail, ensure};

use crate::codegen::model::{Model, Shape};
use crate::codegen::names;

/// The structures of a service by their role; what has more than one role counts as a type.
pub struct Groups {
    pub inputs: Vec<String>,
    pub outputs: Vec<String>,
    pub types: Vec<String>,
}

pub fn groups(model: &Model, shapes: &BTreeSet<String>) -> Result<Groups> {
    let mut groups = Groups { inputs: Vec::new(), outputs: Vec::new(), types: Vec::new() };
    let mut parts = BTreeSet::new();
    for name in shapes {
        parts.extend(model.shape(name)?.parts());
    }
    let operations = || model.operations.0.iter().map(|(_, operation)| operation);
    for name in shapes {
        if !model.shape(name)?.is_structure() {
            continue;
        }
        let input = operations().any(|it| it.input.as_ref().is_some_and(|it| it.shape == *name));
        let output = operations().any(|it| it.output.as_ref().is_some_and(|it| it.shape == *name));
        let group = match (input, output, parts.contains(name.as_str())) {
            (true, false, false) => &mut groups.inputs,
            (false, true, false) => &mut groups.outputs,
            _ => &mut groups.types,
        };
        group.push(name.clone());
    }
    Ok(groups)
}

pub fn emit(model: &Model, structures: &[String]) -> Result<String> {
    let mut body = String::new();
    let mut used = BTreeSet::new();
    for name in structures {
        structure(model, name, &mut body).with_context(|| name.clone())?;
        for part in model.shape(name)?.parts() {
            named_types(model, part, &mut used)?;
        }
    }
    for name in structures {
        used.remove(&names::type_name(name));
    }
    Ok(imports(&body, used) + &body)
}

/// The generated types that a field of this shape mentions.
fn named_types(model: &Model, name: &str, used: &mut BTreeSet<String>) -> Result<()> {
    let shape = model.shape(name)?;
    if shape.is_enum() || shape.is_structure() {
        used.insert(names::type_name(name));
        return Ok(());
    }
    // A map's key is a plain string.
    for part in [&shape.member, &shape.value].into_iter().flatten() {
        named_types(model, &part.shape, used)?;
    }
    Ok(())
}

/// Only what the file uses, so that no lint needs an exception.
fn imports(body: &str, own: BTreeSet<String>) -> String {
    let mut out = String::new();
    if body.contains("BTreeMap") {
        out.push_str("use std::collections::BTreeMap;\n");
    }
    let timestamp = if body.contains("Timestamp") { "Timestamp, " } else { "" };
    let own: Vec<String> = std::iter::once("schemas".to_owned()).chain(own).collect();
    out.push_str("use std::fmt;\n\nuse cognate_wire::shape::{Fields, Members};\n");
    out.push_str(&format!("use cognate_wire::{{Schema, Shape, {timestamp}Value, redact}};\n\n"));
    out.push_str(&format!("use super::{{{}}};\n", own.join(", ")));
    out
}

fn structure(model: &Model, name: &str, out: &mut String) -> Result<()> {
    let shape = model.shape(name)?;
    let (rust, constant) = (names::type_name(name), names::constant(name));
    let (mut fields, mut reads, mut puts) = (String::new(), String::new(), String::new());
    let mut seen = BTreeSet::new();
    for (member, reference) in &shape.members.0 {
        let field = names::field(member);
        ensure!(seen.insert(field.clone()), "two members become {field}");
        let mut kind = rust_type(model, &reference.shape)?;
        if !shape.required.contains(member) {
            kind = format!("Option<{kind}>");
        }
        writeln!(fields, "pub {field}: {kind},")?;
        writeln!(reads, "{field}: fields.take({member:?}),")?;
        writeln!(puts, "members.put({member:?}, &self.{field});")?;
    }
    let default = if has_default(model, shape)? { ", Default" } else { "" };
    let count = shape.members.0.len();
    let (take, make) = match count {
        0 => ("fn read(_: Value) -> Self { Self {} }".to_owned(), "Value::object()".to_owned()),
        _ => (
            format!(
                "fn read(value: Value) -> Self {{
                    let mut fields = Fields::of(value);
                    Self {{ {reads} }}
                }}"
            ),
            format!("let mut members = Members::with_capacity({count}); {puts} members.done()"),
        ),
    };
    write!(
        out,
        "
#[derive(Clone, PartialEq{default})]
pub struct {rust} {{ {fields} }}

impl Shape for {rust} {{
    const SCHEMA: &'static Schema = &schemas::{constant};

    {take}

    fn write(&self) -> Value {{ {make} }}
}}

impl fmt::Debug for {rust} {{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {{ redact::debug(self, f) }}
}}
"
    )?;
    Ok(())
}

fn rust_type(model: &Model, name: &str) -> Result<String> {
    let shape = model.shape(name)?;
    let part = |reference: &Option<crate::codegen::model::Reference>| {
        let reference = reference.as_ref().with_context(|| format!("{name} has no element"))?;
        rust_type(model, &reference.shape)
    };
    Ok(match shape.kind.as_str() {
        "structure" if shape.document => "Value".to_owned(),
        "structure" => names::type_name(name),
        "list" => format!("Vec<{}>", part(&shape.member)?),
        "map" => format!("BTreeMap<String, {}>", part(&shape.value)?),
        "string" if shape.is_enum() => names::type_name(name),
        "string" => "String".to_owned(),
        "boolean" => "bool".to_owned(),
        "integer" | "long" => "i64".to_owned(),
        "double" | "float" => "f64".to_owned(),
        "blob" => "Vec<u8>".to_owned(),
        "timestamp" => "Timestamp".to_owned(),
        other => bail!("{name} is of unknown type {other}"),
    })
}

/// Enumerations have no natural default, nor has what requires one.
fn has_default(model: &Model, shape: &Shape) -> Result<bool> {
    for (member, reference) in &shape.members.0 {
        if !shape.required.contains(member) {
            continue;
        }
        let part = model.shape(&reference.shape)?;
        if part.is_enum() || (part.is_structure() && !has_default(model, part)?) {
            return Ok(false);
        }
    }
    Ok(true)
}
