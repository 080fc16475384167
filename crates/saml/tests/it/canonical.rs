use cognate_saml::canonical::{Rules, exclusive};
use cognate_saml::xml::{BYTES_MAX, BadXml, Element, parse};

use crate::documents::text;

/// The element with the attribute `apex`, and what it stands in.
fn apex<'a>(
    element: &'a Element,
    around: &mut Vec<&'a Element>,
) -> Option<(&'a Element, Vec<&'a Element>)> {
    if element.attribute("apex").is_some() {
        return Some((element, around.clone()));
    }
    around.push(element);
    let found = element.children().find_map(|child| apex(child, around));
    around.pop();
    found
}

fn canonical(document: &str, rules: Rules) -> String {
    let root = parse(document).unwrap();
    let (element, around) = apex(&root, &mut Vec::new()).unwrap();
    exclusive(element, &around, rules).unwrap()
}

#[test]
fn canonical_forms_are_those_of_libxml2() {
    let prefixes = ["xs", "n", "none"].map(str::to_owned);
    for name in [
        "again",
        "comments",
        "empty_default",
        "inclusive",
        "lines",
        "order",
        "texts",
        "unused",
        "white",
    ] {
        let document = text(&format!("canonical/{name}.xml"));
        for (kind, rules) in [
            ("plain", Rules::default()),
            ("comments", Rules { comments: true, ..Rules::default() }),
            ("prefixes", Rules { inclusive: &prefixes, ..Rules::default() }),
        ] {
            let expected = text(&format!("canonical/{name}.{kind}.txt"));
            assert_eq!(canonical(&document, rules), expected, "{name} {kind}");
        }
    }
}

#[test]
fn the_default_namespace_may_be_in_the_list() {
    let list = ["#default".to_owned()];
    let rules = Rules { inclusive: &list, ..Rules::default() };
    let document = r#"<r xmlns="urn:d"><a:e xmlns:a="urn:a" apex="1"><a:f xmlns=""/></a:e></r>"#;
    let expected = r#"<a:e xmlns="urn:d" xmlns:a="urn:a" apex="1"><a:f xmlns=""></a:f></a:e>"#;
    assert_eq!(canonical(document, rules), expected);
}

#[test]
fn a_canonical_form_is_its_own() {
    for name in ["again", "inclusive", "lines", "order", "texts", "unused"] {
        let once = canonical(&text(&format!("canonical/{name}.xml")), Rules::default());
        assert_eq!(canonical(&once, Rules::default()), once, "{name}");
    }
}

/// Siblings that use a namespace which what is around them only declares.
#[test]
fn a_short_document_has_no_endless_form() {
    let namespace = "u".repeat(30_000);
    let document = format!(r#"<r xmlns:p="{namespace}">{}</r>"#, "<p:a/>".repeat(5_000));
    assert!(document.len() < BYTES_MAX / 10);
    let root = parse(&document).unwrap();
    assert_eq!(exclusive(&root, &[], Rules::default()), Err(BadXml::TooLarge));
}

/// As many elements, namespaces and prefixes in the list as a response can have: none is repeated.
#[test]
fn what_the_list_names_is_written_once() {
    let list: Vec<String> = (0..60).map(|n| format!("p{n:02}")).collect();
    let declared: String = list.iter().map(|prefix| format!(" xmlns:{prefix}=\"u\"")).collect();
    let document = format!("<r{declared}>{}</r>", "<a></a>".repeat(10_000));
    let root = parse(&document).unwrap();
    let rules = Rules { inclusive: &list, ..Rules::default() };
    assert_eq!(exclusive(&root, &[], rules), Ok(document));
}
