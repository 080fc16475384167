//! Operations that are not served everywhere.

use cognate_core::{Cx, Error, Result};

/// The name of AWS's endpoint that belongs to no region.
const GLOBAL_HOST: &str = "sts.amazonaws.com";

/// `InvalidAction` on the global endpoint.
pub fn regional(cx: &Cx) -> Result<()> {
    let host = cx.occurrence.host.as_deref().unwrap_or_default();
    let name = host.split(':').next().unwrap_or_default();
    if !name.eq_ignore_ascii_case(GLOBAL_HOST) {
        return Ok(());
    }
    let operation = cx.occurrence.operation;
    let text =
        format!("{operation} is not available on the global endpoint. Use a Region's endpoint.");
    Err(Error::new("InvalidAction", text))
}
