//! Policy documents: from their text to statements that are ready to be matched.

use std::collections::BTreeSet;
use std::ops::Range;

use super::action::ActionPattern;
use super::condition::Condition;
use super::json::{self, Json, Node};
use super::malformed::Malformed;
use super::named::{Level, Named};
use super::resource::ResourcePattern;
use super::statement::{Effect, Matched, Statement};

/// What a policy is attached to, which decides what may stand in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Of a user, group or role; managed policies, and so boundaries and session policies.
    Identity,
    /// Of a resource such as a bucket.
    Resource,
    /// Of a role: who may assume it.
    Trust,
}

/// A policy, compiled. Parse once, keep, share.
pub struct Policy {
    kind: Kind,
    statements: Vec<Statement>,
    keys: BTreeSet<String>,
}

/// AWS's shapes allow no longer text; quotas are far lower and count by [`size`].
const DOCUMENT_BYTES_MAX: usize = 131_072;

/// The size that AWS's quotas count: characters without white space.
pub fn size(document: &str) -> usize {
    document.chars().filter(|character| !matches!(character, ' ' | '\t' | '\r' | '\n')).count()
}

impl Policy {
    /// Compiles a document. `partition` is the deployment's, `aws`; resources and principals of
    /// others are refused.
    pub fn parse(document: &str, kind: Kind, partition: &str) -> Result<Policy, Malformed> {
        let written = |character| matches!(character, '\t' | '\n' | '\r' | '\u{20}'..='\u{ff}');
        if document.len() > DOCUMENT_BYTES_MAX || !document.chars().all(written) {
            return Err(Malformed::syntax());
        }
        let mut reader = Reader { kind, partition, variables: false, keys: BTreeSet::new() };
        let statements = reader.document(json::parse(document)?)?;
        Ok(Policy { kind, statements, keys: reader.keys })
    }

    /// What it was parsed as.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The condition keys that its decisions depend on, variables included, as they are written.
    pub fn context_keys(&self) -> impl Iterator<Item = &str> {
        self.keys.iter().map(String::as_str)
    }

    /// Ties the users and roles that it names to their ids, so that a namesake made later is
    /// nobody: `id_of` answers for the ARN of a user or role. An unknown one is refused with AWS's
    /// `Invalid principal in policy`.
    pub fn bind(
        mut self,
        mut id_of: impl FnMut(&str) -> Option<String>,
    ) -> Result<Policy, Malformed> {
        for (at, statement) in self.statements.iter_mut().enumerate() {
            for named in statement.principals.iter_mut().flat_map(|named| &mut named.list) {
                let Named::Arn { arn, id } = named else { continue };
                if arn.contains(":iam:") {
                    let unknown = || Named::unknown("AWS", arn).nth(at).within("Statement");
                    *id = Some(id_of(arn).ok_or_else(unknown)?);
                }
            }
        }
        Ok(self)
    }

    /// How much there is to be looked at for a decision.
    pub fn statement_count(&self) -> usize {
        self.statements.len()
    }

    pub(super) fn statements(&self) -> &[Statement] {
        &self.statements
    }
}

struct Reader<'p> {
    kind: Kind,
    partition: &'p str,
    /// Since version 2012-10-17.
    variables: bool,
    keys: BTreeSet<String>,
}

