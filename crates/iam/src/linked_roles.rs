//! Roles that services own, and the tasks that delete them.
//!
//! A task has no row: the role is deleted before the task is named, and the name carries a keyed digest,
//! by which it is known again.

use std::collections::BTreeMap;

use cognate_core::iam::{arn, aws, entity, trust};
use cognate_core::{Admin, Cx, Result};
use cognate_domain::{Map, id};
use cognate_store::records::iam_entity::{Entity, Kind};

use crate::{faults, roles};

/// A service that has a role of its own.
pub struct Service {
    principal: &'static str,
    pub role_name: &'static str,
    policy_name: &'static str,
}

const SERVICES: [Service; 2] = [
    Service {
        principal: "cognito-idp.amazonaws.com",
        role_name: "AWSServiceRoleForAmazonCognitoIdp",
        policy_name: "AmazonCognitoIdpServiceRolePolicy",
    },
    Service {
        principal: "email.cognito-idp.amazonaws.com",
        role_name: "AWSServiceRoleForAmazonCognitoIdpEmailService",
        policy_name: "AmazonCognitoIdpEmailServiceRolePolicy",
    },
];

/// Bytes of a task's id that are random; the rest of a UUID is the digest.
const RANDOM_BYTES: usize = 6;

impl Service {
    pub fn find(principal: &str) -> Option<&'static Service> {
        SERVICES.iter().find(|service| service.principal == principal)
    }

    pub fn policy_arn(&self) -> String {
        arn::policy(aws::ACCOUNT, roles::SERVICE_PATH, self.policy_name)
    }

    /// The role, which only the service may assume.
    pub fn role(&self, caller: &Admin, description: Option<String>) -> Entity {
        let path = format!("{}{}/", roles::SERVICE_PATH, self.principal);
        let mut role = entity::new(caller, Kind::Role, self.role_name, &path, Map::new());
        let document = format!(
            r#"{{"Version":"2012-10-17","Statement":[{{"Action":["sts:AssumeRole"],"Effect":"Allow","Principal":{{"Service":["{}"]}}}}]}}"#,
            self.principal
        );
        trust::set(&mut role, &document, &BTreeMap::new());
        role.document.insert("MaxSessionDuration".to_owned(), roles::SESSION_SECONDS.into());
        if let Some(description) = description {
            role.document.insert("Description".to_owned(), description.into());
        }
        role
    }
}

/// `task/aws-service-role/<service>/<role>/<uuid>` of a role that has been deleted.
pub async fn task(cx: &Cx, role: &Entity) -> Result<String> {
    let what = format!("task{}{}", entity::path(role), entity::name(role));
    let uuid = uuid(cx, &what, cx.random().array()).await?;
    Ok(format!("{what}/{uuid}"))
}

/// Errors, in order: an id of another form (`InvalidInput`); a task that was not given here
/// (`NoSuchEntity`).
pub async fn given(cx: &Cx, task: &str) -> Result<()> {
    let invalid = || faults::invalid_input(format!("The deletion task id {task} is not valid."));
    let parts: Vec<&str> = task.split('/').collect();
    let &["task", "aws-service-role", _, _, last] = &parts[..] else { return Err(invalid()) };
    let (what, _) = task.rsplit_once('/').ok_or_else(invalid)?;
    let random = random_of(last).ok_or_else(invalid)?;
    if uuid(cx, what, random).await? != last {
        let text = format!("The deletion task {task} cannot be found.");
        return Err(faults::no_such_entity(text));
    }
    Ok(())
}

async fn uuid(cx: &Cx, what: &str, random: [u8; RANDOM_BYTES]) -> Result<String> {
    let keys = cx.keys().installation().await?;
    let digest = keys.attempt.mac(&[b"deletion task", what.as_bytes(), &random]);
    let mut bytes = [0; 16];
    bytes[..RANDOM_BYTES].copy_from_slice(&random);
    bytes[RANDOM_BYTES..].copy_from_slice(&digest[..16 - RANDOM_BYTES]);
    Ok(id::uuid(&bytes))
}

/// The random bytes that a UUID begins with.
fn random_of(uuid: &str) -> Option<[u8; RANDOM_BYTES]> {
    let lengths = uuid.split('-').map(str::len);
    if !lengths.eq([8, 4, 4, 4, 12]) || !uuid.bytes().all(|it| it == b'-' || it.is_ascii_hexdigit())
    {
        return None;
    }
    let digits: String =
        uuid.chars().filter(|digit| *digit != '-').take(RANDOM_BYTES * 2).collect();
    let byte = |at: usize| u8::from_str_radix(digits.get(at * 2..at * 2 + 2)?, 16).ok();
    let mut random = [0; RANDOM_BYTES];
    for (at, slot) in random.iter_mut().enumerate() {
        *slot = byte(at)?;
    }
    Some(random)
}
