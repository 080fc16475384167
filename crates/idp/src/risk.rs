//! What the operations on risk configuration share.

use cognate_core::Result;
use cognate_domain::{Map, Pool};
use cognate_shapes::idp::RiskConfigurationType;
use cognate_store::records::risk_configuration::RiskConfiguration;
use cognate_wire::Timestamp;

use crate::document;

/// In the shape that operations answer; without a configuration, ids only.
pub fn shown(
    pool: &Pool,
    client: Option<&str>,
    configuration: Option<RiskConfiguration>,
) -> Result<RiskConfigurationType> {
    let modified = configuration.as_ref().map(|configuration| Timestamp(configuration.modified));
    let document = configuration.map_or_else(Map::new, |configuration| configuration.document);
    let parts: RiskConfigurationType = document::read(document)?;
    Ok(RiskConfigurationType {
        user_pool_id: Some(pool.id.clone()),
        client_id: client.map(str::to_owned),
        last_modified_date: modified,
        ..parts
    })
}
