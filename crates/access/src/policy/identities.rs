//! The users and roles that a policy names, for whoever ties names to ids.

use std::ops::Range;

use super::document::Policy;
use super::json::{self, Json, Node};
use super::malformed::Malformed;
use super::named::Named;

impl Policy {
    /// The ARNs of users and roles that it names as principals, and ids of theirs. Sessions are not
    /// among them: they come and go.
    pub fn identities(&self) -> impl Iterator<Item = &str> {
        let named = self.statements().iter().flat_map(|statement| &statement.principals);
        named.flat_map(|named| &named.list).filter_map(|named| match named {
            Named::Arn { arn, .. } if arn.contains(":iam:") => Some(arn.as_str()),
            Named::Id(id) => Some(id),
            _ => None,
        })
    }
}

/// `Invalid principal in policy: "AWS":"…"`
pub fn unknown_identity(named: &str) -> Malformed {
    Named::unknown("AWS", named)
}

/// The document with other principals: `shown` answers for what stands under `AWS`, None to keep it.
/// Nothing else of the text changes. A text that is no policy stays as it is.
pub fn with_principals<'n>(document: &str, shown: impl Fn(&str) -> Option<&'n str>) -> String {
    let mut found = Vec::new();
    if let Ok(node) = json::parse(document) {
        each_statement(&node, &mut |name, span| {
            found.extend(shown(name).map(|other| (span, other)));
        });
    }
    found.sort_by_key(|(span, _)| span.start);
    let (mut out, mut at) = (String::with_capacity(document.len()), 0);
    for (span, other) in found {
        out.push_str(&document[at..span.start]);
        out.push('"');
        // ARNs and ids: nothing in them would have to be escaped but these two.
        out.push_str(&other.replace('\\', "\\\\").replace('"', "\\\""));
        out.push('"');
        at = span.end;
    }
    out.push_str(&document[at..]);
    out
}

fn each_statement(document: &Node, found: &mut impl FnMut(&str, Range<usize>)) {
    let statements = member(document, "Statement").map_or(&[][..], list);
    for statement in statements {
        let named = ["Principal", "NotPrincipal"].map(|name| member(statement, name));
        let aws = named.into_iter().flatten().filter_map(|principal| member(principal, "AWS"));
        for node in aws.flat_map(list) {
            if let Json::Text(name) = &node.json {
                found(name, node.span.clone());
            }
        }
    }
}

fn member<'a>(node: &'a Node, name: &str) -> Option<&'a Node> {
    let Json::Object(members) = &node.json else { return None };
    members.iter().find(|(written, _)| written == name).map(|(_, node)| node)
}

/// A list's entries, or the one that stands for itself.
fn list(node: &Node) -> &[Node] {
    match &node.json {
        Json::List(nodes) => nodes,
        _ => std::slice::from_ref(node),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Kind;

    const BOB: &str = "arn:aws:iam::111111111111:user/bob";
    const TRUST: &str = r#"{"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal":
            {"AWS": ["arn:aws:iam::111111111111:user/bob", "111111111111"]},
         "Condition": {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::111111111111:user/bob"}}},
        {"Effect": "Deny", "Action": "sts:AssumeRole", "Principal":
            {"AWS": "AIDAEXAMPLE2222222222", "Service": "x.amazonaws.com"}}]}"#;

    #[test]
    fn names_users_and_roles() {
        let policy = Policy::parse(TRUST, Kind::Trust, "aws").unwrap();
        assert_eq!(policy.identities().collect::<Vec<_>>(), [BOB, "AIDAEXAMPLE2222222222"]);
    }

    #[test]
    fn only_principals_are_renamed() {
        let renamed = with_principals(TRUST, |name| (name == BOB).then_some("AIDABOB"));
        assert_eq!(renamed, TRUST.replacen(BOB, "AIDABOB", 1));
        assert_eq!(with_principals(TRUST, |_| None), TRUST);
        assert_eq!(with_principals("no JSON", |_| Some("x")), "no JSON");
        let one = with_principals(r#"{"Statement":{"Principal":{"AWS":"a"}}}"#, |_| Some("b"));
        assert_eq!(one, r#"{"Statement":{"Principal":{"AWS":"b"}}}"#);
    }
}
