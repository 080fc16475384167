//! Identity pools and identities: finding them, and writing pools so that no consumer's secret stands
//! in clear. What the operations do is in the door.

mod identities;
mod pool;

use cognate_access::arn::Arn;
use cognate_domain::identity_pool::{Site, parse_id};

use crate::cx::Cx;
use crate::error::{Error, Result};

pub use identities::root_of;
pub use pool::{IdentityPool, insert, update};

/// `IdentityPool '<id>' not found.`
pub fn not_found(id: &str) -> Error {
    Error::resource_not_found(format!("IdentityPool '{id}' not found."))
}

/// `Identity '<id>' not found.`
pub fn identity_not_found(id: &str) -> Error {
    Error::resource_not_found(format!("Identity '{id}' not found."))
}

/// How this installation's user pools are named in providers, besides AWS's way.
pub fn site(cx: &Cx) -> Site<'_> {
    let url = cx.config().base_url.as_str();
    Site { host: url.split_once("://").map_or(url, |(_, host)| host) }
}

/// `arn:aws:cognito-identity:<region>:<account>:identitypool/<id>`
pub fn arn(cx: &Cx, id: &str) -> String {
    let region = parse_id(id).map_or("", |(region, _)| region);
    Arn::identity_pool(region, &cx.config().account, id).to_string()
}

impl Cx {
    /// Signed requests reach what is in their region; unsigned ones carry none.
    pub(crate) fn reaches_region(&self, region: &str) -> bool {
        !self.occurrence.signed || self.config().dev.is_some() || self.occurrence.region == region
    }
}

/// A pool of another region is as unknown as one that never was.
pub(crate) fn in_region(cx: &Cx, id: &str) -> Result<()> {
    let region = parse_id(id).map(|(region, _)| region);
    match region {
        Some(region) if cx.reaches_region(region) => Ok(()),
        _ => Err(not_found(id)),
    }
}