impl Reader<'_> {
    fn document(&mut self, node: Node) -> Result<Vec<Statement>, Malformed> {
        let Json::Object(members) = node.json else { return Err(Malformed::syntax()) };
        let mut written = None;
        for (name, node) in members {
            match (&name[..], node.json) {
                ("Version", Json::Text(version)) if version == "2012-10-17" => {
                    self.variables = true;
                }
                ("Version", Json::Text(version)) if version == "2008-10-17" => {}
                ("Version", _) => {
                    return Err(Malformed::new("The policy must contain a valid version string.")
                        .within("Version"));
                }
                ("Id", Json::Text(_)) => {}
                ("Statement", json) => written = Some(Node { span: node.span, json }),
                _ => return Err(Malformed::syntax().within(&name)),
            }
        }
        let nodes = match written.ok_or_else(|| Malformed::missing("Statement"))? {
            Node { json: Json::List(nodes), .. } => nodes,
            one => vec![one],
        };
        if nodes.is_empty() {
            return Err(Malformed::syntax().within("Statement"));
        }
        let mut statements: Vec<Statement> = Vec::new();
        let mut sids = BTreeSet::new();
        for (at, node) in nodes.into_iter().enumerate() {
            let inside = |refused: Malformed| refused.nth(at).within("Statement");
            let statement = self.statement(node).map_err(inside)?;
            if statement.sid.as_ref().is_some_and(|sid| !sids.insert(sid.clone())) {
                let text = "Statement IDs (SID) in a single policy must be unique.";
                return Err(inside(Malformed::new(text).within("Sid")));
            }
            statements.push(statement);
        }
        Ok(statements)
    }

    fn statement(&mut self, node: Node) -> Result<Statement, Malformed> {
        let Json::Object(members) = node.json else { return Err(Malformed::syntax()) };
        let mut parts = Parts::default();
        for (name, node) in members {
            self.member(&name, node, &mut parts).map_err(|refused| refused.within(&name))?;
        }
        parts.statement(self.kind, node.span)
    }

    fn member(&mut self, name: &str, node: Node, parts: &mut Parts) -> Result<(), Malformed> {
        match (name, self.kind) {
            ("Sid", _) => parts.sid = sid(node)?,
            ("Effect", _) => parts.effect = Some(effect(node)?),
            ("Action" | "NotAction", _) => {
                let actions = self.actions(name == "NotAction", node)?;
                only(&mut parts.actions, actions)?;
            }
            ("Principal" | "NotPrincipal", Kind::Identity) => {
                return Err(Malformed::new("Policy document should not specify a principal."));
            }
            ("Resource" | "NotResource", Kind::Trust) | ("NotPrincipal", Kind::Trust) => {
                return Err(Malformed::prohibited(name));
            }
            ("Principal" | "NotPrincipal", _) => {
                let list = self.principals(node)?;
                only(&mut parts.principals, Matched { not: name == "NotPrincipal", list })?;
            }
            ("Resource" | "NotResource", _) => {
                let list = each(node, |text| {
                    ResourcePattern::parse(text, self.partition, self.variables, &mut self.keys)
                })?;
                only(&mut parts.resources, Matched { not: name == "NotResource", list })?;
            }
            ("Condition", _) => {
                parts.conditions = Condition::parse_all(node, self.variables, &mut self.keys)?;
            }
            _ => return Err(Malformed::syntax()),
        }
        Ok(())
    }

    fn actions(&self, not: bool, node: Node) -> Result<Matched<ActionPattern>, Malformed> {
        let list = each(node, |text| {
            let action = ActionPattern::parse(text)?;
            if self.kind == Kind::Trust && (not || !action.is_of_roles()) {
                let text = "AssumeRole policy may only specify STS AssumeRole actions.";
                return Err(Malformed::new(text));
            }
            Ok(action)
        })?;
        Ok(Matched { not, list })
    }

    fn principals(&self, node: Node) -> Result<Vec<Named>, Malformed> {
        let everyone = if self.kind == Kind::Trust { Level::Account } else { Level::Itself };
        let kinds = match node.json {
            Json::Text(text) if text == "*" => return Ok(vec![Named::Everyone(everyone)]),
            Json::Text(text) => return Err(Named::unknown("AWS", &text)),
            Json::Object(kinds) if !kinds.is_empty() => kinds,
            _ => return Err(Malformed::syntax()),
        };
        let mut list = Vec::new();
        for (kind, node) in kinds {
            let named = each(node, |text| Named::parse(&kind, text, self.partition, everyone));
            list.extend(named.map_err(|refused| refused.within(&kind))?);
        }
        Ok(list)
    }
}

/// What was found of a statement so far.
#[derive(Default)]
struct Parts {
    sid: Option<String>,
    effect: Option<Effect>,
    principals: Option<Matched<Named>>,
    actions: Option<Matched<ActionPattern>>,
    resources: Option<Matched<ResourcePattern>>,
    conditions: Vec<Condition>,
}

impl Parts {
    fn statement(self, kind: Kind, span: Range<usize>) -> Result<Statement, Malformed> {
        let effect = self.effect.ok_or_else(|| Malformed::missing("Effect"))?;
        let nothing = || Malformed::new("Policy statement must contain actions.");
        let actions = self.actions.ok_or_else(nothing)?;
        if kind == Kind::Identity && self.resources.is_none() {
            return Err(Malformed::new("Policy statement must contain resources."));
        }
        if kind != Kind::Identity && self.principals.is_none() {
            return Err(Malformed::missing("Principal"));
        }
        let Parts { sid, principals, resources, conditions, .. } = self;
        Ok(Statement { span, sid, effect, principals, actions, resources, conditions })
    }
}

/// An element and its negation exclude each other.
fn only<T>(slot: &mut Option<T>, value: T) -> Result<(), Malformed> {
    if slot.replace(value).is_some() { Err(Malformed::syntax()) } else { Ok(()) }
}

/// A text or a list of texts, not empty.
fn each<T>(
    node: Node,
    mut parse: impl FnMut(&str) -> Result<T, Malformed>,
) -> Result<Vec<T>, Malformed> {
    let nodes = match node.json {
        Json::Text(text) => return parse(&text).map(|one| vec![one]),
        Json::List(nodes) if !nodes.is_empty() => nodes,
        _ => return Err(Malformed::syntax()),
    };
    let parsed = nodes.into_iter().enumerate().map(|(at, node)| match node.json {
        Json::Text(text) => parse(&text).map_err(|refused| refused.nth(at)),
        _ => Err(Malformed::syntax().nth(at)),
    });
    parsed.collect()
}

fn sid(node: Node) -> Result<Option<String>, Malformed> {
    match node.json {
        Json::Text(sid) if sid.bytes().all(|byte| byte.is_ascii_alphanumeric()) => {
            Ok(Some(sid).filter(|sid| !sid.is_empty()))
        }
        Json::Text(_) => Err(Malformed::new(
            "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the \
             regular expression [0-9A-Za-z]*",
        )),
        _ => Err(Malformed::syntax()),
    }
}

fn effect(node: Node) -> Result<Effect, Malformed> {
    match node.json {
        Json::Text(effect) if effect == "Allow" => Ok(Effect::Allow),
        Json::Text(effect) if effect == "Deny" => Ok(Effect::Deny),
        _ => Err(Malformed::syntax()),
    }
}
