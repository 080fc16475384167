use cognate_wire::{Protocol, Rejection, Value, accept};

use crate::SERVICES;
use crate::example::{self, Extent};

#[test]
fn every_input_accepts_its_examples() {
    for operation in SERVICES.iter().flat_map(|it| it.operations) {
        for extent in [Extent::Minimal, Extent::Full] {
            let value = example::of(operation.input, extent);
            let accepted = accept(value.clone(), operation.input, Protocol::Json);
            assert_eq!(accepted, Ok(value), "{}", operation.name);
        }
    }
}

#[test]
fn an_empty_input_names_every_required_member() {
    for operation in SERVICES.iter().flat_map(|it| it.operations) {
        let required = operation.input.members().iter().filter(|it| it.required);
        let expected: Vec<String> = required
            .map(|member| {
                let mut chars = member.name.chars();
                let first = chars.next().expect("members have names").to_ascii_lowercase();
                let path = format!("{first}{}", chars.as_str());
                format!(
                    "Value null at '{path}' failed to satisfy constraint: Member must not be null"
                )
            })
            .collect();
        let found = match accept(Value::object(), operation.input, Protocol::Json) {
            Ok(_) => Vec::new(),
            Err(Rejection::Problems(problems)) => problems.0,
            Err(Rejection::Malformed(error)) => panic!("{}: {error}", operation.name),
        };
        assert_eq!(found, expected, "{}", operation.name);
    }
}

#[test]
fn every_member_refuses_a_wrong_type() {
    for operation in SERVICES.iter().flat_map(|it| it.operations) {
        for member in operation.input.members() {
            if matches!(member.schema.kind, cognate_wire::Kind::Document) {
                continue;
            }
            for wrong in [Value::List(vec![Value::List(vec![])]), Value::Bool(true)] {
                if matches!(
                    (&member.schema.kind, &wrong),
                    (cognate_wire::Kind::Boolean, Value::Bool(_))
                ) {
                    continue;
                }
                let value = Value::Map(vec![(member.name.to_owned(), wrong)]);
                let error = accept(value, operation.input, Protocol::Json);
                let malformed = matches!(error, Err(Rejection::Malformed(_)));
                assert!(malformed, "{}.{}", operation.name, member.name);
            }
        }
    }
}
