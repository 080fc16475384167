//! Every settable member of every operation that sets something is read back by its twin, or has a listed
//! reason; and updates reset what they leave out exactly where AWS does.
//!
//! An operation joins by a [`Row`] in `every_member/table.rs`, or names the test that does the same for it.
//! A new operation of the model that does neither fails here.

mod run;
mod table;

use std::collections::BTreeSet;

use cognate_shapes::idp::Op;
use cognate_testkit::Value;

/// An operation that sets members, and how they are read back.
///
/// Texts of requests may be placeholders: `{pool}`, `{client}`, `{group}` and `{user}` are those of a
/// fresh scene, `{/pointer}` is taken from the operation's answer. A member that is set to a placeholder
/// is a key, and need not be shown.
pub struct Row {
    pub operation: &'static str,
    /// Requests that together set every member.
    pub samples: Vec<Value>,
    /// The operation that shows, its request, and where in its answer the members are.
    pub twin: &'static str,
    pub ask: Value,
    pub shown: &'static str,
    /// Members that are shown under another name.
    pub renamed: &'static [(&'static str, &'static str)],
    /// Members that are not set or not shown, by path (`Member.Member`), each with its reason.
    pub unshown: &'static [(&'static str, &'static str)],
    pub left_out: LeftOut,
}

/// What becomes of the members that a later call leaves out.
pub enum LeftOut {
    /// The operation creates: there is no later call.
    Created,
    /// They go back to their defaults, except those at these pointers. The value is the request with keys
    /// only.
    Reset(Value, &'static [&'static str]),
    /// They stay.
    Kept(Value),
}

#[test]
fn every_operation_that_sets_has_a_row_or_a_test_of_its_own() {
    let verbs = ["Create", "Update", "Set", "Add", "Tag"];
    let sets = |name: &&str| {
        let name = name.strip_prefix("Admin").unwrap_or(name);
        verbs.iter().any(|verb| name.starts_with(verb))
    };
    let names: BTreeSet<&str> = Op::ALL.iter().map(|op| op.spec().name).filter(sets).collect();
    let rows = table::rows();
    let mut listed: Vec<&str> = rows.iter().map(|row| row.operation).collect();
    listed.extend(table::ELSEWHERE.iter().map(|(operation, _)| *operation));
    let once: BTreeSet<&str> = listed.iter().copied().collect();
    assert_eq!(once.len(), listed.len(), "an operation is listed twice");
    assert_eq!(names, once);
}

#[test]
fn samples_set_every_member_of_the_model() {
    for row in table::rows() {
        let untried = run::untried(&row);
        assert!(untried.is_empty(), "{}: no sample sets {untried:?}", row.operation);
        let stale = run::stale(&row);
        assert!(stale.is_empty(), "{}: the model has no {stale:?}", row.operation);
    }
}

#[tokio::test]
async fn every_member_is_read_back() {
    let scene = run::Scene::start().await;
    for row in table::rows() {
        for sample in &row.samples {
            let differences = scene.read_back(&row, sample).await;
            assert!(differences.is_empty(), "{}: {differences:?}", row.operation);
        }
    }
}

#[tokio::test]
async fn what_is_left_out_is_reset_or_kept() {
    let scene = run::Scene::start().await;
    for row in table::rows() {
        let differences = scene.leave_out(&row).await;
        assert!(differences.is_empty(), "{}: {differences:?}", row.operation);
    }
}
