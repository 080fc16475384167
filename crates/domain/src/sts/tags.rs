//! Session tags. Keys know no case: `Team` and `team` are one.

use crate::Refusal;

/// Key and value, as they were written.
pub type Tag = (String, String);

/// The tags of a session, beside those that its role or user has at any moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SessionTags {
    pub tags: Vec<Tag>,
    /// Keys of those that roles assumed from the session inherit.
    pub transitive: Vec<String>,
}

/// What is wrong with the tags of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TagProblem {
    Repeated,
    /// The key begins with `aws:`.
    Reserved,
    /// A transitive key that is no tag's.
    NotPassed,
    /// A tag of this key came from the session before, and cannot be replaced.
    Inherited,
    /// More than 50.
    TooMany,
    /// A key or value that no tag can have; only of tokens, requests are checked by their model.
    Malformed(String),
}

const TAGS_MAX: usize = 50;
const KEY_CHARACTERS_MAX: usize = 128;
const VALUE_CHARACTERS_MAX: usize = 256;

/// The tags of a request, or of a token, in themselves.
pub fn checked(tags: Vec<Tag>, transitive: Vec<String>) -> Result<SessionTags, TagProblem> {
    if tags.len() > TAGS_MAX || transitive.len() > TAGS_MAX {
        return Err(TagProblem::TooMany);
    }
    for (at, (key, value)) in tags.iter().enumerate() {
        let length = key.chars().count();
        if length == 0 || length > KEY_CHARACTERS_MAX || !key.chars().all(is_of_tags) {
            return Err(TagProblem::Malformed(format!("{} is no key of a tag", shown(key))));
        }
        if value.chars().count() > VALUE_CHARACTERS_MAX || !value.chars().all(is_of_tags) {
            return Err(TagProblem::Malformed(format!("the value of {key} is no value of a tag")));
        }
        if folded(key).starts_with("aws:") {
            return Err(TagProblem::Reserved);
        }
        if has(&tags[..at], key) {
            return Err(TagProblem::Repeated);
        }
    }
    if transitive.iter().any(|key| !has(&tags, key)) {
        return Err(TagProblem::NotPassed);
    }
    let mut once: Vec<String> = Vec::new();
    for key in transitive {
        if !is_in(&once, &key) {
            once.push(key);
        }
    }
    Ok(SessionTags { tags, transitive: once })
}

/// What a session hands on to roles that are assumed from it: its transitive tags.
pub fn handed_on(before: &SessionTags) -> SessionTags {
    let tags = before.tags.iter().filter(|(key, _)| is_in(&before.transitive, key)).cloned();
    SessionTags { tags: tags.collect(), transitive: before.transitive.clone() }
}

/// The tags of a session that was assumed from another: those [`handed_on`], and those passed, which
/// cannot replace them.
pub fn chained(handed_on: SessionTags, passed: SessionTags) -> Result<SessionTags, TagProblem> {
    if passed.tags.iter().any(|(key, _)| is_in(&handed_on.transitive, key)) {
        return Err(TagProblem::Inherited);
    }
    let SessionTags { mut tags, mut transitive } = handed_on;
    tags.extend(passed.tags);
    transitive.extend(passed.transitive);
    Ok(SessionTags { tags, transitive })
}

/// `under` with the values of `over`, where both have a key, and the rest of `over`.
pub fn overlaid(under: &[Tag], over: &[Tag]) -> Vec<Tag> {
    let mut tags: Vec<Tag> = under.iter().filter(|(key, _)| !has(over, key)).cloned().collect();
    tags.extend_from_slice(over);
    tags
}

fn is_in(keys: &[String], key: &str) -> bool {
    keys.iter().any(|other| same(other, key))
}

fn has(tags: &[Tag], key: &str) -> bool {
    tags.iter().any(|(other, _)| same(other, key))
}

fn same(one: &str, other: &str) -> bool {
    one == other || folded(one) == folded(other)
}

fn folded(key: &str) -> String {
    key.to_lowercase()
}

