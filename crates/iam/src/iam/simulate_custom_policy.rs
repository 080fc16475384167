//! # SimulateCustomPolicy
//!
//! Tells what policies would decide about actions on resources, one result per action, without anybody
//! doing them.
//!
//! Caller: an IAM principal allowed `iam:SimulateCustomPolicy` on `*`.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: service control policies; a policy that does not parse (InvalidInput); an
//! unsupported option, more than one boundary or one that does not parse, an action without its
//! service, more than 1,000 resources, a resource's policy that does not parse, a caller that is no
//! user, group or role, or no user although there is a resource's policy, an owner that is no account,
//! an incomplete or repeated context entry (InvalidInput); a `Marker` that this list did not give, or
//! gave over an hour ago (ValidationError).
//!
//! Differences from AWS: what is known of the caller (`aws:PrincipalArn`, `aws:username`, `aws:userid`,
//! `aws:PrincipalTag`, …) is filled in; every other key, the time among them, must be given.
//! `MissingContextValues` are the keys of all policies that take part, whichever statements match.
//! `SourcePolicyType` is what the API's model says, where AWS answers `IAM Policy`. Of several
//! resources `EvalResourceName` is left out. A page has fewer results than `MaxItems` where policies
//! are long. `ResourceHandlingOption` is refused, because there is no EC2, and so are service control
//! policies, because there is no organization.

use cognate_core::{Admin, Result};
use cognate_shapes::iam::{SimulateCustomPolicyRequest, SimulatePolicyResponse};

use crate::faults;
use crate::simulation::{self, Asked, Held};

pub async fn simulate_custom_policy(
    caller: Admin,
    req: SimulateCustomPolicyRequest,
) -> Result<SimulatePolicyResponse> {
    if req.ordered_organization_policy_input_list.is_some_and(|policies| !policies.is_empty()) {
        let text = "Service control policies are not supported: there is no organization here.";
        return Err(faults::invalid_input(text));
    }
    let identity = simulation::inputs(&req.policy_input_list)?;
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
    simulation::simulate(&caller, Held { source: None, identity, boundary: None }, asked).await
}
