//! The operation table of a service, and `Op`, its operations by name.

use std::collections::BTreeSet;
use std::fmt::Write;

use anyhow::{Result, bail};

use crate::codegen::model::{Model, Operation};
use crate::codegen::names;

pub fn emit(service: &str, model: &Model, mut modules: Vec<&str>) -> Result<String> {
    modules.sort();
    let mut operations: Vec<&(String, Operation)> = model.operations.0.iter().collect();
    operations.sort_by(|a, b| a.0.cmp(&b.0));

    let names: Vec<&str> = operations.iter().map(|(name, _)| name.as_str()).collect();
    let all: Vec<String> = names.iter().map(|name| format!("Self::{name}")).collect();
    let mut table = String::new();
    for (name, operation) in &operations {
        table.push_str(&entry(name, operation, model)?);
    }
    let metadata = &model.metadata;
    let protocol = match metadata.protocol.as_str() {
        "json" => "Json",
        "query" => "Query",
        other => bail!("{service} speaks {other}"),
    };
    Ok(format!(
        "{declarations}
{exports}
use cognate_wire::Protocol;
{nothing}
use crate::operation::{{Auth, Fault, Operation, Service}};

pub static SERVICE: Service = Service {{
    name: {service:?},
    target_prefix: {target:?},
    protocol: Protocol::{protocol},
    version: {version:?},
    xml_namespace: {namespace:?},
    signing_name: {signing:?},
    operations: &OPERATIONS,
}};

/// Every operation of this service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Op {{ {variants} }}

impl Op {{
    pub const ALL: [Op; {count}] = [{all}];

    pub fn from_name(name: &str) -> Option<Op> {{
        OPERATIONS.binary_search_by(|it| it.name.cmp(name)).ok().map(|at| Op::ALL[at])
    }}

    pub fn spec(self) -> &'static Operation {{ &OPERATIONS[self as usize] }}
}}

{faults}
static OPERATIONS: [Operation; {count}] = [{table}];
",
        declarations = modules.iter().map(|it| format!("pub mod {it};\n")).collect::<String>(),
        exports = modules
            .iter()
            .filter(|it| **it != "schemas")
            .map(|it| format!("pub use {it}::*;\n"))
            .collect::<String>(),
        nothing =
            if table.contains("NOTHING") { "use cognate_wire::schema::NOTHING;\n" } else { "" },
        target = metadata.target_prefix,
        version = metadata.api_version,
        namespace = metadata.xml_namespace,
        signing = metadata.endpoint_prefix,
        variants = names.join(", "),
        count = names.len(),
        all = all.join(", "),
        faults = faults(model)?,
    ))
}

fn entry(name: &str, operation: &Operation, model: &Model) -> Result<String> {
    let schema = |shape: &str| format!("&schemas::{}", names::constant(shape));
    let input = operation
        .input
        .as_ref()
        .map_or("&NOTHING".to_owned(), |reference| schema(&reference.shape));
    let output = operation
        .output
        .as_ref()
        .map_or("None".to_owned(), |reference| format!("Some({})", schema(&reference.shape)));
    let errors: Vec<String> =
        operation.errors.iter().map(|error| names::constant(&error.shape)).collect();
    Ok(format!(
        "Operation {{ name: {name:?}, auth: Auth::{auth}, read_only: {read_only}, input: {input}, \
         output: {output}, errors: &[{errors}] }},",
        auth = auth(operation, model)?,
        read_only = operation.readonly,
        errors = errors.join(", "),
    ))
}

/// Signed unless the model says otherwise; among the others the access token in the body decides.
fn auth(operation: &Operation, model: &Model) -> Result<&'static str> {
    if operation.authtype.as_deref() != Some("none") {
        return Ok("Signed");
    }
    let Some(input) = &operation.input else { return Ok("Public") };
    let shape = model.shape(&input.shape)?;
    let token = "AccessToken";
    Ok(if shape.required.iter().any(|member| member == token) {
        "Token"
    } else if shape.members.get(token).is_some() {
        "TokenOrSession"
    } else {
        "Public"
    })
}

fn faults(model: &Model) -> Result<String> {
    let operations = model.operations.0.iter();
    let used: BTreeSet<&str> =
        operations.flat_map(|(_, it)| it.errors.iter()).map(|it| it.shape.as_str()).collect();
    let mut out = String::new();
    for name in used {
        let shape = model.shape(name)?;
        let error = shape.error.as_ref();
        let code = error.and_then(|it| it.code.as_deref()).unwrap_or(name);
        let status = error.and_then(|it| it.http_status_code);
        let status = status.unwrap_or(if shape.fault { 500 } else { 400 });
        writeln!(
            out,
            "const {}: Fault = Fault {{ exception: {name:?}, code: {code:?}, status: {status} }};",
            names::constant(name)
        )?;
    }
    Ok(out)
}
