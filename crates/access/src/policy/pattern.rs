//! Operands of texts: compiled where they are the same for every request, else made for each.

use super::context::Context;
use super::glob::Glob;
use super::template::Template;

/// Compared character by character.
pub(super) enum Exact {
    Fixed(String),
    Open(Template),
}

/// With wildcards.
pub(super) enum Pattern {
    Fixed(Glob),
    /// What precedes its first variable or wildcard rules most texts out before the rest is made.
    Open {
        prefix: String,
        template: Template,
    },
}

/// Six patterns, one for each part of an ARN, so that no wildcard crosses the first five colons.
pub(super) struct ArnPattern(Box<[Pattern; 6]>);

impl Exact {
    pub(super) fn new(template: Template) -> Exact {
        match template.text(&Context::default()).filter(|_| !template.has_variables()) {
            Some(text) => Exact::Fixed(text),
            None => Exact::Open(template),
        }
    }

    /// Whether `matches` holds for the operand's text.
    pub(super) fn is(&self, context: &Context, matches: impl Fn(&str) -> bool) -> bool {
        match self {
            Exact::Fixed(text) => matches(text),
            Exact::Open(template) => template.text(context).is_some_and(|text| matches(&text)),
        }
    }
}

impl Pattern {
    pub(super) fn new(template: Template) -> Pattern {
        match template.tokens(&Context::default()).filter(|_| !template.has_variables()) {
            Some(tokens) => Pattern::Fixed(Glob::of(tokens.into_iter())),
            None => Pattern::Open { prefix: template.prefix(), template },
        }
    }

    pub(super) fn matches(&self, text: &str, context: &Context) -> bool {
        match self {
            Pattern::Fixed(glob) => glob.matches(text),
            Pattern::Open { prefix, .. } if !text.starts_with(&prefix[..]) => false,
            Pattern::Open { template, .. } => template
                .tokens(context)
                .is_some_and(|tokens| Glob::of(tokens.into_iter()).matches(text)),
        }
    }
}

impl ArnPattern {
    pub(super) fn new(parts: [Template; 6]) -> ArnPattern {
        ArnPattern(Box::new(parts.map(Pattern::new)))
    }

    pub(super) fn matches(&self, arn: &[&str; 6], context: &Context) -> bool {
        self.0.iter().zip(arn).all(|(pattern, part)| pattern.matches(part, context))
    }
}

/// The six parts of the text of an ARN; the last holds all further colons.
pub(super) fn arn_parts(text: &str) -> Option<[&str; 6]> {
    let mut parts = text.splitn(6, ':');
    let mut next = || parts.next();
    let arn = [next()?, next()?, next()?, next()?, next()?, next()?];
    (arn[0] == "arn").then_some(arn)
}
