//! What operators do beyond AWS's API, for commands and consoles.

pub mod administrator;
pub mod clone;
pub mod explain;
pub mod rename;
pub mod schema;

use cognate_store::batch::Statement;

use crate::audit;
use crate::call::Principal;
use crate::cx::Cx;

/// Whoever may run commands on the store, as audit rows name them.
fn operator(cx: &Cx) -> Principal {
    Principal { arn: "operator".into(), ..Principal::root(&cx.config().account, None) }
}

/// The audit row of an operator's change.
fn event(cx: &Cx, pool: &str, target: &str) -> Statement {
    audit::event(cx, &operator(cx), Some(pool), target)
}
