//! # SimulatePrincipalPolicy
//!
//! Tells what the policies of a user, group or role would decide about actions on resources, one result
//! per action, without anybody doing them. Policies may be added and left out, and another boundary
//! assumed.
//!
//! Caller: an IAM principal allowed `iam:SimulatePrincipalPolicy` on the user, group or role.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: an identifier of policies to leave out that is none, or the ARN of something else
//! than a user, group or role (InvalidInput); an unknown one (NoSuchEntity); a policy of the request
//! that does not parse (InvalidInput); one that is stored broken (PolicyEvaluation); an unsupported
//! option, more than one boundary or one that does not parse, an action without its service, more than
//! 1,000 resources, a resource's policy that does not parse, a caller that is no user, group or role,
//! or no user although there is a resource's policy, an owner that is no account, an incomplete or
//! repeated context entry (InvalidInput); a `Marker` that this list did not give, or gave over an hour
//! ago (ValidationError).
//!
//! Differences from AWS: what is known of the caller (`aws:PrincipalArn`, `aws:username`, `aws:userid`,
//! `aws:PrincipalTag`, …) is filled in; every other key, the time among them, must be given.
//! `MissingContextValues` are the keys of all policies that take part, whichever statements match.
//! `SourcePolicyType` is what the API's model says, where AWS answers `IAM Policy`. Of several
//! resources `EvalResourceName` is left out. A page has fewer results than `MaxItems` where policies
//! are long. `ResourceHandlingOption` is refused, because there is no EC2.

use cognate_core::{Admin, Result};
use cognate_shapes::iam::{SimulatePolicyResponse, SimulatePrincipalPolicyRequest};

use crate::simulation::{self, Asked, Excluded, Held, Part, Source};

pub async fn simulate_principal_policy(
    caller: Admin,
    req: SimulatePrincipalPolicyRequest,
) -> Result<SimulatePolicyResponse> {
    let excluded = Excluded::read(req.policy_exclusion_list.unwrap_or_default())?;
    let source = Source::find(&caller, &req.policy_source_arn).await?;
    let given = simulation::inputs(req.policy_input_list.as_deref().unwrap_or_default())?;
    let held = source.policies().iter().filter(|held| !excluded.has(held));
    let mut identity = held.map(|held| Part::held(held)).collect::<Result<Vec<Part>>>()?;
    identity.extend(given);
    let boundary = source.boundary().filter(|_| !excluded.has_boundary());
    let boundary = boundary.map(Part::held).transpose()?;
    let asked = Asked {
        boundary: req.permissions_boundary_policy_input_list,
        actions: req.action_names,
        resources: req.resource_arns,
        resource_policy: req.resource_policy,
        resource_owner: req.resource_owner,
        caller: req.caller_arn,
        entries: req.context_entries,
        handling: req.resource_handling_option,
        max_items: req.max_items,
        marker: req.marker,
    };
    simulation::simulate(&caller, Held { source: Some(source), identity, boundary }, asked).await
}