/// Letters, numbers, spaces, and what AWS allows beside them. Requests are checked by the model's own
/// pattern, which this follows.
fn is_of_tags(character: char) -> bool {
    let space = character.is_whitespace() && !character.is_control();
    character.is_alphanumeric() || space || "_.:/=+-@".contains(character)
}

fn shown(key: &str) -> String {
    key.chars().filter(|character| !character.is_control()).take(KEY_CHARACTERS_MAX).collect()
}

impl TagProblem {
    pub fn text(&self) -> String {
        match self {
            TagProblem::Repeated => {
                "Duplicate tag keys found. Please note that Tag keys are case insensitive.".into()
            }
            TagProblem::Reserved => {
                "aws: prefixed tag key names are not allowed for external use.".into()
            }
            TagProblem::NotPassed => {
                "The specified transitive tag key must be included in the requested tags.".into()
            }
            TagProblem::Inherited => {
                "One of the specified transitive tag keys can't be set because \
                                      it conflicts with a transitive tag key from the calling \
                                      session."
                    .into()
            }
            TagProblem::TooMany => format!("There can be {TAGS_MAX} tags at most."),
            TagProblem::Malformed(text) => format!("The tags are malformed: {text}."),
        }
    }
}

impl From<TagProblem> for Refusal {
    fn from(problem: TagProblem) -> Refusal {
        Refusal::new("ValidationError", problem.text())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(list: &[(&str, &str)]) -> Vec<Tag> {
        list.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
    }

    fn keys(list: &[&str]) -> Vec<String> {
        list.iter().map(|key| (*key).to_owned()).collect()
    }

    #[test]
    fn keys_know_no_case() {
        let team = || tags(&[("Team", "a"), ("team", "b")]);
        assert_eq!(checked(team(), vec![]), Err(TagProblem::Repeated));
        let good = checked(tags(&[("Team", "a"), ("Ort", "Köln/2 b")]), keys(&["TEAM", "team"]));
        assert_eq!(good.unwrap().transitive, ["TEAM"]);
        assert_eq!(
            overlaid(&tags(&[("Team", "a"), ("x", "1")]), &tags(&[("TEAM", "b")])),
            tags(&[("x", "1"), ("TEAM", "b")])
        );
    }

    #[test]
    fn refuses_what_no_session_can_have() {
        for (list, transitive, problem) in [
            (tags(&[("AWS:x", "")]), vec![], TagProblem::Reserved),
            (tags(&[("a", "")]), keys(&["b"]), TagProblem::NotPassed),
            (
                (0..51).map(|n| (format!("k{n}"), String::new())).collect(),
                vec![],
                TagProblem::TooMany,
            ),
        ] {
            assert_eq!(checked(list, transitive), Err(problem));
        }
        let long = "x".repeat(257);
        for bad in [("", "v"), ("a*", "v"), ("a", "v\n"), ("a", &long)] {
            let refused = checked(tags(&[bad]), vec![]);
            assert!(matches!(refused, Err(TagProblem::Malformed(_))), "{bad:?}");
        }
        let fifty = (0..50).map(|n| (format!("k{n}"), String::new())).collect();
        assert!(checked(fifty, vec![]).is_ok());
    }

    #[test]
    fn a_chain_hands_on_what_is_transitive() {
        let first = checked(tags(&[("A", "1"), ("B", "2")]), keys(&["a"])).unwrap();
        let passed = checked(tags(&[("b", "3"), ("C", "4")]), keys(&["C"])).unwrap();
        let second = chained(handed_on(&first), passed).unwrap();
        assert_eq!(second.tags, tags(&[("A", "1"), ("b", "3"), ("C", "4")]));
        assert_eq!(second.transitive, keys(&["a", "C"]));
        let again = checked(tags(&[("a", "9")]), vec![]).unwrap();
        assert_eq!(chained(handed_on(&second), again), Err(TagProblem::Inherited));
        let third = handed_on(&second);
        assert_eq!(third.tags, tags(&[("A", "1"), ("C", "4")]));
    }
}
