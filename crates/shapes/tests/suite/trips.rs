use cognate_shapes::{iam, sts};
use cognate_wire::json::{Limits, parse, render};
use cognate_wire::{Kind, Protocol, Schema, Value, accept, query, xml};

use crate::SERVICES;
use crate::example::{self, Extent};
use crate::tables;

#[test]
fn every_structure_writes_what_it_has_read() {
    for (schema, trip) in [
        tables::idp::STRUCTURES,
        tables::identity::STRUCTURES,
        tables::sts::STRUCTURES,
        tables::iam::STRUCTURES,
    ]
    .concat()
    {
        for extent in [Extent::Minimal, Extent::Full] {
            let value = example::of(schema, extent);
            assert_eq!(trip(value.clone()), value, "{}", schema.name);
        }
    }
}

#[test]
fn every_input_survives_json() {
    for operation in SERVICES.iter().flat_map(|it| it.operations) {
        let value = example::of(operation.input, Extent::Full);
        let parsed = parse(&render(&value), Limits::default()).expect("rendered JSON");
        let accepted = accept(parsed, operation.input, Protocol::Json);
        assert_eq!(accepted, Ok(value), "{}", operation.name);
    }
}

#[test]
fn every_query_input_survives_a_form() {
    for operation in [&sts::SERVICE, &iam::SERVICE].iter().flat_map(|it| it.operations) {
        let value = example::of(operation.input, Extent::Full);
        let mut pairs = vec![format!("Action={}", operation.name)];
        write(String::new(), &value, operation.input, &mut pairs);
        let form = query::parse(pairs.join("&").as_bytes()).expect("a valid form");
        let read = query::read(&form, operation.input).expect("a readable form");
        assert_eq!(accept(read, operation.input, Protocol::Query), Ok(value), "{}", operation.name);
    }
}

#[test]
fn every_query_output_becomes_balanced_xml() {
    for operation in [&sts::SERVICE, &iam::SERVICE].iter().flat_map(|it| it.operations) {
        let value = operation.output.map(|schema| (schema, example::of(schema, Extent::Full)));
        let output = value.as_ref().map(|(schema, value)| (*schema, value));
        let text = xml::answer(operation.name, "urn:x", output, "id");
        let mut open = Vec::new();
        for tag in text.split('<').skip(1).map(|part| part.split('>').next().expect("a tag")) {
            match tag.strip_prefix('/') {
                Some(name) => assert_eq!(open.pop(), Some(name), "{}", operation.name),
                None => open.push(tag.split(' ').next().expect("a name")),
            }
        }
        assert!(open.is_empty(), "{}", operation.name);
        let result = format!("<{}Result>", operation.name);
        assert_eq!(text.contains(&result), operation.output.is_some());
    }
}

fn write(prefix: String, value: &Value, schema: &Schema, pairs: &mut Vec<String>) {
    match (value, &schema.kind) {
        (Value::Map(members), Kind::Structure(known)) => {
            for (name, value) in members {
                let member = known.iter().find(|it| it.name == name).expect("a known member");
                let dot = if prefix.is_empty() { "" } else { "." };
                write(format!("{prefix}{dot}{name}"), value, member.schema, pairs);
            }
        }
        (Value::List(items), Kind::List { member, .. }) => {
            for (at, item) in items.iter().enumerate() {
                write(format!("{prefix}.member.{}", at + 1), item, member, pairs);
            }
        }
        (Value::Map(members), Kind::Map { key, value: item, .. }) => {
            for (at, (name, value)) in members.iter().enumerate() {
                let entry = format!("{prefix}.entry.{}", at + 1);
                write(format!("{entry}.key"), &Value::Text(name.clone()), key, pairs);
                write(format!("{entry}.value"), value, item, pairs);
            }
        }
        (Value::Text(text), _) => {
            let escaped: String = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
            pairs.push(format!("{prefix}={escaped}"));
        }
        (Value::Time(ms), _) => {
            pairs.push(format!("{prefix}={}", cognate_wire::timestamp::to_iso(*ms)));
        }
        (other, _) => {
            let text = other.to_json().to_string();
            pairs.push(format!("{prefix}={}", text.trim_matches('"').replace('+', "%2B")));
        }
    }
}
