//! What the operations on log delivery share.

use cognate_core::Result;
use cognate_domain::{Map, Pool};
use cognate_shapes::idp::LogDeliveryConfigurationType;
use serde_json::Value;

use crate::document;

/// In the shape that operations answer.
pub fn shown(pool: &Pool, configurations: Vec<Value>) -> Result<LogDeliveryConfigurationType> {
    let mut document = Map::new();
    document.insert("UserPoolId".into(), pool.id.clone().into());
    document.insert("LogConfigurations".into(), configurations.into());
    document::read(document)
}
