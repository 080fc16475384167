//! A domain as the store keeps it.

use time::OffsetDateTime;

use super::{Kind, kind};
use crate::Map;

/// One domain of one pool.
#[derive(Clone, Debug, PartialEq)]
pub struct Domain {
    /// Key of the pool.
    pub pool: i64,
    /// The prefix, or the whole custom name; lower case.
    pub name: String,
    /// `ManagedLoginVersion`, and for custom domains `CustomDomainConfig`.
    pub document: Map,
    pub version: i64,
    pub created: i64,
    pub modified: i64,
}

impl Domain {
    pub fn kind(&self) -> Kind {
        kind(&self.name)
    }
}

/// The domain that the pool's discovery document and links name: a custom one where there is one.
pub fn advertised(domains: &[Domain]) -> Option<&Domain> {
    domains.iter().find(|domain| domain.kind() == Kind::Custom).or_else(|| domains.first())
}

/// `DomainDescription` of DescribeUserPoolDomain (an unknown domain is described as `{}`). `target` is
/// the host name that a custom name's DNS entry points to.
pub fn describe(domain: &Domain, pool_id: &str, account: &str, target: &str) -> Map {
    let mut shown = domain.document.clone();
    shown.insert("UserPoolId".into(), pool_id.into());
    shown.insert("AWSAccountId".into(), account.into());
    shown.insert("Domain".into(), domain.name.as_str().into());
    shown.insert("CloudFrontDistribution".into(), target.into());
    shown.insert("Version".into(), version(domain.modified).into());
    shown.insert("Status".into(), "ACTIVE".into());
    shown
}

/// The time of the last change as `YYYYMMDDhhmmss`.
fn version(modified: i64) -> String {
    let time =
        OffsetDateTime::from_unix_timestamp(modified / 1000).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    let (year, month, day) = time.to_calendar_date();
    let (hour, minute, second) = time.to_hms();
    format!("{year:04}{:02}{day:02}{hour:02}{minute:02}{second:02}", u8::from(month))
}
