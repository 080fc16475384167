//! What GetProvisionedLimit and UpdateProvisionedLimit share: a limit's definition, and the limit as it
//! is answered.

use std::collections::BTreeMap;

use cognate_core::Result;
use cognate_core::rates::Category;
use cognate_core::rates::provisioned::Limit;
use cognate_domain::refusal;
use cognate_shapes::idp::{LimitClass, LimitDefinitionType, LimitType};

const CATEGORY: &str = "Category";

/// The category that a definition names, and nothing else.
///
/// Errors, in order: other attributes than `Category` (InvalidParameterException); an unknown category
/// (ResourceNotFoundException).
pub fn category(definition: &LimitDefinitionType) -> Result<Category> {
    let attributes = &definition.attributes;
    let name = match attributes.get(CATEGORY) {
        Some(name) if attributes.len() == 1 => name,
        _ => {
            let text = "LimitDefinition.Attributes must have the key Category, and no other.";
            return Err(refusal::invalid_parameter(text).into());
        }
    };
    let shown: String = name.chars().take(128).collect();
    Category::named(name).ok_or_else(|| {
        refusal::resource_not_found(format!("The API category {shown} does not exist.")).into()
    })
}

pub fn limit_type(limit: Limit) -> LimitType {
    let attributes = BTreeMap::from([(CATEGORY.to_owned(), limit.category.as_str().to_owned())]);
    LimitType {
        limit_definition: LimitDefinitionType { limit_class: LimitClass::ApiCategory, attributes },
        provisioned_limit_value: limit.provisioned,
        free_limit_value: limit.free,
    }
}
