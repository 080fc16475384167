//! XML as a tree, within limits.

use quick_xml::XmlVersion;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::name::{Namespace, PrefixDeclaration, QName, ResolveResult};
use quick_xml::reader::NsReader;

pub const BYTES_MAX: usize = 1 << 20;
pub const DEPTH_MAX: usize = 64;
pub const ATTRIBUTES_MAX: usize = 128;
const NAMESPACES_MAX: usize = 64;

/// Why a document is not read. The texts quote nothing of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadXml {
    #[error("the document is larger than {BYTES_MAX} bytes")]
    TooLarge,
    #[error("elements are nested more than {DEPTH_MAX} deep")]
    TooDeep,
    #[error("an element has more than {ATTRIBUTES_MAX} attributes")]
    TooManyAttributes,
    #[error("a document type declaration or processing instruction is not allowed")]
    Forbidden,
    #[error("an entity is not one of the five of XML")]
    UnknownEntity,
    #[error("a prefix has no namespace")]
    UnknownPrefix,
    #[error("the document is not in UTF-8")]
    Encoding,
    #[error("the document is not well-formed XML")]
    Malformed,
}

/// An element with everything in it that counts when it is signed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Element {
    /// Empty: written without one.
    pub prefix: String,
    /// Empty: in no namespace.
    pub namespace: String,
    /// Without its prefix.
    pub name: String,
    /// Prefixes and namespaces that are declared here; the empty prefix is the default one.
    pub declared: Vec<(String, String)>,
    /// In their order, declarations left out.
    pub attributes: Vec<Attribute>,
    pub nodes: Vec<Node>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    pub prefix: String,
    /// Empty: in no namespace.
    pub namespace: String,
    pub name: String,
    pub value: String,
}

/// What is in an element. Texts, references and CDATA sections side by side are one text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    Element(Element),
    Text(String),
    Comment(String),
}

impl Element {
    pub fn is(&self, namespace: &str, name: &str) -> bool {
        self.namespace == namespace && self.name == name
    }

    /// An attribute in no namespace.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        let mut own = self.attributes.iter();
        let own = own.find(|own| own.namespace.is_empty() && own.name == name);
        own.map(|own| own.value.as_str())
    }

    pub fn children(&self) -> impl Iterator<Item = &Element> {
        self.nodes.iter().filter_map(|node| match node {
            Node::Element(child) => Some(child),
            Node::Text(_) | Node::Comment(_) => None,
        })
    }

    /// The children of this name.
    pub fn all<'a>(
        &'a self,
        namespace: &'a str,
        name: &'a str,
    ) -> impl Iterator<Item = &'a Element> {
        self.children().filter(move |child| child.is(namespace, name))
    }

    /// All text directly in the element: comments do not cut it in two.
    pub fn text(&self) -> String {
        let texts = self.nodes.iter().map(|node| match node {
            Node::Text(text) => text.as_str(),
            Node::Element(_) | Node::Comment(_) => "",
        });
        texts.collect()
    }
}

/// The root element.
pub fn parse(document: &str) -> Result<Element, BadXml> {
    if document.len() > BYTES_MAX {
        return Err(BadXml::TooLarge);
    }
    let mut reader = NsReader::from_str(document.strip_prefix('\u{feff}').unwrap_or(document));
    let config = reader.config_mut();
    config.enable_all_checks(true);
    config.expand_empty_elements = true;
    reader.resolver_mut().set_max_namespace_bindings(NAMESPACES_MAX);
    let mut open: Vec<Element> = Vec::new();
    let mut root = None;
    let mut begun = false;
    loop {
        let event = reader.read_event().map_err(|_| BadXml::Malformed)?;
        match event {
            Event::Start(start) => {
                if root.is_some() {
                    return Err(BadXml::Malformed);
                }
                if open.len() >= DEPTH_MAX {
                    return Err(BadXml::TooDeep);
                }
                open.push(element(&reader, &start)?);
            }
            Event::End(_) => {
                let done = open.pop().ok_or(BadXml::Malformed)?;
                match open.last_mut() {
                    Some(parent) => parent.nodes.push(Node::Element(done)),
                    None => root = Some(done),
                }
            }
            Event::Text(text) => add(&mut open, &text.xml10_content())?,
            Event::CData(_) if open.is_empty() => return Err(BadXml::Malformed),
            Event::CData(text) => add(&mut open, &text.xml10_content())?,
            Event::GeneralRef(_) if open.is_empty() => return Err(BadXml::Malformed),
            Event::GeneralRef(entity) => {
                let character = character(&entity)?;
                add(&mut open, character.encode_utf8(&mut [0; 4]))?;
            }
            Event::Comment(comment) => {
                let comment = checked(&comment.xml10_content())?;
                if let Some(element) = open.last_mut() {
                    element.nodes.push(Node::Comment(comment));
                }
            }
            // Only before everything else.
            Event::Decl(declaration) if !begun => match declaration.encoding() {
                Some(Ok(name)) if !is_utf8(&name) => return Err(BadXml::Encoding),
                Some(Err(_)) => return Err(BadXml::Malformed),
                _ => {}
            },
            Event::Decl(_) => return Err(BadXml::Malformed),
            Event::DocType(_) | Event::PI(_) => return Err(BadXml::Forbidden),
            // Expanded by the reader.
            Event::Empty(_) => return Err(BadXml::Malformed),
            Event::Eof => break,
        }
        begun = true;
    }
    match root {
        Some(root) if open.is_empty() => Ok(root),
        _ => Err(BadXml::Malformed),
    }
}

