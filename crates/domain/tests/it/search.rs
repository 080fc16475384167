use cognate_domain::search::{Attribute, index, meets, values};

use crate::sample;

#[test]
fn values_are_folded_and_cut() {
    let long = "É".repeat(600);
    let user = sample::user("Alice", &[("email", "A@B.c"), ("name", &long), ("gender", "x")]);
    let rows = values(&user, false);
    let names: Vec<Attribute> = rows.iter().map(|(attribute, _)| *attribute).collect();
    assert_eq!(names, [Attribute::Username, Attribute::Email, Attribute::Name]);
    assert_eq!(rows[0].1, b"alice");
    assert_eq!(rows[1].1, b"a@b.c");
    assert_eq!(rows[2].1.len(), 1024);
    assert_eq!(values(&user, true)[0].1, b"Alice");
    assert!(index("É", false) == "é".as_bytes());
}

#[test]
fn codes_are_unique_and_names_parse() {
    for attribute in Attribute::ALL {
        assert_eq!(Attribute::parse(attribute.as_str()), Some(attribute));
        let same = Attribute::ALL.iter().filter(|a| a.code() == attribute.code());
        assert_eq!(same.count(), 1);
    }
    assert_eq!(Attribute::parse("custom:x"), None);
}

#[test]
fn whole_values_decide_after_the_index() {
    let long = format!("{}z", "x".repeat(1024));
    let user = sample::user("Alice", &[("email", "A@B.c"), ("name", &long)]);
    let meets = |attribute, operand: &str, prefix| meets(&user, attribute, operand, prefix, false);
    assert!(meets(Attribute::Email, "a@b.C", false));
    assert!(meets(Attribute::Email, "a@", true));
    assert!(!meets(Attribute::Email, "a@", false));
    assert!(meets(Attribute::Username, "Ali", true));
    assert!(!meets(Attribute::Username, "ali", true), "user names compare exactly");
    assert!(!meets(Attribute::Name, &long[..1024], false));
    assert!(meets(Attribute::Name, &long, false));
    assert!(!meets(Attribute::GivenName, "", true));
}
