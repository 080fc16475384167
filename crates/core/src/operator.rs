//! What operators do with pools beyond AWS's API, for commands and consoles.

pub mod clone;
pub mod rename;
pub mod schema;

use cognate_store::batch::Statement;

use crate::audit;
use crate::call::Principal;
use crate::cx::Cx;

/// The audit row of an operator's change: whoever may run commands on the store.
fn event(cx: &Cx, pool: &str, target: &str) -> Statement {
    let account = &cx.config().account;
    let operator = Principal { arn: "operator".into(), ..Principal::root(account, None) };
    audit::event(cx, &operator, Some(pool), target)
}
