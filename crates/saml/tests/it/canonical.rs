use cognate_saml::canonical::{Rules, exclusive};
use cognate_saml::xml::{Element, parse};

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
    exclusive(element, &around, rules)
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
