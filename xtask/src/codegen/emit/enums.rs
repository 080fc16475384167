//! String enumerations.

use std::collections::BTreeSet;
use std::fmt::Write;

use anyhow::{Result, ensure};

use super::literal;
use crate::codegen::model::Model;
use crate::codegen::names;

const IMPORTS: &str = "use std::str::FromStr;

use cognate_wire::shape::read_enumeration;
use cognate_wire::{Enumeration, Schema, Shape, Unrecognised, Value};

use super::schemas;
";

/// `None` where the service has no enumerations.
pub fn emit(model: &Model, shapes: &BTreeSet<String>) -> Result<Option<String>> {
    let mut out = String::new();
    for name in shapes {
        let shape = model.shape(name)?;
        if !shape.is_enum() {
            continue;
        }
        let variants: Vec<String> = shape.values.iter().map(|text| names::variant(text)).collect();
        let distinct: BTreeSet<&String> = variants.iter().collect();
        ensure!(distinct.len() == variants.len(), "two values of {name} get one name");
        let (rust, constant) = (names::type_name(name), names::constant(name));
        let texts: Vec<String> = shape.values.iter().map(|text| literal(text)).collect();
        let all: Vec<String> = variants.iter().map(|it| format!("Self::{it}")).collect();
        write!(
            out,
            "
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum {rust} {{ {variants} }}

impl {rust} {{
    pub const fn as_str(self) -> &'static str {{ Self::NAMES[self as usize] }}
}}

impl Enumeration for {rust} {{
    const NAMES: &'static [&'static str] = &[{texts}];
    const ALL: &'static [Self] = &[{all}];
}}

impl FromStr for {rust} {{
    type Err = Unrecognised;

    fn from_str(text: &str) -> Result<Self, Unrecognised> {{ Self::find(text) }}
}}

impl Shape for {rust} {{
    const SCHEMA: &'static Schema = &schemas::{constant};

    fn read(value: Value) -> Self {{ read_enumeration(value) }}

    fn write(&self) -> Value {{ Value::from(self.as_str()) }}
}}
",
            variants = variants.join(", "),
            texts = texts.join(", "),
            all = all.join(", "),
        )?;
    }
    Ok((!out.is_empty()).then(|| IMPORTS.to_owned() + &out))
}
