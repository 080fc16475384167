use cognate_saml::xml::{ATTRIBUTES_MAX, BYTES_MAX, BadXml, DEPTH_MAX, parse};
use proptest::prelude::*;

#[test]
fn elements_attributes_and_texts_are_read() {
    let document = "\u{feff}<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
        <!-- before --><a:root xmlns:a='urn:a' xmlns='urn:b' x='1 &amp; 2' a:y='no'>\n\
        one<!-- cut -->&lt;<![CDATA[ & two]]>&#x20;<child z=\"\u{fc}\"/><b xmlns=''/></a:root>\n";
    let root = parse(document).unwrap();
    assert!(root.is("urn:a", "root"));
    assert_eq!(root.attribute("x"), Some("1 & 2"));
    assert_eq!(root.attribute("y"), None);
    assert_eq!(root.text().trim(), "one< & two");
    let child = root.all("urn:b", "child").next().unwrap();
    assert_eq!((child.attribute("z"), child.attribute("x")), (Some("\u{fc}"), None));
    assert!(root.children().nth(1).unwrap().is("", "b"));
}

#[test]
fn sa_r1_what_xml_attacks_are_made_of_is_refused() {
    let bomb = r#"<!DOCTYPE a [<!ENTITY b "bbbb">]><a>&b;</a>"#;
    let external = r#"<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>"#;
    for (document, problem) in [
        (bomb, BadXml::Forbidden),
        (external, BadXml::Forbidden),
        ("<?php x?><a/>", BadXml::Forbidden),
        ("<a><?x y?></a>", BadXml::Forbidden),
        ("<a>&b;</a>", BadXml::UnknownEntity),
        ("<a x='&b;'/>", BadXml::UnknownEntity),
        ("<x:a/>", BadXml::UnknownPrefix),
        ("<a x:b=''/>", BadXml::UnknownPrefix),
    ] {
        assert_eq!(parse(document).unwrap_err(), problem, "{document}");
    }
}

#[test]
fn what_is_not_one_well_formed_element_is_refused() {
    for document in [
        "",
        " ",
        "text",
        "<a>",
        "<a></b>",
        "</a>",
        "<a/><b/>",
        "<a/>text",
        "text<a/>",
        "<![CDATA[x]]><a/>",
        "<a x='1' x='2'/>",
        "<a xmlns:b='u' xmlns:c='u' b:x='1' c:x='2'/>",
        "<a xmlns:b=''/>",
        "<a:b:c xmlns:a='u'/>",
        "<a\"b/>",
        "<a>&#1;</a>",
        "<a x='&#xFFFF;'/>",
        "<!-- \u{1} --><a/>",
        "&lt;<a/>",
        "<?xml version='1.0' encoding='ISO-8859-1'?><a/>",
        "<a x=1/>",
        "<a><?xml version='1.0'?></a>",
        "<a>&#xFFFFFFFF;</a>",
        "<a>& </a>",
    ] {
        assert!(parse(document).is_err(), "{document}");
    }
}

#[test]
fn sa_r1_limits_hold() {
    let nested = |depth: usize| format!("{}{}", "<a>".repeat(depth), "</a>".repeat(depth));
    assert!(parse(&nested(DEPTH_MAX)).is_ok());
    assert_eq!(parse(&nested(DEPTH_MAX + 1)), Err(BadXml::TooDeep));
    let wide = |count: usize| {
        let attributes: String = (0..count).map(|n| format!(" a{n}=''")).collect();
        format!("<a{attributes}/>")
    };
    assert!(parse(&wide(ATTRIBUTES_MAX)).is_ok());
    assert_eq!(parse(&wide(ATTRIBUTES_MAX + 1)), Err(BadXml::TooManyAttributes));
    assert_eq!(parse(&"x".repeat(BYTES_MAX + 1)), Err(BadXml::TooLarge));
}

proptest! {
    #[test]
    fn nothing_makes_the_reader_panic(document in "[<>a-c/!?&;\\[\\]'\"= x:-]{0,80}") {
        let _ = parse(&document);
    }
}
