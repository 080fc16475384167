//! `AccountRecoverySetting`.

use serde_json::Value;

use crate::member::{list, text, whole};
use crate::{Map, Refusal, refusal};

/// One or two mechanisms of different names and priorities; `admin_only` stands alone. A setting
/// without mechanisms counts as never set.
pub(super) fn normalise(given: &Map) -> Result<Option<Map>, Refusal> {
    let entries: Vec<&Map> =
        list(given, "RecoveryMechanisms").iter().filter_map(Value::as_object).collect();
    let names: Vec<_> = entries.iter().map(|entry| text(entry, "Name")).collect();
    let problem = match entries.as_slice() {
        [] => return Ok(None),
        [_] => None,
        [first, second] => {
            if whole(first, "Priority") == whole(second, "Priority") {
                Some("RecoveryMechanisms must have different priorities.")
            } else if names[0] == names[1] {
                Some("RecoveryMechanisms must have different names.")
            } else if names.contains(&Some("admin_only")) {
                Some("admin_only cannot be combined with other RecoveryMechanisms.")
            } else {
                None
            }
        }
        _ => Some("AccountRecoverySetting can have at most two RecoveryMechanisms."),
    };
    match problem {
        Some(text) => Err(refusal::invalid_parameter(text)),
        None => Ok(Some(given.clone())),
    }
}
