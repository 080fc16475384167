//! A user in the shapes that operations answer.

use cognate_core::keys::PoolKeys;
use cognate_core::{Cx, Result, factors as sealed};
use cognate_domain::User;
use cognate_domain::user::Status;
use cognate_shapes::idp::{AttributeType, UserStatusType, UserType};
use cognate_wire::Timestamp;

use crate::factors::{self, Shown};

/// `UserType`, with all attributes.
pub fn user_type(cx: &Cx, keys: &PoolKeys, user: &User) -> Result<UserType> {
    let Shown { mfa_options, .. } = factors::shown(&sealed::open(cx, keys, user)?);
    Ok(UserType {
        username: Some(user.username.clone()),
        attributes: Some(attributes(user)),
        user_create_date: Some(Timestamp(user.created)),
        user_last_modified_date: Some(Timestamp(user.modified)),
        enabled: Some(user.enabled),
        user_status: Some(status(user.status)),
        mfa_options,
    })
}

/// All attributes, `sub` last.
pub fn attributes(user: &User) -> Vec<AttributeType> {
    let own = user.attributes.iter().map(|(name, value)| attribute(name, value));
    own.chain([attribute("sub", &user.sub.to_string())]).collect()
}

pub fn attribute(name: &str, value: &str) -> AttributeType {
    AttributeType { name: name.to_owned(), value: Some(value.to_owned()) }
}

/// `AttributeListType` as names and values; a value that is absent is empty.
pub fn pairs(list: Option<Vec<AttributeType>>) -> Vec<(String, String)> {
    let list = list.unwrap_or_default().into_iter();
    list.map(|attribute| (attribute.name, attribute.value.unwrap_or_default())).collect()
}

pub fn status(status: Status) -> UserStatusType {
    match status {
        Status::Unconfirmed => UserStatusType::Unconfirmed,
        Status::Confirmed => UserStatusType::Confirmed,
        Status::ForceChangePassword => UserStatusType::ForceChangePassword,
        Status::ResetRequired => UserStatusType::ResetRequired,
        Status::ExternalProvider => UserStatusType::ExternalProvider,
    }
}
