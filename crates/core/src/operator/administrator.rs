//! The first person who may do everything without being the root.

use cognate_domain::Map;
use cognate_store::records::iam_entity::{self, Kind};
use cognate_store::records::iam_link::Relation;

use super::operator;
use crate::access_keys::{self, NewAccessKey};
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::iam::{Change, Done, entity};

/// What administrators may do.
pub const POLICY: &str = "arn:aws:iam::aws:policy/AdministratorAccess";

/// Makes an IAM user who may do everything, and a key for the user. `EntityAlreadyExists` when the name
/// is taken.
pub async fn create(cx: &Cx, name: &str) -> Result<NewAccessKey> {
    let well_formed = (1..=64).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+=,.@-_".contains(&byte));
    if !well_formed {
        let text = "A user name has up to 64 letters, digits and +=,.@-_";
        return Err(Error::new("ValidationError", text));
    }
    let keys = cx.keys().installation().await?;
    let account = &cx.config().account;
    let user = entity::new(cx, Kind::User, name, "/", Map::new());
    let (key, row) = access_keys::create(cx.random(), &keys, account, &user.id, cx.now_ms());
    let change =
        Change::new(cx).insert(&user).link(Relation::Attached, &user, POLICY, None).with(row);
    if change.commit(&operator(cx), &format!("user {name}")).await? == Done::Committed {
        return Ok(key);
    }
    match iam_entity::find(cx.store(), Kind::User, name).await? {
        Some(_) => {
            let text = format!("User with name {name} already exists.");
            Err(Error::new("EntityAlreadyExists", text).status(409))
        }
        None => Err(Error::too_many_requests()),
    }
}
