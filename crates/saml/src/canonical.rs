//! Exclusive canonical XML (W3C, xml-exc-c14n-20020718) of an element and everything in it.
//!
//! Documents hold no processing instructions and no entities any more ([`crate::xml::parse`]), so that
//! there is no third kind of node to write.

use std::collections::{BTreeMap, BTreeSet};

use crate::xml::{Attribute, BYTES_MAX, BadXml, Element, Node};

/// What is written, beyond the element.
#[derive(Clone, Copy, Debug, Default)]
pub struct Rules<'a> {
    /// The child that is left out: a signature within what it signs.
    pub without: Option<&'a Element>,
    /// `PrefixList` of `InclusiveNamespaces`: prefixes that are written although nothing visible uses
    /// them; `#default` is the empty one.
    pub inclusive: &'a [String],
    pub comments: bool,
}

/// The canonical form. `ancestors`, outermost first, are those of the element: namespaces may be declared
/// there.
///
/// `TooLarge` where it would be longer than any document: a namespace is written anew in every element
/// that uses it first, so that the form of a short document, which nobody need have signed, may be
/// thousands of times as long.
pub fn exclusive(
    element: &Element,
    ancestors: &[&Element],
    rules: Rules,
) -> Result<String, BadXml> {
    let mut scope = Namespaces::new();
    for ancestor in ancestors {
        declare(&mut scope, ancestor);
    }
    let inclusive = rules.inclusive.iter().map(|prefix| match prefix.as_str() {
        "#default" => "",
        prefix => prefix,
    });
    let mut writer = Writer { out: String::new(), inclusive: inclusive.collect(), rules };
    writer.element(element, &scope, &Namespaces::new())?;
    Ok(writer.out)
}

/// By prefix.
type Namespaces<'a> = BTreeMap<&'a str, &'a str>;

struct Writer<'a> {
    out: String,
    inclusive: BTreeSet<&'a str>,
    rules: Rules<'a>,
}

impl Writer<'_> {
    /// `scope`: what is declared around the element; `written`: what the output says so far.
    fn element<'e>(
        &mut self,
        element: &'e Element,
        scope: &Namespaces<'e>,
        written: &Namespaces<'e>,
    ) -> Result<(), BadXml>
    where
        Self: 'e,
    {
        if self.out.len() > BYTES_MAX {
            return Err(BadXml::TooLarge);
        }
        // Copied where they change only: there may be a namespace for each of many elements.
        let (mut own_scope, mut own_written) = (None, None);
        let apex = self.out.is_empty();
        if !element.declared.is_empty() {
            declare(own_scope.insert(scope.clone()), element);
        }
        let scope = own_scope.as_ref().unwrap_or(scope);
        self.out.push('<');
        self.name(&element.prefix, &element.name);
        for (prefix, namespace) in self.namespaces(element, scope, written, apex) {
            self.out.push_str(if prefix.is_empty() { " xmlns" } else { " xmlns:" });
            self.out.push_str(prefix);
            self.quoted(namespace);
            own_written.get_or_insert_with(|| written.clone()).insert(prefix, namespace);
        }
        let written = own_written.as_ref().unwrap_or(written);
        let mut attributes: Vec<&Attribute> = element.attributes.iter().collect();
        attributes.sort_by_key(|attribute| (&attribute.namespace, &attribute.name));
        for Attribute { prefix, name, value, .. } in attributes {
            self.out.push(' ');
            self.name(prefix, name);
            self.quoted(value);
        }
        self.out.push('>');
        for node in &element.nodes {
            match node {
                Node::Element(child) if self.is_left_out(child) => {}
                Node::Element(child) => self.element(child, scope, written)?,
                Node::Text(text) => self.text(text),
                Node::Comment(text) if self.rules.comments => {
                    self.out.extend(["<!--", text, "-->"]);
                }
                Node::Comment(_) => {}
            }
        }
        self.out.push_str("</");
        self.name(&element.prefix, &element.name);
        self.out.push('>');
        Ok(())
    }

    /// Of the namespaces in scope those that element and attributes use, or the list names, unless the
    /// output says the same already. In their order.
    fn namespaces<'e>(
        &self,
        element: &'e Element,
        scope: &Namespaces<'e>,
        written: &Namespaces<'e>,
        apex: bool,
    ) -> Vec<(&'e str, &'e str)> {
        let prefixed = element.attributes.iter().map(|attribute| attribute.prefix.as_str());
        let used = prefixed.filter(|prefix| !prefix.is_empty()).chain([element.prefix.as_str()]);
        let mut shown: BTreeSet<&str> = used.collect();
        let is_named = |prefix: &&str| self.inclusive.contains(prefix);
        if apex {
            shown.extend(scope.keys().copied().filter(is_named));
        } else {
            // What the list names of the others is written since the apex.
            let declared = element.declared.iter().map(|(prefix, _)| prefix.as_str());
            shown.extend(declared.filter(is_named));
        }
        if self.inclusive.contains("") {
            shown.insert("");
        }
        shown.remove("xml");
        let bound = |prefix| (prefix, scope.get(prefix).copied().unwrap_or_default());
        let is_news = |(prefix, namespace): &(&str, &str)| {
            written.get(prefix).copied().unwrap_or_default() != *namespace
        };
        shown.into_iter().map(bound).filter(is_news).collect()
    }

    fn is_left_out(&self, child: &Element) -> bool {
        self.rules.without.is_some_and(|without| std::ptr::eq(without, child))
    }

    fn name(&mut self, prefix: &str, name: &str) {
        if !prefix.is_empty() {
            self.out.push_str(prefix);
            self.out.push(':');
        }
        self.out.push_str(name);
    }

    fn quoted(&mut self, value: &str) {
        self.out.push_str("=\"");
        for character in value.chars() {
            match character {
                '&' => self.out.push_str("&amp;"),
                '<' => self.out.push_str("&lt;"),
                '"' => self.out.push_str("&quot;"),
                '\t' => self.out.push_str("&#x9;"),
                '\n' => self.out.push_str("&#xA;"),
                '\r' => self.out.push_str("&#xD;"),
                other => self.out.push(other),
            }
        }
        self.out.push('"');
    }

    fn text(&mut self, text: &str) {
        for character in text.chars() {
            match character {
                '&' => self.out.push_str("&amp;"),
                '<' => self.out.push_str("&lt;"),
                '>' => self.out.push_str("&gt;"),
                '\r' => self.out.push_str("&#xD;"),
                other => self.out.push(other),
            }
        }
    }
}

fn declare<'e>(scope: &mut Namespaces<'e>, element: &'e Element) {
    for (prefix, namespace) in &element.declared {
        match namespace.as_str() {
            "" => scope.remove(prefix.as_str()),
            namespace => scope.insert(prefix, namespace),
        };
    }
}
