//! XML as a tree, within limits.

use quick_xml::XmlVersion;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::name::{Namespace, ResolveResult};
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
    #[error("the document is not well-formed XML")]
    Malformed,
}

/// An element with everything in it. Comments are left out, and do not cut texts in two.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Element {
    /// Empty: in no namespace.
    pub namespace: String,
    /// Without its prefix.
    pub name: String,
    /// Those in no namespace, in their order.
    pub attributes: Vec<(String, String)>,
    pub children: Vec<Element>,
    /// All text directly in the element.
    pub text: String,
}

impl Element {
    pub fn is(&self, namespace: &str, name: &str) -> bool {
        self.namespace == namespace && self.name == name
    }

    pub fn attribute(&self, name: &str) -> Option<&str> {
        let own = self.attributes.iter().find(|(own, _)| own == name);
        own.map(|(_, value)| value.as_str())
    }

    /// The children of this name.
    pub fn all<'a>(
        &'a self,
        namespace: &'a str,
        name: &'a str,
    ) -> impl Iterator<Item = &'a Element> {
        self.children.iter().filter(move |child| child.is(namespace, name))
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
                    Some(parent) => parent.children.push(done),
                    None => root = Some(done),
                }
            }
            Event::Text(text) => add(&mut open, &text.xml10_content())?,
            Event::CData(_) if open.is_empty() => return Err(BadXml::Malformed),
            Event::CData(text) => add(&mut open, &text.xml10_content())?,
            Event::GeneralRef(entity) => {
                let character = character(&entity)?;
                add(&mut open, character.encode_utf8(&mut [0; 4]))?;
            }
            Event::Comment(_) => {}
            // Only before everything else.
            Event::Decl(_) if !begun => {}
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
    let (namespace, name) = reader.resolver().resolve_element(start.name());
    let mut element = Element {
        namespace: named(namespace)?.unwrap_or_default(),
        name: name.into_inner().to_owned(),
        ..Element::default()
    };
    for (place, attribute) in start.attributes().enumerate() {
        if place >= ATTRIBUTES_MAX {
            return Err(BadXml::TooManyAttributes);
        }
        // Duplicates are an error, too.
        let attribute = attribute.map_err(|_| BadXml::Malformed)?;
        let (namespace, name) = reader.resolver().resolve_attribute(attribute.key);
        let value = attribute.normalized_value(XmlVersion::Explicit1_0);
        let value = value.map_err(|_| BadXml::UnknownEntity)?;
        if attribute.key.as_namespace_binding().is_none() && named(namespace)?.is_none() {
            element.attributes.push((name.into_inner().to_owned(), value.into_owned()));
        }
    }
    Ok(element)
}

fn named(resolved: ResolveResult) -> Result<Option<String>, BadXml> {
    match resolved {
        ResolveResult::Unbound => Ok(None),
        ResolveResult::Bound(Namespace(name)) => Ok(Some(name.to_owned())),
        ResolveResult::Unknown(_) => Err(BadXml::UnknownPrefix),
    }
}

/// Text outside the root may only be white space.
fn add(open: &mut [Element], text: &str) -> Result<(), BadXml> {
    match open.last_mut() {
        Some(element) => element.text.push_str(text),
        None if text.trim_matches([' ', '\t', '\r', '\n']).is_empty() => {}
        None => return Err(BadXml::Malformed),
    }
    Ok(())
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
