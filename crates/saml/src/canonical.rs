//! Exclusive canonical XML (W3C, xml-exc-c14n-20020718) of an element and everything in it.
//!
//! Documents hold no processing instructions and no entities any more ([`crate::xml::parse`]), so that
//! there is no third kind of node to write.

use std::collections::{BTreeMap, BTreeSet};

use crate::xml::{Attribute, Element, Node};

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
pub fn exclusive(element: &Element, ancestors: &[&Element], rules: Rules) -> String {
    let mut scope = Namespaces::new();
    for ancestor in ancestors {
        declare(&mut scope, ancestor);
    }
    let inclusive = rules.inclusive.iter().map(|prefix| match prefix.as_str() {
        "#default" => "",
        prefix => prefix,
    });
    let mut writer = Writer { out: String::new(), inclusive: inclusive.collect(), rules };
    writer.element(element, &scope, &Namespaces::new());
    writer.out
}

/// By prefix.
type Namespaces<'a> = BTreeMap<&'a str, &'a str>;

struct Writer<'a> {
    out: String,
    inclusive: Vec<&'a str>,
    rules: Rules<'a>,
}

impl Writer<'_> {
    /// `scope`: what is declared around the element; `written`: what the output says so far.
    fn element<'e>(
        &mut self,
        element: &'e Element,
        scope: &Namespaces<'e>,
        written: &Namespaces<'e>,
    ) where
        Self: 'e,
    {
        let mut scope = scope.clone();
        declare(&mut scope, element);
        let mut written = written.clone();
        self.out.push('<');
        self.name(&element.prefix, &element.name);
        self.namespaces(element, &scope, &mut written);
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
                Node::Element(child) => self.element(child, &scope, &written),
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
    }

    /// Of the namespaces in scope those that element and attributes use, or the list names, unless the
    /// output says the same already.
    fn namespaces<'e>(
        &mut self,
        element: &'e Element,
        scope: &Namespaces<'e>,
        written: &mut Namespaces<'e>,
    ) {
        let prefixed = element.attributes.iter().map(|attribute| attribute.prefix.as_str());
        let used = prefixed.filter(|prefix| !prefix.is_empty()).chain([element.prefix.as_str()]);
        let named = scope.keys().copied().filter(|prefix| self.inclusive.contains(prefix));
        let mut shown: BTreeSet<&str> = used.chain(named).collect();
        if self.inclusive.contains(&"") {
            shown.insert("");
        }
        shown.remove("xml");
        for prefix in shown {
            let namespace = scope.get(prefix).copied().unwrap_or_default();
            if written.get(prefix).copied().unwrap_or_default() != namespace {
                written.insert(prefix, namespace);
                self.out.push_str(if prefix.is_empty() { " xmlns" } else { " xmlns:" });
                self.out.push_str(prefix);
                self.quoted(namespace);
            }
        }
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
