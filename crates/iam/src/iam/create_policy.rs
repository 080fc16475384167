//! # CreatePolicy
//!
//! Creates a managed policy, with its first version.
//!
//! Caller: an IAM principal allowed `iam:CreatePolicy` on the policy.
//!
//! Changes: the policy. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: a document that is no policy of an identity (MalformedPolicyDocument); a document
//! that is too long (LimitExceeded); a tag twice or reserved (InvalidInput); the name is taken, whatever
//! its path (EntityAlreadyExists); as many policies as there may be (LimitExceeded); others kept
//! changing something meanwhile (Throttling).
//!
//! Differences from AWS: none known.

use cognate_core::iam::{Change, Done, TRIES, entity};
use cognate_core::{Admin, Error, Result};
use cognate_domain::Map;
use cognate_shapes::iam::{CreatePolicyRequest, CreatePolicyResponse};
use cognate_store::records::iam_entity::Kind;

use crate::policies::Version;
use crate::{documents, entities, policies, tags};

pub async fn create_policy(
    caller: Admin,
    req: CreatePolicyRequest,
) -> Result<CreatePolicyResponse> {
    documents::managed(&req.policy_document)?;
    let tags = tags::accepted(req.tags.as_deref().unwrap_or_default())?;
    let path = entities::path(req.path.as_deref());
    let mut policy = entity::new(&caller, Kind::Policy, &req.policy_name, path, Map::new());
    entity::set_tags(&mut policy, &tags);
    if let Some(description) = req.description {
        policy.document.insert("Description".to_owned(), description.into());
    }
    let id = policies::next_version(&mut policy);
    policies::set_default_version(&mut policy, &id);
    let first = Version { id, document: req.policy_document, created: policy.created };
    policies::set_versions(&mut policy, &[first]);
    for _ in 0..TRIES {
        entities::room_for(&caller, Kind::Policy, &req.policy_name).await?;
        let change = Change::new(&caller).insert(&policy);
        let target = format!("policy {}", req.policy_name);
        if change.commit(&caller.principal, &target).await? == Done::Committed {
            let policy = Some(policies::shown(&caller, &policy, (0, 0), false));
            return Ok(CreatePolicyResponse { policy });
        }
    }
    Err(Error::too_many_requests())
}