fn element(reader: &NsReader<&[u8]>, start: &BytesStart) -> Result<Element, BadXml> {
    let (prefix, name) = qualified(start.name())?;
    let (namespace, _) = reader.resolver().resolve_element(start.name());
    let namespace = named(namespace)?;
    let mut element = Element { prefix, namespace, name, ..Element::default() };
    for (place, attribute) in start.attributes().enumerate() {
        if place >= ATTRIBUTES_MAX {
            return Err(BadXml::TooManyAttributes);
        }
        // Duplicates are an error, too.
        let attribute = attribute.map_err(|_| BadXml::Malformed)?;
        let (prefix, name) = qualified(attribute.key)?;
        let value = attribute.normalized_value(XmlVersion::Explicit1_0);
        let value = checked(&value.map_err(|_| BadXml::UnknownEntity)?)?;
        match attribute.key.as_namespace_binding() {
            Some(PrefixDeclaration::Default) => element.declared.push((String::new(), value)),
            // Namespaces 1.0 knows no undeclaring.
            Some(PrefixDeclaration::Named(_)) if value.is_empty() => return Err(BadXml::Malformed),
            Some(PrefixDeclaration::Named(_)) => element.declared.push((name, value)),
            None => {
                let (namespace, _) = reader.resolver().resolve_attribute(attribute.key);
                let namespace = named(namespace)?;
                let mut others = element.attributes.iter();
                if others.any(|other| other.namespace == namespace && other.name == name) {
                    return Err(BadXml::Malformed);
                }
                element.attributes.push(Attribute { prefix, namespace, name, value });
            }
        }
    }
    Ok(element)
}

/// Prefix and name; each must look like one.
fn qualified(name: QName) -> Result<(String, String), BadXml> {
    let (local, prefix) = name.decompose();
    let prefix = prefix.map(|prefix| prefix.into_inner().to_owned());
    let local = local.into_inner().to_owned();
    match is_name(&local) && prefix.as_deref().is_none_or(is_name) {
        true => Ok((prefix.unwrap_or_default(), local)),
        false => Err(BadXml::Malformed),
    }
}

/// A name without a colon, as far as ASCII goes.
fn is_name(text: &str) -> bool {
    let begins = |c: char| c.is_ascii_alphabetic() || c == '_' || !c.is_ascii();
    let goes_on = |c: char| begins(c) || c.is_ascii_digit() || c == '-' || c == '.';
    text.starts_with(begins) && text.chars().all(goes_on)
}

/// Empty: in no namespace.
fn named(resolved: ResolveResult) -> Result<String, BadXml> {
    match resolved {
        ResolveResult::Unbound => Ok(String::new()),
        ResolveResult::Bound(Namespace(name)) => Ok(name.to_owned()),
        ResolveResult::Unknown(_) => Err(BadXml::UnknownPrefix),
    }
}

fn is_utf8(encoding: &str) -> bool {
    ["utf-8", "us-ascii"].iter().any(|known| encoding.eq_ignore_ascii_case(known))
}

/// Text outside the root may only be white space.
fn add(open: &mut [Element], text: &str) -> Result<(), BadXml> {
    let text = checked(text)?;
    match open.last_mut() {
        Some(element) => match element.nodes.last_mut() {
            Some(Node::Text(before)) => before.push_str(&text),
            _ => element.nodes.push(Node::Text(text)),
        },
        None if text.trim_matches([' ', '\t', '\r', '\n']).is_empty() => {}
        None => return Err(BadXml::Malformed),
    }
    Ok(())
}

/// Made of characters that XML 1.0 has.
fn checked(text: &str) -> Result<String, BadXml> {
    let is_no_character = |c: char| matches!(c, '\0'..='\x08' | '\x0b' | '\x0c' | '\x0e'..='\x1f' | '\u{fffe}' | '\u{ffff}');
    match text.contains(is_no_character) {
        true => Err(BadXml::Malformed),
        false => Ok(text.to_owned()),
    }
}

fn character(entity: &BytesRef) -> Result<char, BadXml> {
    if let Some(character) = entity.resolve_char_ref().map_err(|_| BadXml::Malformed)? {
        return Ok(character);
    }
    match &*entity.clone().into_inner() {
        "lt" => Ok('<'),
        "gt" => Ok('>'),
        "amp" => Ok('&'),
        "apos" => Ok('\''),
        "quot" => Ok('"'),
        _ => Err(BadXml::UnknownEntity),
    }
}
