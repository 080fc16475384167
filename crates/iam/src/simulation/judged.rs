//! Decisions as results show them.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use cognate_access::policy::{
    Attached, Decision, Kind, Policies, Policy, Reason, Request, Verdict, decide,
};
use cognate_core::iam::PARTITION;
use cognate_shapes::iam::{
    EvaluationResult, PermissionsBoundaryDecisionDetail, PolicyEvaluationDecisionType,
    ResourceSpecificResult, Statement,
};

use super::{Part, Scene, place};

/// One action on one resource, which belongs to an account.
#[derive(Clone, Copy)]
pub struct About<'a> {
    pub action: &'a str,
    pub resource: &'a str,
    pub account: &'a str,
}

static EVERYTHING: LazyLock<Policy> = LazyLock::new(|| {
    let text =
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;
    Policy::parse(text, Kind::Identity, PARTITION).expect("the policy is well formed")
});

/// What comes of an action, on each resource and on all together.
pub(super) fn of_action(scene: &Scene, action: &str, resources: &[String]) -> EvaluationResult {
    let each: Vec<ResourceSpecificResult> = resources
        .iter()
        .map(|resource| of_resource(scene, scene.about(action, resource)))
        .collect();
    // The strictest of them.
    let verdicts = each.iter().map(|result| result.eval_resource_decision);
    let strictness = |verdict: &PolicyEvaluationDecisionType| match verdict {
        PolicyEvaluationDecisionType::Allowed => 0,
        PolicyEvaluationDecisionType::ImplicitDeny => 1,
        PolicyEvaluationDecisionType::ExplicitDeny => 2,
    };
    let eval_decision = verdicts.max_by_key(strictness);
    let bounded: Option<Vec<bool>> = each
        .iter()
        .map(|result| result.permissions_boundary_decision_detail.as_ref())
        .map(|detail| detail.and_then(|detail| detail.allowed_by_permissions_boundary))
        .collect();
    let mut whole = EvaluationResult {
        eval_action_name: action.to_owned(),
        eval_resource_name: None,
        eval_decision: eval_decision.unwrap_or(PolicyEvaluationDecisionType::ImplicitDeny),
        matched_statements: Some(Vec::new()),
        missing_context_values: Some(Vec::new()),
        organizations_decision_detail: None,
        permissions_boundary_decision_detail: detail(
            bounded.map(|allowed| allowed.into_iter().all(|it| it)),
        ),
        eval_decision_details: Some(BTreeMap::new()),
        resource_specific_results: None,
    };
    if let [one] = &each[..] {
        whole.eval_resource_name = Some(one.eval_resource_name.clone());
        whole.matched_statements.clone_from(&one.matched_statements);
        whole.eval_decision_details = one.eval_decision_details.clone().or(Some(BTreeMap::new()));
        if one.eval_resource_name == "*" {
            whole.missing_context_values.clone_from(&one.missing_context_values);
            whole.eval_decision_details.clone_from(&one.eval_decision_details);
            return whole;
        }
    }
    whole.resource_specific_results = Some(each);
    whole
}

fn of_resource(scene: &Scene, about: About<'_>) -> ResourceSpecificResult {
    let policies = scene.policies();
    let decision = weighed(scene, about, &policies);
    let statements = decision.reasons.iter().filter_map(|reason| statement(scene, reason));
    ResourceSpecificResult {
        eval_resource_name: about.resource.to_owned(),
        eval_resource_decision: shown(decision.verdict),
        matched_statements: Some(statements.collect()),
        missing_context_values: Some(scene.missing.clone()),
        eval_decision_details: (about.account != scene.account)
            .then(|| details(scene, about, &policies)),
        permissions_boundary_decision_detail: detail(decision.allowed_by_boundary),
    }
}

fn weighed<'p>(scene: &Scene, about: About<'_>, policies: &Policies<'p>) -> Decision<'p> {
    let request = Request {
        principal: &scene.principal,
        action: about.action,
        resource: about.resource,
        resource_account: about.account,
        context: &scene.context,
    };
    decide(&request, policies)
}

/// What each kind of policy says by itself, when caller and resource are of different accounts.
fn details(
    scene: &Scene,
    about: About<'_>,
    policies: &Policies<'_>,
) -> BTreeMap<String, PolicyEvaluationDecisionType> {
    let alone = |identity: Vec<Attached<'_>>| {
        let about = About { account: &scene.account, ..about };
        shown(weighed(scene, about, &Policies { identity, ..Policies::default() }).verdict)
    };
    let everything = Attached { id: "", policy: &EVERYTHING };
    let of_resource =
        Policies { identity: vec![everything], resource: policies.resource, ..Policies::default() };
    let mut details = BTreeMap::from([
        ("IAM Policy".to_owned(), alone(policies.identity.clone())),
        ("Resource Policy".to_owned(), shown(weighed(scene, about, &of_resource).verdict)),
    ]);
    if let Some(boundary) = policies.boundary {
        details.insert("Permissions Boundary Policy".to_owned(), alone(vec![boundary]));
    }
    details
}

fn statement(scene: &Scene, reason: &Reason<'_>) -> Option<Statement> {
    // Names of policies are not unique; the part that lent its name is.
    let is_it = |part: &&Part| std::ptr::eq(part.id.as_str(), reason.policy);
    let part = scene.parts().find(is_it)?;
    let (start, end) = place::of(&part.document, reason.span.clone());
    Some(Statement {
        source_policy_id: Some(part.id.clone()),
        source_policy_type: Some(part.kind),
        start_position: Some(start),
        end_position: Some(end),
    })
}

fn shown(verdict: Verdict) -> PolicyEvaluationDecisionType {
    match verdict {
        Verdict::Allow => PolicyEvaluationDecisionType::Allowed,
        Verdict::ImplicitDeny => PolicyEvaluationDecisionType::ImplicitDeny,
        Verdict::ExplicitDeny => PolicyEvaluationDecisionType::ExplicitDeny,
    }
}

fn detail(allowed: Option<bool>) -> Option<PermissionsBoundaryDecisionDetail> {
    allowed.map(|allowed| PermissionsBoundaryDecisionDetail {
        allowed_by_permissions_boundary: Some(allowed),
    })
}
