//! Users whom the UserMigration function knows, and nobody here: made when they first come.

use std::sync::Arc;

use cognate_domain::attribute::Writer;
use cognate_domain::factor::Factors;
use cognate_domain::name::{self, new_user};
use cognate_domain::signup::Migrated;
use cognate_domain::{Pool, Refusal, refusal};

use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::keys::PoolKeys;
use crate::newcomers::{self, Taking};
use crate::passwords::{self, Password};
use crate::{factors, users};

/// Makes the user; with the password that the function was content with, whatever the pool's policy
/// says of it. Somebody who made them meanwhile is as good.
///
/// The refusal is for a user who cannot be made here, which is a fault of the function's answer.
pub async fn make(
    cx: &Cx,
    pool: &Arc<Pool>,
    keys: &Arc<PoolKeys>,
    client_id: &str,
    migrated: &Migrated,
    password: Option<&Password>,
) -> Result<std::result::Result<(), Refusal>> {
    let Migrated { username, attributes, status, takes_aliases, sms_mfa } = migrated;
    let sub = users::new_sub(cx);
    let Ok(new) = new_user(&pool.rules, username, sub, attributes, Writer::Admin) else {
        return Ok(Err(failed(client_id)));
    };
    let mut user = newcomers::user(cx, pool, sub, new, *status);
    if let Some(password) = password {
        user.credential = Some(passwords::seal(cx, pool, keys, &user, password).await?);
    }
    if *sms_mfa && user.attribute("phone_number").is_some() {
        let own = Factors { sms: true, ..Factors::default() };
        user.factors = factors::seal(cx, keys, pool.key, sub, &own)?;
    }
    let taking = if *takes_aliases { Taking::Aliases } else { Taking::Nothing };
    match newcomers::insert(cx, pool, &user, taking, &[], name::created_by_admin).await {
        Ok(()) => Ok(Ok(())),
        Err(error) if is_taken(&error) => Ok(Ok(())),
        Err(error) => Err(error),
    }
}

/// Whoever has the name now is asked for the password like anybody.
fn is_taken(error: &Error) -> bool {
    matches!(error.code.as_ref(), "UsernameExistsException" | "AliasExistsException")
}

fn failed(client_id: &str) -> Refusal {
    refusal::user_not_found(format!("Exception migrating user in app client {client_id}"))
}
